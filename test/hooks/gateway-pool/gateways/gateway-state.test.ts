import t from 'tap'
import type { DomainClaimSpec } from '../../../../hooks/api/domain-claim.ts'
import { addressOf } from '../../../../hooks/gateway-pool/observe/read-gateways.ts'
import { iso, pool, request, start } from '../fixtures.ts'
import { addressFor, arnFor, one, settle, sync, type World, world } from '../world.ts'

const name = 'a.apps.example.com'

function serving(changes: Parameters<typeof pool>[0] = {}): World {
  const w = world({ pool: pool(changes), requests: [request(name)] })
  settle(w)
  return w
}

function told(w: World): DomainClaimSpec {
  return sync(w).children.find(({ kind }) => kind === 'DomainClaim')?.spec as DomainClaimSpec
}

const addresses = [{ type: 'Hostname', value: addressFor('public-1') }]

function condition(type: string, status: string, observedGeneration = 2, message = 'words of LBC') {
  return { type, status, observedGeneration, message }
}

const accepted = condition('Accepted', 'True')
const programmed = condition('Programmed', 'True')

for (const [given, status, expected, message] of [
  ['no status', undefined, 'WaitingForGateway', /no controller has looked at/],
  ['a poisoned status', { conditions: 7, addresses: 'x' }, 'WaitingForGateway', /no controller/],
  [
    'Accepted unknown',
    { conditions: [condition('Accepted', 'Unknown')] },
    'WaitingForGateway',
    /no controller/
  ],
  [
    'Accepted false',
    { addresses, conditions: [condition('Accepted', 'False'), programmed] },
    'GatewayBlocked',
    /conditions of GatewayPool public/
  ],
  [
    'no address',
    { conditions: [accepted, programmed] },
    'GatewayHasNoAddress',
    /no load balancer yet/
  ],
  ['no Programmed', { addresses, conditions: [accepted] }, 'WaitingForGateway', /being built/],
  [
    'Programmed unknown',
    { addresses, conditions: [accepted, condition('Programmed', 'Unknown')] },
    'WaitingForGateway',
    /being built: words/
  ],
  [
    'an older generation',
    { addresses, conditions: [accepted, condition('Programmed', 'True', 1)] },
    'Ready',
    undefined
  ],
  [
    'an older acceptance',
    { addresses, conditions: [condition('Accepted', 'True', 1), programmed] },
    'Ready',
    undefined
  ],
  ['all of it', { addresses, conditions: [accepted, programmed] }, 'Ready', undefined]
] as const) {
  t.test(given, async t => {
    const w = serving()
    one(w, 'Gateway', 'public-1').status = status
    const { gatewayStatus } = told(w)
    if (expected === 'Ready') t.equal(gatewayStatus, undefined, 'the target alone says it')
    else t.match(gatewayStatus, { ready: false, reason: expected, message })
    t.equal(
      told(w).target !== undefined,
      status !== undefined && 'addresses' in status && status.addresses === addresses
    )
    const { conditions } = sync(w).status
    t.equal(
      conditions?.[1]?.status,
      expected === 'Ready' ? 'True' : 'False',
      'a lag un-readies nobody'
    )
    if (conditions?.[1]?.status === 'False')
      t.equal(conditions[3]?.reason, expected, 'Ready has its reason')
    if (expected === 'GatewayBlocked')
      t.match(conditions?.[1]?.message, /words of LBC/, 'the pool tells them')
  })
}

t.test(
  'while the controller lags behind our own change, a claim goes on being told what it was told',
  async t => {
    const w = serving()
    const claim = one(w, 'DomainClaim', name)
    one(w, 'Gateway', 'public-1').status = {
      addresses,
      conditions: [accepted, condition('Programmed', 'True', 1)]
    }
    t.equal(told(w).gatewayStatus, undefined, 'told nothing beside its target, it stays so')
    t.ok(told(w).target)
    const before = {
      ready: false,
      reason: 'WaitingForGateway',
      message: 'Gateway public-1 has no listener yet'
    }
    Object.assign(claim.spec as object, { gatewayStatus: before })
    t.strictSame(told(w).gatewayStatus, before)
    Object.assign(claim.spec as object, { gatewayStatus: undefined, target: undefined })
    t.match(
      told(w).gatewayStatus,
      { ready: false, message: /being changed/ },
      'one that was told nothing learns it'
    )
  }
)

