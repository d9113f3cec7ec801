import t from 'tap'
import { gatewayCases, grpcRouteCases, listenerSetCases, targetGroupCases } from './policy-cases.ts'
import {
  aClaim,
  apply,
  aRoute,
  check,
  dryRun,
  edge,
  group,
  hostnames,
  kubeconfig,
  kubectl,
  namespace,
  parent,
  paths,
  pool,
  prepare
} from './policy-trial.ts'

/**
 * These tests need a throwaway API server, with the CRDs of all projects and `metacontroller/`
 * applied: they create and delete objects. Metacontroller must not run on it. It would set its
 * finalizer on the pool `policy-test`, and wait for hooks that do not run.
 */
const skip =
  kubeconfig === undefined
    ? 'TEST_KUBECONFIG, a kubeconfig of a throwaway API server, is not set'
    : false

t.test('routes to the Gateways of a pool', { skip }, async t => {
  await prepare(t)
  const unnamed = { namespace: edge, name: `${pool}-1` }
  const match = (value: object) => ({ rules: [{ matches: [value] }] })
  const filter = (value: object) => ({ rules: [{ filters: [value] }] })
  const redirect = (requestRedirect: object) => filter({ type: 'RequestRedirect', requestRedirect })
  const rewrite = (urlRewrite: object) => filter({ type: 'URLRewrite', urlRewrite })
  const backend = (value: object) => ({
    rules: [{ backendRefs: [{ name: 'shop', port: 80, ...value }] }]
  })
  const headers = (count: number) =>
    Array.from({ length: count }, (_, i) => ({ name: `x-${i}`, value: 'a' }))
  for (const [given, spec, refusal] of [
    ['of the keeper', { rules: [{}] }, ''],
    ['to https', redirect({ scheme: 'https', statusCode: 301 }), ''],
    ['with a plain backend', backend({ weight: 999 }), ''],
    [
      'with paths',
      {
        rules: [
          {
            matches: ['/', '/a/b', '/a.b~c-d_e'].map(value => ({
              path: { type: 'PathPrefix', value }
            }))
          }
        ]
      },
      ''
    ],
    ['with a full match', match({ path: { value: '/a' }, method: 'GET', headers: headers(1) }), ''],
    ['with three headers on /', match({ headers: headers(3) }), ''],
    [
      'with a rewrite',
      rewrite({
        hostname: 'a.example.com',
        path: { type: 'ReplacePrefixMatch', replacePrefixMatch: '/b' }
      }),
      ''
    ],
    ['with 20 matches', { rules: [{ matches: paths(20) }] }, ''],
    [
      'with 21 matches',
      { rules: [{ matches: paths(11) }, { matches: paths(10) }] },
      'too many rules'
    ],
    [
      'with 11 matches on two listeners',
      { parentRefs: [parent('a'), parent('b')], rules: [{ matches: paths(11) }] },
      'too many rules'
    ],
    ['without a sectionName', { parentRefs: [unnamed], rules: [{}] }, 'needs a sectionName'],
    [
      'with 4 hostnames and 5 matches',
      { hostnames: hostnames(4), rules: [{ matches: paths(5) }] },
      ''
    ],
    [
      'with 16 hostnames and 2 matches',
      { hostnames: hostnames(16), rules: [{ matches: paths(2) }] },
      'too many rules'
    ],
    [
      'with 2 listeners, 3 hostnames and 4 matches',
      {
        parentRefs: [parent('a'), parent('b')],
        hostnames: hostnames(3),
        rules: [{ matches: paths(4) }]
      },
      'too many rules'
    ],
    [
      'with a * in a prefix',
      match({ path: { type: 'PathPrefix', value: '/a*' } }),
      'at most 126 characters'
    ],
    [
      'with a * in a path',
      match({ path: { type: 'Exact', value: '/a*' } }),
      'at most 126 characters'
    ],
    [
      'with a ( in a path',
      match({ path: { type: 'Exact', value: '/a(' } }),
      'at most 126 characters'
    ],
    [
      'with a long path',
      match({ path: { type: 'PathPrefix', value: `/${'a'.repeat(126)}` } }),
      'at most 126 characters'
    ],
    [
      'with a regex',
      match({ path: { type: 'RegularExpression', value: '(' } }),
      'RegularExpression'
    ],
    [
      'with a regex on a header',
      match({ headers: [{ type: 'RegularExpression', name: 'a', value: '(' }] }),
      'RegularExpression'
    ],
    ['on the Host header', match({ headers: [{ name: 'Host', value: 'a' }] }), 'cannot be Host'],
    [
      'on a long header name',
      match({ headers: [{ name: 'x'.repeat(41), value: 'a' }] }),
      'at most 40'
    ],
    [
      'on a header with a wildcard',
      match({ headers: [{ name: 'x', value: 'a*' }] }),
      'without * and ?'
    ],
    [
      'on a long query parameter',
      match({ queryParams: [{ name: 'x', value: 'a'.repeat(129) }] }),
      '128 printable'
    ],
    [
      'with four headers on a path',
      match({ path: { value: '/a' }, headers: headers(3) }),
      'has too many values'
    ],
    [
      'with a list in a header',
      match({ headers: [{ name: 'x', value: 'a,b,c,d' }] }),
      'has too many values'
    ],
    [
      'that mirrors',
      filter({ type: 'RequestMirror', requestMirror: { backendRef: { name: 'a', port: 80 } } }),
      'only the filters'
    ],
    [
      'that sets headers',
      filter({ type: 'RequestHeaderModifier', requestHeaderModifier: { remove: ['a'] } }),
      'only the filters'
    ],
    [
      'with a ListenerRuleConfiguration',
      filter({
        type: 'ExtensionRef',
        extensionRef: { group: 'gateway.k8s.aws', kind: 'ListenerRuleConfiguration', name: 'a' }
      }),
      'only the filters'
    ],
    [
      'that redirects with 308',
      redirect({ scheme: 'https', statusCode: 308 }),
      'statusCode 301 or 302'
    ],
    ['that redirects to itself', redirect({ statusCode: 301 }), 'at least one'],
    [
      'that redirects to a wildcard',
      redirect({ path: { type: 'ReplaceFullPath', replaceFullPath: '/*' } }),
      'redirect or rewrite'
    ],
    [
      'that rewrites to a group',
      rewrite({ path: { type: 'ReplaceFullPath', replaceFullPath: '/$1' } }),
      'redirect or rewrite'
    ],
    ['with a heavy backend', backend({ weight: 1000 }), 'at most 999'],
    [
      'with a target group',
      backend({ kind: 'TargetGroupName', group: '' }),
      'all of them Services'
    ],
    [
      'with six backends',
      { rules: [{ backendRefs: Array(6).fill({ name: 'a', port: 80 }) }] },
      'at most 5 backendRefs'
    ]
  ] as const) {
    check(t, dryRun(aRoute(spec)), refusal, `a route ${given}`)
  }
  const elsewhere = { parentRefs: [{ name: 'other' }], ...backend({ weight: 1000 }) }
  check(t, dryRun(aRoute(elsewhere)), '', "another project's Gateway is none of our business")
})

