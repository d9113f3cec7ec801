import t from 'tap'
import type { DomainClaimSpec } from '../../../../hooks/api/domain-claim.ts'
import { awaitsCertificate } from '../../../../hooks/gateway-pool/render/gateway-status.ts'
import { iso, pool, request, start } from '../fixtures.ts'
import {
  addressFor,
  all,
  apply,
  arnFor,
  one,
  programGateways,
  settle,
  sync,
  type World,
  world
} from '../world.ts'

const name = 'a.apps.example.com'

/** A hostname whose certificate is issued at `start`; what the pool wrote then is there. */
function issued(changes: Parameters<typeof pool>[0] = {}): World {
  const w = world({ pool: pool(changes), requests: [request(name)] })
  apply(w, sync(w))
  programGateways(w)
  reportIssued(w)
  for (let round = 0; round < 3; round += 1) apply(w, sync(w))
  return w
}

function reportIssued(w: World, hostname = name): void {
  one(w, 'DomainClaim', hostname).status = {
    certificate: { arn: arnFor(hostname), status: 'ISSUED', attempts: 0 },
    conditions: [
      {
        type: 'CertificateIssued',
        status: 'True',
        reason: 'Done',
        message: '',
        lastTransitionTime: iso(start)
      }
    ]
  }
}

/** What the pool would write into the claim so many seconds after the certificate is issued. */
function told(w: World, seconds = 0): DomainClaimSpec {
  w.now = start + seconds * 1000
  const claim = sync(w).children.find(({ kind }) => kind === 'DomainClaim')
  return claim?.spec as DomainClaimSpec
}

const condition = (type: string, status: string, observedGeneration?: number) => ({
  type,
  status,
  message: 'words of LBC',
  ...(observedGeneration === undefined ? {} : { observedGeneration })
})
const addresses = [{ type: 'Hostname', value: addressFor('public-1') }]

/** States of a Gateway that usually pass by themselves. */
const passing: Record<string, object | undefined> = {
  'no controller has looked at the Gateway yet': undefined,
  'it has no address yet': { conditions: [condition('Accepted', 'True')] },
  'its load balancer is being built': { addresses, conditions: [condition('Accepted', 'True')] }
}

for (const [given, status] of Object.entries(passing)) {
  t.test(`${given}: the claim is told nothing for 45 s, and then that`, async t => {
    const w = issued()
    Object.assign(one(w, 'Gateway', 'public-1'), { status })
    const before = one(w, 'DomainClaim', name).spec as DomainClaimSpec
    t.strictSame(before.gatewayStatus, awaitsCertificate)
    for (const seconds of [0, 1, 30, 44.999])
      t.strictSame(told(w, seconds), before, `the claim is not written at ${seconds} s`)
    const late = told(w, 45)
    t.match(late.gatewayStatus, { ready: false })
    t.not(late.gatewayStatus?.message, awaitsCertificate.message)
    const hasAddress = status !== undefined && 'addresses' in status
    t.equal(late.target !== undefined, hasAddress, 'with the target as soon as there is one')
  })
}

t.test('all is in place: one write, with the target and without a status', async t => {
  const w = issued()
  programGateways(w)
  const { gatewayStatus, target } = told(w, 1)
  t.equal(gatewayStatus, undefined)
  t.equal(target?.dnsName, addressFor('public-1'))
  apply(w, sync(w))
  const written = one(w, 'DomainClaim', name)
  settle(w)
  t.equal(one(w, 'DomainClaim', name).metadata.generation, written.metadata.generation)
  t.equal(written.metadata.generation, 2, 'one generation after the first')
})

for (const [given, status, reason] of [
  [
    'its controller refuses the Gateway',
    { addresses, conditions: [condition('Accepted', 'False')] },
    'GatewayBlocked'
  ],
  [
    'its load balancer is in an unknown region',
    {
      addresses: [{ value: 'lb-1.xx-new-east-1.elb.aws.example' }],
      conditions: [condition('Accepted', 'True'), condition('Programmed', 'True')]
    },
    'UnknownRegion'
  ]
] as const)
  t.test(`a problem is told at once: ${given}`, async t => {
    const w = issued()
    Object.assign(one(w, 'Gateway', 'public-1'), { status })
    t.match(told(w, 1).gatewayStatus, { ready: false, reason })
  })

t.test('the pool comes back when the quiet time ends, and not before for that', async t => {
  const w = issued()
  w.now = start
  t.equal(sync(w).resyncAfterSeconds, 45)
  w.now = start + 30_500
  t.equal(sync(w).resyncAfterSeconds, 15)
  w.now = start + 45_000
  t.ok((sync(w).resyncAfterSeconds ?? 0) > 15, 'then it has other times only')
  programGateways(w)
  w.now = start + 1000
  settle(w)
  t.equal(sync(w).resyncAfterSeconds, 300, 'a claim with its target is not waited for')
})

t.test('a claim that was Ready, and one without a certificate, are not at this step', async t => {
  const w = issued()
  const claim = one(w, 'DomainClaim', name)
  Object.assign(claim.status as object, { readySince: iso(start) })
  t.equal(told(w, 1).gatewayStatus, undefined)
  t.ok((sync(w).resyncAfterSeconds ?? 0) > 45)
  claim.status = { certificate: { attempts: 0, status: 'PENDING_VALIDATION' } }
  t.strictSame(told(w, 3600).gatewayStatus, awaitsCertificate, 'without an end')
})

t.test('a status that somebody else owns too is kept up to date', async t => {
  const w = issued()
  programGateways(w)
  const claim = one(w, 'DomainClaim', name)
  const fieldsV1 = { 'f:spec': { 'f:gatewayStatus': {} } }
  claim.metadata.managedFields = [{ manager: 'kubectl', operation: 'Apply', fieldsV1 }]
  const { gatewayStatus, target } = told(w, 1)
  t.match(gatewayStatus, { ready: true, message: 'Gateway public-1 is ready' })
  t.ok(target)
})

t.test('a hostname that joins a Gateway in service is told its target once', async t => {
  const other = 'b.apps.example.com'
  const w = issued()
  programGateways(w)
  settle(w)
  w.requests.push(request(other, 'shop', { age: 10 }))
  apply(w, sync(w))
  reportIssued(w, other)
  settle(w)
  const generations = all(w, 'DomainClaim').map(({ metadata }) => metadata.generation)
  t.strictSame(generations, [2, 2])
  t.match(one(w, 'DomainClaim', other).spec, { target: { recordTypes: ['A'] } })
})
