import t, { type Test } from 'tap'
import type { DomainClaim } from '../../../../hooks/api/domain-claim.ts'
import { awsTimings } from '../../../../simulator/aws/timings.ts'
import { messageOf, recordsIn, standing } from '../../../helpers/claim-reading.ts'
import {
  aClaim,
  bringToReady,
  type ClaimWorld,
  createClaimWorld,
  isIssued
} from '../../../helpers/claim-world.ts'

/** The next change of records is made, and its answer is lost; `beside` happens too. */
function loseNextAnswer(world: ClaimWorld, beside: () => void = () => undefined): void {
  let left = 1
  world.cloud.faults.use(({ operation }) => {
    if (operation !== 'ChangeResourceRecordSets' || left-- <= 0) return undefined
    beside()
    return { after: { do: 'drop' } }
  })
}

function changesOf({ cloud }: ClaimWorld): number {
  return cloud.calls.entries().filter(({ operation }) => operation === 'ChangeResourceRecordSets')
    .length
}

/**
 * Syncs until the records are changed; then each second or two, as a pool may have it, until the
 * claim is Ready.
 */
async function staysUnreadyUntilInSync(
  t: Test,
  world: ClaimWorld,
  claim: DomainClaim
): Promise<void> {
  const before = changesOf(world)
  t.ok(await world.run(claim, () => changesOf(world) > before, 7200), 'the records are changed')
  const changedAt = world.clock.now()
  t.ok(
    await world.run(claim, () => standing(claim) === 'True Ready', 600, 2),
    'it is Ready in the end'
  )
  const after = world.clock.now() - changedAt
  t.ok(after >= awsTimings.changeSync, `Ready ${after} ms after the change`)
  t.ok(after <= 120_000, `and no later than it has to be: ${after} ms`)
}

async function anIssuedOne() {
  const world = createClaimWorld()
  const claim = aClaim(world, 'shop.example.com')
  await world.run(claim, isIssued)
  world.attach(claim)
  return { world, claim }
}

async function aReadyOne() {
  const world = createClaimWorld()
  const claim = aClaim(world, 'shop.example.com')
  await bringToReady(world, claim)
  await world.live(claim, 3600)
  return { world, claim }
}

t.test('Ready waits for the alias though the answer of its change was lost', async t => {
  const { world, claim } = await anIssuedOne()
  loseNextAnswer(world)
  await staysUnreadyUntilInSync(t, world, claim)
})

t.test('… and though the process died with it', async t => {
  const { world, claim } = await anIssuedOne()
  loseNextAnswer(world, world.restart)
  await staysUnreadyUntilInSync(t, world, claim)
})

for (const types of [['A'], ['A', 'TXT']]) {
  t.test(`… and where it was a repair of ${types.join(' and ')}`, async t => {
    const { world, claim } = await aReadyOne()
    for (const type of types)
      world.cloud.zones.removeRecord(
        world.zoneID,
        type === 'A' ? 'shop.example.com' : '_gateway-orchestrator.shop.example.com',
        type
      )
    loseNextAnswer(world)
    await staysUnreadyUntilInSync(t, world, claim)
  })
}

t.test('… and where another change is still known, which is in sync before it', async t => {
  const { world, claim } = await anIssuedOne()
  await world.run(claim, () => recordsIn(world).includes('A shop'))
  await world.clock.advance(10_000)
  world.attach(claim, 'k8s-edge-public1-second')
  await world.clock.advance(awsTimings.attachLag)
  loseNextAnswer(world)
  await staysUnreadyUntilInSync(t, world, claim)
})

t.test('… and though the status that knew of it was not written', async t => {
  const { world, claim } = await aReadyOne()
  world.cloud.zones.removeRecord(world.zoneID, 'shop.example.com', 'A')
  const before = structuredClone(claim.status)
  const changes = changesOf(world)
  await world.run(claim, () => changesOf(world) > changes, 7200)
  const changedAt = world.clock.now()
  claim.status = before ?? {}
  await world.clock.advance(5000)
  await world.step(claim)
  t.not(standing(claim), 'True Ready', 'after 5 s')
  t.ok(await world.run(claim, () => standing(claim) === 'True Ready', 600, 2))
  t.ok(world.clock.now() - changedAt >= awsTimings.changeSync)
})

t.test(
  'what Route 53 says of the change, denied or garbled, is told of the alias and of ' +
    'nothing before it',
  async t => {
    for (const [plan, expected, words] of [
      [
        { do: 'error', code: 'AccessDenied', status: 403 },
        'False AWSAccessDenied',
        /^GetChange: AccessDenied/
      ],
      [{ do: 'replace', body: '' }, 'False AWSUnavailable', /^GetChange: /],
      [{ do: 'throttle' }, 'False AWSThrottled', /^GetChange: Throttling/]
    ] as const) {
      const { world, claim } = await anIssuedOne()
      const end = world.cloud.faults.use(({ operation }) =>
        operation === 'GetChange' ? { before: plan } : undefined
      )
      await world.live(claim, 300)
      t.equal(standing(claim), expected)
      t.equal(standing(claim, 'DNSAliasReady'), expected)
      t.match(messageOf(claim), words)
      for (const before of ['DNSValidated', 'CertificateIssued', 'CertificateAttached'])
        t.equal(standing(claim, before), 'True Done', before)
      end()
      t.ok(await world.run(claim, () => standing(claim) === 'True Ready', 600))
    }
  }
)
