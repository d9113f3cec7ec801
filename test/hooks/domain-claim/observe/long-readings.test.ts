import t from 'tap'
import type { Look } from '../../../../hooks/domain-claim/facts/observation.ts'
import { observe } from '../../../../hooks/domain-claim/observe/observe.ts'
import { claimWith, cluster } from '../../../helpers/claim-observation.ts'
import { createEdge } from '../../aws/edge.ts'

/**
 * A zone and an account of ACM. One of them takes four seconds to read. Both have been read once.
 * @returns how a claim observes AWS with a look at a subject as of a time, and how long that takes
 */
async function createLongReadings(slow: string) {
  const edge = createEdge()
  const { clock, cloud } = edge
  const zone = cloud.zones.create('example.com')
  cloud.faults.use(({ operation }) =>
    operation === slow ? { after: { do: 'delay', milliseconds: 4000 } } : undefined
  )
  const aws = edge.createAWS()
  const look = async (
    subject: Look['subject'],
    since: number,
    deletedAt?: number,
    others: readonly Look[] = [],
    caller: object = { callerID: 'shop' }
  ) => {
    const began = clock.now()
    const claim = claimWith({
      spec: { hostedZoneID: zone.id },
      ...(deletedAt === undefined ? {} : { deletedAt })
    })
    const fence = { ...edge.newFence(), ...caller }
    const tools = { aws, clock, cluster, otherRegions: [], fence, descriptions: new Map(), began }
    const outcome = await edge.outcome(observe(claim, [{ subject, since }, ...others], tools))
    return { outcome, tookMs: clock.now() - began }
  }
  await look('zone', clock.now() - 60_000)
  await clock.advance(20_000)
  return { clock, look }
}

for (const [subject, operation] of [
  ['zone', 'ListResourceRecordSets'],
  ['certificates', 'ListCertificates']
] as const) {
  t.test(`a deleted claim comes back for a long reading: ${subject}`, async t => {
    const { clock, look } = await createLongReadings(operation)
    const deletedAt = clock.now()
    const first = await look(subject, deletedAt, deletedAt)
    t.equal(first.outcome, 'late StillReading')
    t.ok(first.tookMs < 1000, `it was held for ${first.tookMs} ms`)
    await clock.advance(6000)
    const second = await look(subject, deletedAt, deletedAt)
    t.equal(second.outcome, 'ok')
    t.ok(second.tookMs < 2000, `it was held for ${second.tookMs} ms`)
  })

  t.test(`a second try and a dry run wait for it: ${subject}`, async t => {
    const { clock, look } = await createLongReadings(operation)
    const deletedAt = clock.now()
    const names = { subject: 'names', since: deletedAt } as const
    t.equal((await look(subject, deletedAt, deletedAt, [names])).outcome, 'ok')
    await clock.advance(20_000)
    t.equal((await look(subject, clock.now(), deletedAt, [], {})).outcome, 'ok')
  })

  t.test(`any other claim waits for it: ${subject}`, async t => {
    const { clock, look } = await createLongReadings(operation)
    t.equal((await look(subject, clock.now())).outcome, 'ok')
  })
}
