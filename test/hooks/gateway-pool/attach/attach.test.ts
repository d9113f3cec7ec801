import t from 'tap'
import type { DomainClaimSpec } from '../../../../hooks/api/domain-claim.ts'
import type { KubernetesObject } from '../../../../hooks/api/objects.ts'
import {
  listenersOf,
  readConfiguration
} from '../../../../hooks/gateway-pool/observe/read-gateways.ts'
import { domain, iso, pool, request, start } from '../fixtures.ts'
import {
  all,
  apply,
  arnFor,
  issueCertificates,
  one,
  programGateways,
  settle,
  sync,
  type World,
  world
} from '../world.ts'

const [a, b] = ['a.apps.example.com', 'b.apps.example.com']

/** Two hostnames in service on one Gateway; `a` is the older. */
function serving(changes: Parameters<typeof pool>[0] = {}): World {
  const w = world({ pool: pool(changes), requests: [request(a, 'shop', { age: 20 })] })
  settle(w)
  w.now += 1000
  w.requests.push(request(b, 'shop', { age: 10 }))
  settle(w)
  return w
}

/** What is wanted on the first Gateway: certificates (the default first) and listeners. */
function wanted(w: World) {
  const { children } = sync(w)
  const find = (kind: string) =>
    children.find(child => child.kind === kind && child.metadata.name === 'public-1')
  const { arns, assignments: record } = readConfiguration(
    find('LoadBalancerConfiguration') as KubernetesObject
  )
  const listeners = listenersOf(find('Gateway') as KubernetesObject).map(({ name }) => name)
  return { arns, record: [...record.keys()], listeners }
}

t.test('certificate first, listener one observation later', async t => {
  const w = world({ requests: [request(a)] })
  apply(w, sync(w))
  programGateways(w)
  t.strictSame(wanted(w), { arns: [], record: [], listeners: ['http'] })
  issueCertificates(w)
  t.strictSame(wanted(w), { arns: [arnFor(a)], record: [a], listeners: ['http'] })
  apply(w, sync(w))
  t.strictSame(wanted(w), { arns: [arnFor(a)], record: [a], listeners: ['http', 'keeper', a] })
})

t.test('a second one: its listener waits for its own certificate', async t => {
  const w = world({ requests: [request(a, 'shop', { age: 20 })] })
  settle(w)
  w.requests.push(request(b))
  apply(w, sync(w))
  t.strictSame(wanted(w).listeners, ['http', 'keeper', a])
  issueCertificates(w)
  t.strictSame(wanted(w), {
    arns: [arnFor(a), arnFor(b)],
    record: [a, b],
    listeners: ['http', 'keeper', a]
  })
  apply(w, sync(w))
  t.strictSame(wanted(w).listeners, ['http', 'keeper', a, b])
})

t.test('at the end the listeners go first, then the last certificate', async t => {
  const w = serving()
  for (const claim of all(w, 'DomainClaim')) claim.metadata.deletionTimestamp = iso(start)
  t.strictSame(wanted(w), { arns: [arnFor(a), arnFor(b)], record: [a, b], listeners: ['http'] })
  apply(w, sync(w))
  t.strictSame(wanted(w), { arns: [], record: [], listeners: ['http'] })
})

t.test('one of two goes: certificate and listener at once, the other is left alone', async t => {
  const w = serving()
  one(w, 'DomainClaim', a).metadata.deletionTimestamp = iso(start)
  t.strictSame(wanted(w), { arns: [arnFor(b)], record: [b], listeners: ['http', 'keeper', b] })
})

t.test(
  'the default certificate is the observed one while it is wanted, else the oldest assignment’s',
  async t => {
    const w = serving()
    const [https] = (
      one(w, 'LoadBalancerConfiguration', 'public-1').spec as { listenerConfigurations: object[] }
    ).listenerConfigurations
    Object.assign(https ?? {}, { defaultCertificate: arnFor(b), certificates: [arnFor(a)] })
    t.strictSame(wanted(w).arns, [arnFor(b), arnFor(a)])
    one(w, 'DomainClaim', b).status = { certificate: { arn: arnFor(b, 1), status: 'ISSUED' } }
    t.strictSame(wanted(w).arns, [arnFor(a), arnFor(b, 1)])
  }
)

t.test(
  'a claim that has lost its status keeps certificate and listener, even without our record',
  async t => {
    const w = serving()
    for (const claim of all(w, 'DomainClaim')) delete claim.status
    const before = wanted(w)
    t.strictSame(before, {
      arns: [arnFor(a), arnFor(b)],
      record: [a, b],
      listeners: ['http', 'keeper', a, b]
    })
    delete one(w, 'LoadBalancerConfiguration', 'public-1').metadata.annotations
    t.strictSame(wanted(w), { ...before, record: [] })
  }
)

t.test(
  'a deleted certificate whose claim has lost its status goes when the next one is issued',
  async t => {
    const w = serving()
    const claim = one(w, 'DomainClaim', b)
    const both = [arnFor(a), arnFor(b)]
    // The load balancer controller refuses the Gateway, and does not say which certificate it is.
    const refused = {
      type: 'Accepted',
      status: 'False',
      reason: 'Invalid',
      message: 'Check Gateway Events for more information.',
      observedGeneration: 1
    }
    Object.assign(one(w, 'Gateway', 'public-1').status as object, { conditions: [refused] })
    delete claim.status
    t.strictSame(wanted(w).arns, both, 'it stays as long as nothing is known against it')
    const next = arnFor(b, 1)
    claim.status = { certificate: { arn: next, status: 'PENDING_VALIDATION' } }
    t.strictSame(wanted(w).arns, both, 'nothing has replaced it yet')
    claim.status = { certificate: { arn: next, status: 'ISSUED' } }
    t.strictSame(wanted(w).arns, [arnFor(a), next])
  }
)