t.test('routes, listeners and target groups of a team', { skip }, async t => {
  await prepare(t)
  const place = { namespace, edge, gateway: `${pool}-1` }
  const cases = [
    ...grpcRouteCases(place),
    ...listenerSetCases(place),
    ...gatewayCases(place),
    ...targetGroupCases(place)
  ]
  for (const [given, object, refusal] of cases) {
    const outcome = dryRun(object)
    // The API server may lack a kind of Gateway API that is not in every release.
    if (!outcome.output.includes('no matches for kind')) check(t, outcome, refusal, given)
  }
})

t.test('a label that is not theirs', { skip }, async t => {
  await prepare(t)
  const labelled = aRoute({ rules: [{}] }, { labels: { 'controller-uid': 'u1' } })
  check(t, dryRun(labelled), 'label controller-uid', 'a copied route')
  const metacontroller = ['--as', 'system:serviceaccount:metacontroller:metacontroller']
  check(t, dryRun(labelled, metacontroller), '', 'a route of Metacontroller')
  apply(labelled, metacontroller)
  check(
    t,
    kubectl(['annotate', 'httproute', '-n', namespace, 'shop', 'a=b']),
    '',
    'its other metadata'
  )
  check(
    t,
    kubectl(['label', 'httproute', '-n', namespace, 'shop', 'controller-uid-']),
    'label controller-uid',
    'its label'
  )
})

t.test('deletions', { skip }, async t => {
  await prepare(t)
  const remove = (...words: string[]) => kubectl(['delete', '--dry-run=server', ...words])
  check(t, remove('domainclaim', 'policy.example.com'), 'holds a hostname in use', 'a claim in use')
  apply(aClaim({ releasedAt: '2026-01-01T00:00:00Z' }))
  check(t, remove('domainclaim', 'policy.example.com'), '', 'a claim that was released')
  check(t, remove('gatewaypool', pool), '', 'a pool without hostnames')
  for (const cascade of ['foreground', 'orphan']) {
    check(
      t,
      remove('gatewaypool', pool, `--cascade=${cascade}`),
      'background propagation only',
      `a pool, ${cascade}`
    )
  }
  kubectl([
    'patch',
    'gatewaypool',
    pool,
    '--subresource=status',
    '--type=merge',
    '-p',
    '{"status":{"hostnames":2}}'
  ])
  check(t, remove('gatewaypool', pool), '2 hostnames held', 'a pool in use')
  check(t, remove('gatewaypools', '--all'), '2 hostnames held', 'a pool among all')
  check(
    t,
    remove('crd', `domainclaims.${group}`),
    'is part of the Gateway Orchestrator',
    'a CRD of ours'
  )
  check(t, remove('crd', 'gatewayclasses.gateway.networking.k8s.io'), '', 'a CRD of others')
  check(
    t,
    remove('compositecontroller', 'domain-claims'),
    'is part of the Gateway Orchestrator',
    'a controller of ours'
  )
  kubectl(['annotate', 'gatewaypool', pool, `${group}/allow-delete=true`])
  check(t, remove('gatewaypool', pool), '', 'a pool in use, with the annotation')
  for (const cascade of ['foreground', 'orphan']) {
    const outcome = remove('gatewaypool', pool, `--cascade=${cascade}`)
    check(t, outcome, 'background propagation only', `a pool, ${cascade}, also with the annotation`)
  }
  kubectl([
    'patch',
    'gatewaypool',
    pool,
    '--type=merge',
    '-p',
    '{"metadata":{"finalizers":["foregroundDeletion"]}}'
  ])
  const path = `/apis/${group}/v1alpha1/gatewaypools/${pool}?dryRun=All`
  const unsaid = kubectl(['delete', '--raw', path])
  check(
    t,
    unsaid,
    'background propagation only',
    'a pool that is marked for foreground, by a client that says nothing'
  )
  check(
    t,
    remove('gatewaypool', pool),
    '',
    'a pool that is marked for foreground, in the background: it takes the mark off'
  )
})
