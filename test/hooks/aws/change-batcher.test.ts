import { Route53Client } from '@aws-sdk/client-route-53'
import fc from 'fast-check'
import t from 'tap'
import { createBudget, type Rate } from '../../../hooks/aws/budget.ts'
import { createCaller } from '../../../hooks/aws/caller.ts'
import { createChangeBatcher } from '../../../hooks/aws/change-batcher.ts'
import { createRoute53 } from '../../../hooks/aws/route53.ts'
import type { RecordChange, RecordSet } from '../../../hooks/dns/records.ts'
import type { EmbeddedAwsOptions } from '../../../simulator/aws/embedded-aws.ts'
import type { Timings } from '../../../simulator/aws/timings.ts'
import { createEdge, outcomeOf, region } from './edge.ts'

type WorldOptions = { rate?: Rate; timings?: Partial<Timings>; quotas?: EmbeddedAwsOptions['quotas'] }

/** A batcher over a budget, on a zone that is never busy unless told. */
function createWorld({ rate, timings = { changeBusy: 0 }, quotas = 'none' }: WorldOptions = {}) {
  const edge = createEdge({ quotas, timings })
  const { clock, cloud } = edge
  const zoneID = cloud.zones.create('example.com').id
  const budget = createBudget(rate ?? { perSecond: 1000, burst: 1000 }, clock)
  const call = createCaller({ clock, budgetOf: () => budget, callTimeoutSeconds: 5 })
  const credentials = { accessKeyId: 'AKIAEXAMPLE', secretAccessKey: 'example' }
  const client = new Route53Client({ region, credentials, maxAttempts: 1, requestHandler: cloud.requestHandler() })
  const applied: RecordChange[] = []
  const submit = createChangeBatcher({
    route53: createRoute53(client, call),
    zoneID,
    clock,
    onApplied: change => applied.push(change)
  })
  return {
    ...edge,
    zoneID,
    applied,
    submit,
    start: clock.now(),
    submitAll: (changes: readonly RecordChange[]) =>
      edge.finish(Promise.all(changes.map(change => outcomeOf(submit(change, edge.newFence()))))),
    batches: () => cloud.calls.entries().filter(({ operation }) => operation === 'ChangeResourceRecordSets'),
    names: () =>
      cloud.zones
        .records(zoneID)
        .filter(({ type }) => type === 'A' || type === 'TXT')
        .map(({ name, type }) => `${type} ${name.replace('.example.com.', '')}`)
  }
}

function record(label: string | number, type = 'A'): RecordSet {
  const value = type === 'A' ? '192.0.2.1' : '"x"'
  return { name: `${label}.example.com`, type, ttlSeconds: 60, values: [value] }
}

function creation(label: string | number): RecordChange {
  return { remove: [], create: [record(label), record(`_o.${label}`, 'TXT')] }
}

/** Route 53 refuses it: there is no such record. */
function removalOfNothing(label: string | number): RecordChange {
  return { remove: [record(`missing-${label}`)], create: [record(`_o.${label}`, 'TXT')] }
}

t.test('what comes within some tens of milliseconds goes in one batch', async t => {
  const { clock, submit, newFence, batches, start, names, applied } = createWorld()
  const ids: string[] = []
  for (let i = 0; i < 3; i++) {
    void submit(creation(i), newFence()).then(id => ids.push(id))
    await clock.advance(10)
  }
  await clock.advance(1000)
  t.strictSame(
    batches().map(({ at }) => at - start),
    [30]
  )
  t.equal(new Set(ids).size, 1, 'one change id for all')
  t.equal(ids.length, 3)
  t.equal(names().length, 6)
  t.equal(applied.length, 3)
})