t.test(
  'until its certificate is issued a claim is told one thing, whatever happens to the Gateway',
  async t => {
    const w = serving()
    const claim = one(w, 'DomainClaim', name)
    Object.assign(claim.status as object, {
      certificate: { attempts: 0, status: 'PENDING_VALIDATION' }
    })
    const first = told(w).gatewayStatus
    t.match(first, { ready: false, reason: 'WaitingForGateway', message: /certificate/ })
    one(w, 'Gateway', 'public-1').status = {
      addresses,
      conditions: [condition('Accepted', 'False')]
    }
    t.strictSame(told(w).gatewayStatus, first)
    const fresh = sync(world({ requests: [request(name)] })).children.find(
      ({ kind }) => kind === 'DomainClaim'
    )
    t.match(fresh?.spec, { gatewayStatus: first }, 'a new claim too')
  }
)

t.test('nobody takes the Gateway up for two minutes: there is no controller', async t => {
  const w = serving()
  delete one(w, 'Gateway', 'public-1').status
  w.now = start + 60_000
  t.equal(sync(w).resyncAfterSeconds, 60, 'it is looked at again when patience ends')
  w.now = start + 120_000
  t.match(told(w).gatewayStatus, {
    reason: 'GatewayClassMissing',
    message: /kubectl get gatewayclass alb/
  })
  t.equal(sync(w).resyncAfterSeconds, 300)
})

t.test('a Gateway that is not there: its namespace may be missing, which is named', async t => {
  const w = serving()
  w.children['Gateway.gateway.networking.k8s.io/v1'] = {}
  t.match(told(w), {
    gatewayStatus: {
      reason: 'WaitingForGateway',
      message: /namespace edge may be missing.*create namespace edge.*describe gatewaypool public/
    }
  })
  t.equal(told(w).target, undefined)
})

t.test(
  'no target while the observed configuration lacks the certificate, whatever else it carries',
  async t => {
    const w = serving()
    const configuration = one(w, 'LoadBalancerConfiguration', 'public-1')
    const [https] = (
      configuration.spec as { listenerConfigurations: { defaultCertificate?: string }[] }
    ).listenerConfigurations
    t.equal(https?.defaultCertificate, arnFor(name))
    t.equal(told(w).target?.dnsName, addressFor('public-1'))
    Object.assign(https ?? {}, { defaultCertificate: arnFor('b.apps.example.com') })
    t.equal(told(w).target, undefined, 'the Gateway has its address, and another certificate')
    Object.assign(https ?? {}, { certificates: [arnFor(name)] })
    t.equal(told(w).target?.dnsName, addressFor('public-1'), 'beside another one will do')
    w.children['LoadBalancerConfiguration.gateway.k8s.aws/v1'] = {}
    t.equal(told(w).target, undefined, 'no configuration at all')
  }
)

t.test('a Gateway that is being deleted', async t => {
  const w = serving()
  one(w, 'Gateway', 'public-1').metadata.deletionTimestamp = iso(start)
  t.match(told(w).gatewayStatus, { ready: false, message: /is being deleted/ })
  t.equal(told(w).target, undefined)
})

t.test(
  'a Gateway that is being deleted for two minutes: who takes its finalizer off may be missing',
  async t => {
    const w = serving()
    one(w, 'Gateway', 'public-1').metadata.deletionTimestamp = iso(start)
    w.now = start + 60_000
    t.equal(sync(w).resyncAfterSeconds, 60, 'it is looked at again when patience ends')
    t.notMatch(told(w).gatewayStatus?.message, /GatewayClass/)
    w.now = start + 120_000
    t.match(told(w).gatewayStatus, {
      reason: 'GatewayStuck',
      message: /Terminating for more than two minutes.*kubectl get gatewayclass alb/
    })
    t.match(sync(w).status.conditions?.[1]?.message, /GatewayClass alb/)
    t.equal(sync(w).resyncAfterSeconds, 300)
  }
)

t.test('the same for one that nobody is on, while the pool is being deleted', async t => {
  const w = serving()
  w.finalizing = true
  w.requests = []
  w.children['DomainClaim.gateway-orchestrator.io/v1alpha1'] = {}
  one(w, 'Gateway', 'public-1').metadata.deletionTimestamp = iso(start)
  w.now = start + 120_000
  t.match(sync(w).status.conditions?.[0], {
    reason: 'GatewayStuck',
    message: /Gateways first: .*GatewayClass alb/
  })
})

