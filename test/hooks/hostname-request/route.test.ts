import t from 'tap'
import type { KubernetesObject } from '../../../hooks/api/objects.ts'
import { exclusionAnnotations } from '../../../hooks/dns/external-dns.ts'
import {
  asObserved,
  renderRoute,
  routeAcceptedFinding,
  routeName
} from '../../../hooks/hostname-request/route.ts'
import { validateAgainstCrd } from '../../../simulator/api-store/validation.ts'
import { loadUpstreamCrds, skipWithoutUpstream } from '../../helpers/upstream-crds.ts'
import { aClaim, allDone, aRequest, hostname, route } from './builders.ts'

const request = aRequest({ route: { ...route, pathPrefixes: ['/', '/api'] } })
const served = aClaim({}, allDone)
const gateway = { namespace: 'edge', name: 'public-1', sectionName: hostname }

t.test('the route goes from the listener of the hostname to the Service', async t => {
  t.same(renderRoute(request, aClaim(), [], 'gateway.networking.k8s.io/v1'), [
    {
      apiVersion: 'gateway.networking.k8s.io/v1',
      kind: 'HTTPRoute',
      metadata: {
        name: routeName(request),
        namespace: 'shop',
        annotations: exclusionAnnotations
      },
      spec: {
        parentRefs: [{ group: 'gateway.networking.k8s.io', kind: 'Gateway', ...gateway }],
        hostnames: [hostname],
        rules: [
          {
            matches: ['/', '/api'].map(value => ({ path: { type: 'PathPrefix', value } })),
            backendRefs: [{ group: '', kind: 'Service', name: 'shop', port: 80, weight: 1 }]
          }
        ]
      }
    }
  ])
  t.same(
    renderRoute(aRequest(), aClaim(), [], 'gateway.networking.k8s.io/v1'),
    [],
    'none unless asked for'
  )
})

t.test('Gateway API takes the route', { skip: skipWithoutUpstream }, async t => {
  const crd = loadUpstreamCrds().find(({ spec }) => spec.names.kind === 'HTTPRoute')
  if (crd === undefined) throw new Error('UPSTREAM_CRDS holds no HTTPRoute')
  const everyPath = {
    ...route,
    pathPrefixes: ['/', '/a/', '/a.b/c~d', '/.well-known', '/...', '/_-', '/x', '/y']
  }
  for (const hostname of ['shop.apps.example.com', '*.apps.example.com']) {
    for (const rendered of renderRoute(
      aRequest({ hostname, route: everyPath }),
      aClaim(),
      [],
      'gateway.networking.k8s.io/v1'
    )) {
      t.same(validateAgainstCrd(crd, JSON.parse(JSON.stringify(rendered))), [], hostname)
    }
  }
})