t.test('one in flight for a zone; what comes meanwhile goes together in the next, when no more comes', async t => {
  const { clock, cloud, submit, newFence, batches, start } = createWorld()
  cloud.faults.next('ChangeResourceRecordSets', { before: { do: 'delay', milliseconds: 1000 } })
  const work = [submit(creation(0), newFence())]
  for (let i = 1; i <= 20; i++) {
    await clock.advance(40)
    work.push(submit(creation(i), newFence()))
  }
  await clock.advance(5000)
  await Promise.all(work)
  t.strictSame(
    batches().map(({ at }) => at - start),
    [30, 1400]
  )
})

t.test('in a busy zone batches are 3 s apart, and sooner when nobody comes for 0.6 s', async t => {
  const { clock, submit, newFence, batches, start } = createWorld()
  const work: Promise<string>[] = []
  for (let i = 0; i < 30; i++) {
    work.push(submit(creation(i), newFence()))
    await clock.advance(200)
  }
  await clock.advance(5000)
  work.push(submit(creation(30), newFence()))
  await clock.advance(5000)
  await Promise.all(work)
  t.strictSame(
    batches().map(({ at }) => at - start),
    [30, 3030, 6030, 11_030]
  )
})

t.test('a full batch does not wait', async t => {
  const { submitAll, batches, start } = createWorld()
  const many = Array.from({ length: 1100 }, (_, i) => creation(i))
  t.strictSame(new Set(await submitAll(many)), new Set(['ok']))
  const times = batches().map(({ at }) => at - start)
  t.ok(times.length > 2 && (times.at(-2) ?? 0) < 100, times.join())
})

t.test('a refused batch is halved down to the unit at fault, and the rest is applied', async t => {
  const { submitAll, batches, names, applied } = createWorld()
  const changes = Array.from({ length: 16 }, (_, i) => (i === 5 ? removalOfNothing(i) : creation(i)))
  const outcomes = await submitAll(changes)
  t.strictSame(
    outcomes.flatMap((outcome, i) => (outcome === 'ok' ? [] : [[i, outcome]])),
    [[5, 'refused InvalidChangeBatch']]
  )
  t.equal(names().length, 30)
  t.notOk(names().includes('TXT _o.5'), 'a unit is indivisible')
  t.strictSame(new Set(applied), new Set(changes.filter((_, i) => i !== 5)))
  t.equal(batches().length, 9, 'one, and two for each halving of 16')
})

t.test('a unit that Route 53 calls malformed harms no other', async t => {
  const { submitAll } = createWorld()
  const malformed = { remove: [], create: [{ ...record('b'), name: `${'x'.repeat(64)}.example.com` }] }
  const outcomes = await submitAll([creation('a'), malformed, creation('c')])
  t.equal(outcomes[0], 'ok')
  t.match(outcomes[1], /^(rejected|refused) /)
  t.equal(outcomes[2], 'ok')
  const { cloud, submitAll: submitOthers } = createWorld()
  cloud.faults.use(({ operation, hostname }) =>
    operation === 'ChangeResourceRecordSets' && hostname === 'a.example.com.'
      ? { before: { do: 'error', code: 'InvalidInput' } }
      : undefined
  )
  t.strictSame(await submitOthers([creation('a'), creation('b')]), ['rejected InvalidInput', 'ok'])
})

t.test('units that contradict each other: one of them is refused', async t => {
  const { submitAll, names } = createWorld()
  const outcomes = await submitAll([creation('a'), creation('a'), creation('b')])
  t.strictSame(outcomes.toSorted(), ['ok', 'ok', 'refused InvalidChangeBatch'])
  t.strictSame(names().toSorted(), ['A a', 'A b', 'TXT _o.a', 'TXT _o.b'])
})

t.test('any mixture of good and bad units: exactly the good ones are applied', async t => {
  await fc.assert(
    fc.asyncProperty(fc.array(fc.boolean(), { minLength: 1, maxLength: 12 }), async goods => {
      const { submitAll, names } = createWorld()
      const outcomes = await submitAll(goods.map((good, i) => (good ? creation(i) : removalOfNothing(i))))
      const areRight = outcomes.every((outcome, i) => outcome === (goods[i] ? 'ok' : 'refused InvalidChangeBatch'))
      return areRight && names().length === 2 * goods.filter(Boolean).length
    }),
    { numRuns: 15 }
  )
  t.pass()
})