for (const [given, arn] of [
  ['of another region', arnFor(b).replace('eu-central-1', 'us-east-1')],
  ['that is none', 'ISSUED'],
  ['of another service', 'arn:aws:iam::123456789012:server-certificate/x'],
  ['that is no text', 7]
] as const) {
  t.test(`an ARN ${given} is never attached: it would block the Gateway`, async t => {
    const w = world({ requests: [request(a)] })
    apply(w, sync(w))
    one(w, 'DomainClaim', a).status = { certificate: { arn, status: 'ISSUED' } }
    t.strictSame(wanted(w).arns, [])
  })
}

t.test('a certificate that vanished goes at once; its listener stays', async t => {
  const w = serving()
  one(w, 'DomainClaim', b).status = {
    certificate: { attempts: 1, ended: { arn: arnFor(b), reason: 'NotFound' } }
  }
  t.strictSame(wanted(w), { arns: [arnFor(a)], record: [a], listeners: ['http', 'keeper', a, b] })
  apply(w, sync(w))
  t.strictSame(wanted(w).listeners, ['http', 'keeper', a, b])
})

t.test('a certificate whose claim is gone goes', async t => {
  const w = serving()
  w.requests.pop()
  delete w.children['DomainClaim.gateway-orchestrator.io/v1alpha1']?.[b]
  t.strictSame(wanted(w), { arns: [arnFor(a)], record: [a], listeners: ['http', 'keeper', a] })
})

t.test(
  'a claim that cannot be read keeps its certificate and its listener as they are',
  async t => {
    const w = serving()
    Object.assign(one(w, 'DomainClaim', b).spec as object, { region: 7 })
    t.strictSame(wanted(w), {
      arns: [arnFor(a), arnFor(b)],
      record: [a, b],
      listeners: ['http', 'keeper', a, b]
    })
  }
)

t.test('nor does it get a listener twice when not even its hostname can be read', async t => {
  const allowed = domain({ wildcardHostnames: 'Allow' })
  const w = world({
    pool: pool({ domains: [allowed] }),
    requests: [request('*.apps.example.com'), request(a)]
  })
  settle(w)
  const { listeners } = wanted(w)
  t.strictSame(listeners, ['http', 'keeper', a, 'wildcard.apps.example.com.0'])
  for (const hostname of [undefined, 5, 'x', b]) {
    Object.assign(one(w, 'DomainClaim', 'wildcard.apps.example.com.0').spec as object, {
      hostname,
      region: 7
    })
    t.strictSame(wanted(w).listeners, listeners, `spec.hostname: ${hostname}`)
  }
})

t.test('no more certificates than the capacity allows, the older claims first', async t => {
  const names = Array.from(
    { length: 27 },
    (_, i) => `a${String.fromCharCode(97 + i)}.apps.example.com`
  )
  const requests = names.map((name, i) => request(name, 'shop', { age: 99 - i }))
  const w = world({ pool: pool({ capacity: { maxHostnamesPerGateway: 27 } }), requests })
  apply(w, sync(w))
  programGateways(w)
  issueCertificates(w)
  all(w, 'DomainClaim').forEach((claim, i) => {
    claim.metadata.creationTimestamp = iso(start - 99_000 + i * 1000)
  })
  w.pool = pool({ capacity: { maxHostnamesPerGateway: 26 } })
  t.strictSame(wanted(w).record, names.slice(0, 26))
})

t.test(
  'a wildcard held beside a name of another namespace: the younger gets no listener and is told',
  async t => {
    const w = serving({ domains: [domain({ wildcardHostnames: 'Allow' })] })
    w.now += 1000
    w.requests.push(request('*.apps.example.com'))
    settle(w)
    const wildcard = one(w, 'DomainClaim', 'wildcard.apps.example.com.0')
    t.ok(wanted(w).listeners.includes('wildcard.apps.example.com.0'), 'the same namespace may')
    for (const claim of all(w, 'DomainClaim')) {
      if (claim !== wildcard)
        Object.assign((claim.spec as DomainClaimSpec).requestRef, { namespace: 'blog' })
    }
    t.strictSame(wanted(w).listeners, ['http', 'keeper', a, b])
    const answer = sync(w)
    t.match(
      answer.children.find(({ metadata }) => metadata.name === wildcard.metadata.name)?.spec,
      {
        gatewayStatus: {
          ready: false,
          reason: 'HostnameOverlaps',
          message: /overlaps an older hostname of another namespace/
        }
      }
    )
    t.match(answer.status.conditions?.[0], {
      type: 'Accepted',
      status: 'False',
      reason: 'HostnameOverlaps'
    })
  }
)

t.test(
  'the record on the Gateway names the certificates, as the original flow wants it',
  async t => {
    const w = serving()
    const { annotations } = one(w, 'Gateway', 'public-1').metadata
    t.strictSame(annotations, {
      'alb.ingress.kubernetes.io/certificate-arn': `${arnFor(a)},${arnFor(b)}`
    })
  }
)

t.test('a configuration of a strange form carries nothing', async t => {
  for (const spec of [
    undefined,
    null,
    {},
    { listenerConfigurations: 7 },
    { listenerConfigurations: [null, 7] }
  ]) {
    const object = {
      spec,
      metadata: { annotations: { 'gateway-orchestrator.io/certificates': '{"a":7,' } }
    }
    t.match(readConfiguration(object as unknown as KubernetesObject), {
      arns: [],
      assignments: new Map()
    })
  }
})