t.test('ready for a claim means that its own listener is there', async t => {
  const w = serving()
  const gateway = one(w, 'Gateway', 'public-1').spec as { listeners: { name: string }[] }
  gateway.listeners = gateway.listeners.filter(listener => listener.name !== name)
  t.match(told(w).gatewayStatus, {
    ready: false,
    message: /no listener for a.apps.example.com yet/
  })
})

t.test('once Ready, a claim is told nothing more of its Gateway', async t => {
  const w = serving()
  const claim = one(w, 'DomainClaim', name)
  Object.assign(claim.status as object, { readySince: iso(start) })
  t.notOk('gatewayStatus' in told(w))
  one(w, 'Gateway', 'public-1').status = { addresses, conditions: [condition('Accepted', 'False')] }
  t.notOk('gatewayStatus' in told(w))
  t.ok(told(w).target)
})

t.test('a region without a known zone id', async t => {
  const w = serving()
  const value = 'lb-1.xx-new-east-1.elb.aws.example'
  one(w, 'Gateway', 'public-1').status = {
    addresses: [{ value }],
    conditions: [accepted, programmed]
  }
  t.match(told(w).gatewayStatus, {
    reason: 'UnknownRegion',
    message: /pool public.*spec\.albHostedZoneID/
  })
  t.equal(told(w).target, undefined)
  t.match(sync(w).status.conditions?.[3], {
    type: 'Ready',
    status: 'False',
    reason: 'UnknownRegion'
  })
  w.pool = pool({ albHostedZoneID: 'ZMINE' })
  t.match(told(w).target, { dnsName: value, hostedZoneID: 'ZMINE' })
})

t.test('our table comes before the pool’s own zone id', async t => {
  t.equal(told(serving({ albHostedZoneID: 'ZMINE' })).target?.hostedZoneID, 'Z215JYRZR1TBD5')
})

t.test('dual stack has both kinds of records; health evaluation follows the pool', async t => {
  const target = told(
    serving({ loadBalancer: { ipAddressType: 'dualstack' }, dns: { evaluateTargetHealth: false } })
  ).target
  t.match(target, { recordTypes: ['A', 'AAAA'], evaluateTargetHealth: false })
})

t.test('a target that differs only in spelling is left as it is', async t => {
  const w = serving()
  const value = `dualstack.${addressFor('public-1').toUpperCase()}.`
  one(w, 'Gateway', 'public-1').status = {
    addresses: [{ value }],
    conditions: [accepted, programmed]
  }
  t.equal(told(w).target?.dnsName, addressFor('public-1'))
})

for (const [given, value, expected] of [
  ['a name', 'a.b.c', 'a.b.c'],
  ['a number', 7, undefined],
  ['a sentence', 'not yet known', undefined],
  ['one label', 'pending', undefined],
  ['a novel', `${'a.'.repeat(130)}b`, undefined]
] as const) {
  t.test(`an address that is ${given}`, async t => {
    const gateway = {
      apiVersion: 'v1',
      kind: 'Gateway',
      metadata: { name: 'x', uid: 'x' },
      spec: {}
    }
    t.equal(addressOf({ ...gateway, status: { addresses: [{ value }] } }), expected)
  })
}

t.test('the pool does not tell the request ids of AWS: they change with each try', async t => {
  const w = world({ requests: [request(name)] })
  settle(w)
  const messages = ['0000-1', '0000-2'].map(id => {
    const words = `https response error StatusCode: 400, RequestID: ${id}, TooManyRules: x`
    one(w, 'Gateway', 'public-1').status = {
      conditions: [condition('Accepted', 'False', 2, words)]
    }
    return sync(w).status.conditions?.[1]?.message
  })
  t.match(messages[0], /StatusCode: 400, TooManyRules: x/)
  t.equal(messages[0], messages[1])
})

t.test(
  'a claim is told nothing of what the controller says: it may name routes of other namespaces',
  async t => {
    const w = serving()
    const words = 'HTTPRoute payments/secret: backend weight of service payments/db is invalid'
    one(w, 'Gateway', 'public-1').status = {
      conditions: [condition('Accepted', 'False', 2, words)]
    }
    t.notMatch(told(w).gatewayStatus?.message, /payments/)
  }
)