t.test('no batch has more than 1,000 records or 32,000 characters', async t => {
  const { submitAll, batches, names } = createWorld()
  const many = Array.from({ length: 450 }, (_, i) => ({
    remove: [],
    create: [creation(i).create, record(`x.${i}`)].flat()
  }))
  t.strictSame(new Set(await submitAll(many)), new Set(['ok']))
  t.equal(batches().length, 2)
  t.equal(names().length, 1350)
  const long = Array.from({ length: 150 }, (_, i) => ({
    remove: [],
    create: [{ ...record(`long${i}`, 'TXT'), values: [`"${'x'.repeat(250)}"`] }]
  }))
  t.strictSame(new Set(await submitAll(long)), new Set(['ok']))
  t.equal(batches().length, 4, '252 characters each')
  const values = Array.from({ length: 400 }, (_, i) => `192.0.${i >> 8}.${i & 255}`)
  const wide = ['wide1', 'wide2', 'wide3'].map(label => ({ remove: [], create: [{ ...record(label), values }] }))
  t.strictSame(new Set(await submitAll(wide)), new Set(['ok']))
  t.equal(batches().length, 6, 'each value counts, not each record set')
})

t.test('a unit that nobody could send is refused by itself', async t => {
  const { submitAll } = createWorld()
  const huge = { remove: [], create: Array.from({ length: 1001 }, (_, i) => record(`h${i}`)) }
  t.strictSame(await submitAll([creation('a'), huge, creation('b')]), ['ok', 'refused InvalidChangeBatch', 'ok'])
})

t.test('late units are not sent', async t => {
  const { clock, cloud, submit, newFence, batches, names } = createWorld()
  cloud.faults.next('ChangeResourceRecordSets', { before: { do: 'delay', milliseconds: 3000 } })
  const first = outcomeOf(submit(creation('first'), newFence()))
  await clock.advance(100)
  const gone = new AbortController()
  const soon = outcomeOf(submit(creation('soon'), { sendBefore: clock.now() + 2000 }))
  const left = outcomeOf(submit(creation('left'), newFence(gone.signal)))
  const inTime = outcomeOf(submit(creation('in-time'), newFence()))
  await clock.advance(1000)
  gone.abort()
  await clock.advance(5000)
  t.strictSame(await Promise.all([first, soon, left, inTime]), ['ok', 'late NotSent', 'late NotSent', 'ok'])
  t.equal(batches().length, 2)
  t.strictSame(names().toSorted(), ['A first', 'A in-time', 'TXT _o.first', 'TXT _o.in-time'])
})

t.test('a unit with little time left does not take the others down with it', async t => {
  const { clock, submit, newFence, finish, names } = createWorld({ rate: { perSecond: 1, burst: 1 } })
  await finish(submit(creation('first'), newFence()))
  const work = [
    submit(creation('soon'), { sendBefore: clock.now() + 500 }),
    submit(creation('a'), newFence()),
    submit(creation('b'), newFence())
  ].map(outcomeOf)
  t.strictSame(await finish(Promise.all(work)), ['late NotSent', 'ok', 'ok'])
  t.notOk(names().includes('A soon'))
})

t.test('a unit whose caller goes while the budget is awaited is not sent', async t => {
  const { clock, submit, newFence, finish, names } = createWorld({ rate: { perSecond: 1, burst: 1 } })
  await finish(submit(creation('first'), newFence()))
  const gone = new AbortController()
  const work = [submit(creation('left'), newFence(gone.signal)), submit(creation('a'), newFence())].map(outcomeOf)
  await clock.advance(500)
  gone.abort()
  t.strictSame(
    (await finish(Promise.all(work))).map(outcome => outcome.split(' ')[0]),
    ['late', 'ok']
  )
  t.notOk(names().includes('A left'))
})