t.test('the name of the route is its own, legal and bounded', async t => {
  const named = (name: string, uid = 'u1') =>
    routeName({ ...request, metadata: { ...request.metadata, name, uid } })
  t.match(named('shop'), /^shop-[0-9a-z]+$/)
  t.not(named('shop'), named('shop', 'u2'), 'a request made again takes over nothing')
  for (const name of [
    'a'.repeat(253),
    `${'a'.repeat(240)}${'.b'.repeat(6)}`,
    `${'a'.repeat(243)}.-.-.b`
  ]) {
    t.ok(named(name).length <= 253)
    t.match(named(name), /^[a-z0-9]([-a-z0-9]*[a-z0-9])?(\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*$/)
  }
})

t.test('whether the Gateway has taken the route', async t => {
  const accepted = { type: 'Accepted', status: 'True', observedGeneration: 3 }
  const resolved = { type: 'ResolvedRefs', status: 'True', observedGeneration: 3 }
  for (const [given, conditions, expected] of [
    ['both said', [accepted, resolved], 'True RouteAccepted'],
    ['nothing said', [], 'Unknown RoutePending'],
    ['only one said', [accepted], 'Unknown RoutePending'],
    [
      'said of an older spec',
      [{ ...accepted, observedGeneration: 2 }, resolved],
      'Unknown RoutePending'
    ],
    ['undecided', [{ ...accepted, status: 'Unknown' }, resolved], 'Unknown RoutePending'],
    ['not allowed', [{ ...accepted, status: 'False' }, resolved], 'False RouteRejected'],
    ['no such Service', [accepted, { ...resolved, status: 'False' }], 'False RouteRejected'],
    [
      'refused long ago',
      [{ ...accepted, status: 'False', observedGeneration: 2 }, resolved],
      'Unknown RoutePending'
    ],
    [
      'of another kind too',
      [accepted, resolved, { type: 'Other', status: 'False' }],
      'True RouteAccepted'
    ]
  ] as const) {
    t.equal(
      found(aRoute([{ parentRef: gateway, conditions: conditions.map(said) }])),
      expected,
      given
    )
  }
})

t.test('until the listener is there, a refusal is nobody’s mistake', async t => {
  const noListener = said({
    type: 'Accepted',
    status: 'False',
    reason: 'NoMatchingParent',
    observedGeneration: 3
  })
  const resolved = said({ type: 'ResolvedRefs', status: 'True', observedGeneration: 3 })
  const refused = aRoute([{ parentRef: gateway, conditions: [noListener, resolved] }])
  const accepted = aRoute([
    { parentRef: gateway, conditions: [{ ...noListener, status: 'True' }, resolved] }
  ])
  const issuing = aClaim(
    {},
    { CertificateRequested: 'True Done', CertificateIssued: 'False ValidationPending' }
  )
  const attaching = aClaim(
    {},
    { CertificateIssued: 'True Done', CertificateAttached: 'False WaitingForAttachment' }
  )
  for (const [given, claim, observed, expected] of [
    ['the claim is new', aClaim(), refused, 'Unknown WaitingForEarlierStep'],
    ['ACM issues', issuing, refused, 'Unknown WaitingForEarlierStep'],
    ['the certificate is being attached', attaching, refused, 'Unknown WaitingForEarlierStep'],
    [
      'no controller has looked, nor is there a listener',
      issuing,
      aRoute([]),
      'Unknown WaitingForEarlierStep'
    ],
    ['the certificate is attached', aClaim({}, allDone), refused, 'False RouteRejected'],
    ['it is accepted before ACM names the load balancer', attaching, accepted, 'True RouteAccepted']
  ] as const) {
    const { status, reason } = routeAcceptedFinding(request, claim, [observed])
    t.equal(`${status} ${reason}`, expected, given)
  }
  t.match(routeAcceptedFinding(request, issuing, [refused]).message, 'waits for its listener')
})

t.test('what others write into the status of the route does not matter', async t => {
  const both = ['Accepted', 'ResolvedRefs'].map(type => said({ type, status: 'True' }))
  t.equal(
    found(aRoute([{ parentRef: { ...gateway, sectionName: 'x' }, conditions: both }])),
    'Unknown RoutePending'
  )
  for (const parents of [
    undefined,
    null,
    'x',
    [null],
    [{}],
    [{ parentRef: null }],
    [{ parentRef: gateway, conditions: 7 }]
  ]) {
    t.equal(found(aRoute(parents)), 'Unknown RoutePending', JSON.stringify(parents))
  }
})

t.test('a route that is not there, or going', async t => {
  t.equal(routeAcceptedFinding(request, aClaim(), []).reason, 'RoutePending')
  const going = aRoute([])
  going.metadata.deletionTimestamp = '2026-01-01T00:00:00Z'
  t.match(routeAcceptedFinding(request, aClaim(), [going]), {
    reason: 'RoutePending',
    message: 'is being deleted'
  })
})

t.test('a refusal says why', async t => {
  const refusal = said({ type: 'Accepted', status: 'False' })
  t.match(
    routeAcceptedFinding(request, served, [aRoute([{ parentRef: gateway, conditions: [refusal] }])])
      .message,
    'Why: Words.'
  )
})

t.test('external-dns leaves new routes alone, and meets no change of old ones', async t => {
  const key = 'external-dns.alpha.kubernetes.io/controller'
  const annotated = (annotations: Record<string, string>): KubernetesObject => {
    const observed = aRoute([])
    return { ...observed, metadata: { ...observed.metadata, annotations } }
  }
  for (const [given, routes, expected] of [
    ['a new route', [], exclusionAnnotations],
    ['a route from before', [aRoute([])], undefined],
    ['a route with annotations of others', [annotated({ note: 'x' })], undefined],
    ['a route of ours', [annotated(exclusionAnnotations)], exclusionAnnotations],
    ['a route that a person has excluded', [annotated({ [key]: 'none' })], exclusionAnnotations]
  ] as const) {
    const version = 'gateway.networking.k8s.io/v1'
    const [rendered] = renderRoute(request, aClaim(), routes, version)
    t.same(rendered?.metadata.annotations, expected, given)
    const [observed] = routes
    if (observed !== undefined)
      t.same(asObserved(observed, version).metadata.annotations, expected, given)
  }
})

t.test('an observed child is answered by name and spec', async t => {
  const { apiVersion, kind, spec } = aRoute([])
  t.same(asObserved(aRoute([]), apiVersion), {
    apiVersion,
    kind,
    metadata: { name: routeName(request), namespace: 'shop' },
    spec
  })
})

function said(condition: object) {
  return {
    reason: 'Why',
    message: 'Words.',
    lastTransitionTime: '2026-01-01T00:00:00Z',
    ...condition
  }
}

function aRoute(parents: unknown): KubernetesObject {
  return {
    apiVersion: 'gateway.networking.k8s.io/v1',
    kind: 'HTTPRoute',
    metadata: {
      name: routeName(request),
      namespace: 'shop',
      uid: 'r1',
      generation: 3,
      labels: { 'controller-uid': 'u1' }
    },
    spec: { hostnames: [hostname] },
    status: { parents }
  }
}

function found(observed: KubernetesObject): string {
  const { status, reason } = routeAcceptedFinding(request, served, [observed])
  return `${status} ${reason}`
}
