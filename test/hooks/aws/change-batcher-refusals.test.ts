import fc from 'fast-check'
import t from 'tap'
import { createBatcherWorld, creation, record, removalOfNothing } from './batcher-world.ts'

t.test('a refused batch is halved down to the unit at fault, and the rest is applied', async t => {
  const { submitAll, batches, names, applied } = createBatcherWorld()
  const changes = Array.from({ length: 16 }, (_, i) =>
    i === 5 ? removalOfNothing(i) : creation(i)
  )
  const outcomes = await submitAll(changes)
  t.strictSame(
    outcomes.flatMap((outcome, i) => (outcome === 'ok' ? [] : [[i, outcome]])),
    [[5, 'refused InvalidChangeBatch']]
  )
  t.equal(names().length, 30)
  t.notOk(names().includes('TXT _o.5'), 'a change is applied as a whole or not at all')
  t.strictSame(new Set(applied), new Set(changes.filter((_, i) => i !== 5)))
  t.equal(batches().length, 9, 'one batch, and two for each time that 16 is halved')
})

t.test('a unit that Route 53 calls malformed harms no other', async t => {
  const { submitAll } = createBatcherWorld()
  const malformed = {
    remove: [],
    create: [{ ...record('b'), name: `${'x'.repeat(64)}.example.com` }]
  }
  const outcomes = await submitAll([creation('a'), malformed, creation('c')])
  t.equal(outcomes[0], 'ok')
  t.match(outcomes[1], /^(rejected|refused) /)
  t.equal(outcomes[2], 'ok')
  const { cloud, submitAll: submitOthers } = createBatcherWorld()
  cloud.faults.use(({ operation, hostname }) =>
    operation === 'ChangeResourceRecordSets' && hostname === 'a.example.com.'
      ? { before: { do: 'error', code: 'InvalidInput' } }
      : undefined
  )
  t.strictSame(await submitOthers([creation('a'), creation('b')]), ['rejected InvalidInput', 'ok'])
})

t.test('units that contradict each other: one of them is refused', async t => {
  const { submitAll, names } = createBatcherWorld()
  const outcomes = await submitAll([creation('a'), creation('a'), creation('b')])
  t.strictSame(outcomes.toSorted(), ['ok', 'ok', 'refused InvalidChangeBatch'])
  t.strictSame(names().toSorted(), ['A a', 'A b', 'TXT _o.a', 'TXT _o.b'])
})

t.test('any mixture of good and bad units: exactly the good ones are applied', async t => {
  await fc.assert(
    fc.asyncProperty(fc.array(fc.boolean(), { minLength: 1, maxLength: 12 }), async goods => {
      const { submitAll, names } = createBatcherWorld()
      const outcomes = await submitAll(
        goods.map((good, i) => (good ? creation(i) : removalOfNothing(i)))
      )
      const areRight = outcomes.every(
        (outcome, i) => outcome === (goods[i] ? 'ok' : 'refused InvalidChangeBatch')
      )
      return areRight && names().length === 2 * goods.filter(Boolean).length
    }),
    { numRuns: 15 }
  )
  t.pass()
})

t.test('a unit that nobody could send is refused by itself', async t => {
  const { submitAll } = createBatcherWorld()
  const huge = { remove: [], create: Array.from({ length: 1001 }, (_, i) => record(`h${i}`)) }
  t.strictSame(await submitAll([creation('a'), huge, creation('b')]), [
    'ok',
    'refused InvalidChangeBatch',
    'ok'
  ])
})

t.test('other failures reach all units, are not tried again, and do not stick', async t => {
  const { submitAll, cloud, batches, names } = createBatcherWorld()
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

t.test(
  'in a full zone what removes something passes, and what adds is told of the quota',
  async t => {
    const { submitAll, names } = createBatcherWorld({ quotas: { recordSetsPerZone: 6 } })
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
  }
)

t.test('an answer that is lost is a failure, though the change was made', async t => {
  const { submitAll, cloud, names, applied } = createBatcherWorld()
  cloud.faults.next('ChangeResourceRecordSets', { after: { do: 'drop' } })
  t.strictSame(await submitAll([creation('a')]), ['unavailable ECONNRESET'])
  t.equal(names().length, 2)
  t.strictSame(applied, [], 'it is unknown whether the change was made')
  t.strictSame(
    await submitAll([creation('a')]),
    ['refused InvalidChangeBatch'],
    'a CREATE cannot happen twice'
  )
})