t.test('a busy zone is tried again, within the fence only', async t => {
  const { clock, cloud, submit, newFence, finish, batches, start } = createWorld()
  cloud.faults.next('ChangeResourceRecordSets', { before: { do: 'error', code: 'PriorRequestNotComplete' } }, 2)
  const work = [submit(creation('a'), { sendBefore: clock.now() + 1500 }), submit(creation('b'), newFence())]
  t.strictSame(await finish(Promise.all(work.map(outcomeOf))), ['late NotSent', 'ok'])
  t.strictSame(
    batches().map(({ at }) => at - start),
    [30, 1030, 2030]
  )
})

t.test('a zone that stays busy is an answer at the fence', async t => {
  const { clock, cloud, submit, newFence, finish, batches, start } = createWorld()
  cloud.faults.next('ChangeResourceRecordSets', { before: { do: 'throttle' } }, 100)
  t.equal(await finish(outcomeOf(submit(creation('a'), newFence()))), 'throttled Throttling')
  t.ok(batches().every(({ at }) => at - start < 10_000))
  t.equal(batches().length, 10)
  cloud.faults.clear()
  await clock.advance(1000)
  t.equal(await finish(outcomeOf(submit(creation('a'), newFence()))), 'ok', 'and the next one passes')
})

t.test("AWS's own busy answer after a change", async t => {
  const { submitAll, cloud } = createWorld({ timings: {} })
  t.strictSame(await submitAll([creation('a')]), ['ok'])
  // By another client: our own batches are further apart.
  cloud.faults.next('ChangeResourceRecordSets', { before: { do: 'error', code: 'PriorRequestNotComplete' } })
  t.strictSame(await submitAll([creation('b')]), ['ok'])
  t.equal(cloud.calls.entries().filter(({ errorCode }) => errorCode === 'PriorRequestNotComplete').length, 1)
})

t.test('other failures reach all units, are not tried again, and do not stick', async t => {
  const { submitAll, cloud, batches, names } = createWorld()
  for (const [code, status, expected] of [
    ['AccessDenied', 403, 'denied AccessDenied'],
    ['ServiceUnavailable', 503, 'unavailable ServiceUnavailable'],
    ['NoSuchHostedZone', 404, 'notFound NoSuchHostedZone']
  ] as const) {
    cloud.faults.next('ChangeResourceRecordSets', { before: { do: 'error', code, status } })
    t.strictSame(await submitAll([creation('a'), creation('b')]), [expected, expected])
  }
  t.equal(batches().length, 3)
  t.strictSame(names(), [])
  t.strictSame(await submitAll([creation('a')]), ['ok'])
})

t.test('in a full zone what removes something passes, and what adds is told of the quota', async t => {
  const { submitAll, names } = createWorld({ quotas: { recordSetsPerZone: 6 } })
  t.strictSame(
    await submitAll([creation('a'), creation('b')]),
    ['ok', 'ok'],
    'beside NS and SOA there is room for four'
  )
  const removal = { remove: creation('a').create, create: [] }
  t.strictSame(await submitAll([creation('c'), removal, creation('d'), creation('e')]), [
    'ok',
    'ok',
    'quota InvalidChangeBatch',
    'quota InvalidChangeBatch'
  ])
  t.strictSame(names().sort(), ['A b', 'A c', 'TXT _o.b', 'TXT _o.c'])
})

t.test('an answer that is lost is a failure, though the change was made', async t => {
  const { submitAll, cloud, names, applied } = createWorld()
  cloud.faults.next('ChangeResourceRecordSets', { after: { do: 'drop' } })
  t.strictSame(await submitAll([creation('a')]), ['unavailable ECONNRESET'])
  t.equal(names().length, 2)
  t.strictSame(applied, [], 'nobody knows')
  t.strictSame(await submitAll([creation('a')]), ['refused InvalidChangeBatch'], 'a CREATE cannot happen twice')
})
