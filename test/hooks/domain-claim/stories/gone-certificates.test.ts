import t from 'tap'
import type { DomainClaim } from '../../../../hooks/api/domain-claim.ts'
import type { FaultPlan } from '../../../../simulator/aws/faults.ts'
import { awsTimings } from '../../../../simulator/aws/timings.ts'
import {
  messageOf,
  recordsIn,
  removeLoadBalancers,
  standing
} from '../../../helpers/claim-reading.ts'
import {
  aClaim,
  bringToReady,
  type ClaimWorld,
  createClaimWorld
} from '../../../helpers/claim-world.ts'

const hostname = 'shop.example.com'

async function aReadyOne(): Promise<{ world: ClaimWorld; claim: DomainClaim }> {
  const world = createClaimWorld()
  const claim = aClaim(world, hostname)
  await bringToReady(world, claim)
  return { world, claim }
}

function error(code: string, status: number): FaultPlan {
  return { before: { do: 'error', code, status } }
}

/** The next calls of an operation go wrong. @returns how often that came to pass */
function strike(world: ClaimWorld, operation: string, plan: FaultPlan, times = 1): () => number {
  let hits = 0
  world.cloud.faults.use(call => {
    if (call.operation !== operation || hits >= times) return undefined
    hits += 1
    return plan
  })
  return () => hits
}

/** As with credentials of another account: what exists is not there, and nothing is denied. */
function loginElsewhere(world: ClaimWorld): () => void {
  return world.cloud.faults.use(({ operation, service }) => {
    if (operation === 'ListCertificates')
      return { before: { do: 'replace', body: '{"CertificateSummaryList":[]}' } }
    if (operation === 'DescribeCertificate') return error('ResourceNotFoundException', 400)
    return service === 'route53' ? error('NoSuchHostedZone', 404) : undefined
  })
}

for (const [code, status] of [
  ['RequestTimeoutException', 408],
  ['RequestAbortedException', 400],
  ['MalformedHttpRequestException', 400],
  ['SomethingNew', 404],
  ['SomethingNew', 413],
  ['ResourceNotFoundException', 400]
] as const) {
  t.test(
    `one answer ${code} (${status}) about a certificate that serves changes nothing`,
    async t => {
      const { world, claim } = await aReadyOne()
      const arn = claim.status?.certificate?.arn
      const hits = strike(world, 'DescribeCertificate', error(code, status))
      await world.live(claim, 4 * 86_400)
      t.equal(hits(), 1, 'it came to pass')
      t.match(claim.status?.certificate, { arn, status: 'ISSUED', attempts: 0, ended: undefined })
      t.equal(standing(claim), 'True Ready')
      t.equal(world.cloud.calls.counts().RequestCertificate, 1)
    }
  )

  t.test(`nor is a claim let go because of it: ${code} (${status})`, async t => {
    const { world, claim } = await aReadyOne()
    removeLoadBalancers(world)
    strike(world, 'DescribeCertificate', error(code, status))
    t.ok(await world.remove(claim))
    t.same(world.cloud.certificates.list(), [], 'nothing is left behind')
    t.same(recordsIn(world), [])
  })
}

t.test('a change that cannot be asked for is not called in sync', async t => {
  const world = createClaimWorld()
  const claim = aClaim(world, hostname)
  await world.run(claim, ({ status }) => status?.certificate?.status === 'ISSUED')
  world.attach(claim)
  strike(world, 'GetChange', error('RequestTimeoutException', 408), 2)
  t.ok(await world.run(claim, () => recordsIn(world).includes('A shop')))
  const changedAt = world.clock.now()
  t.ok(await world.run(claim, () => standing(claim) === 'True Ready'))
  t.ok(
    world.clock.now() - changedAt >= awsTimings.changeSync,
    `Ready ${world.clock.now() - changedAt} ms after it`
  )
})

t.test(
  'credentials of another account: nothing is concluded, and all goes on when the right ' +
    'ones are back',
  async t => {
    const { world, claim } = await aReadyOne()
    const { arn } = claim.status?.certificate ?? {}
    const back = loginElsewhere(world)
    await world.live(claim, 86_400)
    t.match(claim.status?.certificate, { arn, status: 'ISSUED', attempts: 0, ended: undefined })
    t.match(messageOf(claim), /nor Route 53 the zone .* credentials of the account/)
    back()
    await world.live(claim, 3600)
    t.equal(standing(claim), 'True Ready')
    t.equal(world.cloud.calls.counts().RequestCertificate, 1)
  }
)

t.test('… nor is a claim let go by them', async t => {
  const { world, claim } = await aReadyOne()
  world.restart()
  const back = loginElsewhere(world)
  t.notOk(await world.remove(claim, 1800))
  t.match(messageOf(claim), /nor Route 53 the zone .* credentials of the account/)
  back()
  removeLoadBalancers(world)
  t.ok(await world.remove(claim))
  t.same(world.cloud.certificates.list(), [])
  t.same(recordsIn(world), [])
})

t.test(
  'a certificate and a zone that are both gone hold a claim up for an hour, or until it is ' +
    'abandoned',
  async t => {
    for (const [abandon, seconds] of [
      [undefined, 3700],
      ['true', 120]
    ] as const) {
      const { world, claim } = await aReadyOne()
      world.restart()
      loginElsewhere(world)
      if (abandon !== undefined)
        claim.metadata.annotations = { 'gateway-orchestrator.io/abandon': abandon }
      t.ok(await world.remove(claim, seconds), `within ${seconds} s`)
    }
  }
)

t.test('a certificate that was counted as ended and is seen alive is in use again', async t => {
  const { world, claim } = await aReadyOne()
  const { arn = '' } = claim.status?.certificate ?? {}
  const ended = { arn, reason: 'NotFound', at: '2026-01-01T00:00:00Z' }
  claim.status = {
    ...claim.status,
    certificate: { attempts: 1, ...claim.status?.certificate, arn, ended }
  }
  world.restart()
  await world.live(claim, 120, 30)
  t.match(claim.status?.certificate, { arn, status: 'ISSUED', ended: undefined })
})
