import t from 'tap'
import { createTokenBucket } from '../../../simulator/engine/api-client.ts'
import type { ApiRequest, EngineOptions } from '../../../simulator/engine/types.ts'
import { createVirtualClock } from '../../../simulator/virtual-clock.ts'
import { apiVersion } from '../widgets.ts'
import { box, boxRef, child, worldOf } from './harness.ts'

t.test('a bucket lets its burst through at once, and then one after the other', async t => {
  const clock = createVirtualClock(0)
  const bucket = createTokenBucket({ qps: 10, burst: 3 }, clock)
  const served: string[] = []
  for (const name of ['a', 'b', 'c', 'd', 'e'])
    void bucket.take().then(() => served.push(`${name} ${clock.now()}`))
  await clock.advance(1000)
  t.strictSame(served, ['a 0', 'b 0', 'c 0', 'd 100', 'e 200'])
})

t.test('a bucket never holds more than its burst, and those who wait keep their order', async t => {
  const clock = createVirtualClock(0)
  const bucket = createTokenBucket({ qps: 1, burst: 1 }, clock)
  await clock.advance(60_000)
  const served: string[] = []
  const take = (name: string) =>
    void bucket.take().then(() => served.push(`${name} ${clock.now()}`))
  take('a')
  take('b')
  await clock.advance(500)
  take('c')
  await clock.advance(5000)
  t.strictSame(served, ['a 60000', 'b 61000', 'c 62000'])
})

const finalizer = 'metacontroller.io/compositecontroller-boxes'
const write = ['GET status Box', 'PUT status Box']

type Case = {
  given: string
  /** What the hook answers at first, and what it answers when the Box was changed. */
  first?: object
  next?: object
  /** What was done to the Box between the two answers; by default, it got a label. */
  change?: 'label' | 'delete'
  hook?: 'sync' | 'finalize'
  finalizers?: readonly string[]
  engine?: Partial<EngineOptions>
  /** The requests after the change, or from the start if there was none. */
  sends: readonly string[]
}

const status = { a: 1 }
const one = { status, children: [child('one')] }
const tooMany = { status: 429, headers: { 'retry-after': '30' }, body: '' }
const conflictOnce = { policy: { conflictStatusWrite: once() } }

const cases: readonly Case[] = [
  { given: 'the first status', first: { status }, sends: write },
  { given: 'the same status', first: { status }, next: { status }, sends: ['GET status Box'] },
  { given: 'a new status', first: { status }, next: { status: { a: 2 } }, sends: write },
  { given: '429', first: { status }, next: tooMany, sends: [] },
  {
    given: 'a conflict',
    first: { status },
    engine: conflictOnce,
    sends: [...write, ...write]
  },
  {
    given: 'a finalizer that is missing',
    hook: 'finalize',
    first: { status },
    sends: ['GET finalizer Box', 'PUT finalizer Box', ...write]
  },
  {
    given: 'a finalizer that is there already',
    hook: 'finalize',
    finalizers: [finalizer],
    first: { status },
    sends: write
  },
  {
    given: 'a deletion that goes on',
    hook: 'finalize',
    finalizers: [finalizer],
    first: { status },
    change: 'delete',
    next: { status: { a: 2 }, finalized: false },
    sends: write
  },
  {
    given: 'a deletion that answers 429',
    hook: 'finalize',
    finalizers: [finalizer],
    first: { status },
    change: 'delete',
    next: tooMany,
    sends: []
  },
  {
    given: 'a deletion that ends: the status is compared with an object that is gone',
    hook: 'finalize',
    finalizers: [finalizer],
    first: { status },
    change: 'delete',
    next: { status, finalized: true },
    sends: ['GET finalizer Box', 'PUT finalizer Box', 'GET status Box']
  },
  { given: 'a new child', first: one, sends: ['PATCH apply Widget', ...write] },
  { given: 'an unchanged child', first: one, next: one, sends: ['GET status Box'] },
  {
    given: 'a changed child',
    first: one,
    next: { status, children: [child('one', { size: 2 })] },
    sends: ['PATCH apply Widget', 'GET status Box']
  },
  {
    given: 'children that come and go: deletions first, one after the other',
    first: { status, children: [child('one'), child('two')] },
    next: { status, children: [child('three'), child('four')] },
    sends: [
      'DELETE delete Widget',
      'DELETE delete Widget',
      'PATCH apply Widget',
      'PATCH apply Widget',
      'GET status Box'
    ]
  }
]

for (const { given, first, next, change, hook = 'sync', finalizers = [], engine, sends } of cases)
  t.test(`requests of one sync: ${given}`, async t => {
    let answer = first
    const requests: ApiRequest[] = []
    const hooks = { sync: () => answer, ...(hook === 'finalize' && { finalize: () => answer }) }
    const { store, clock, reports } = worldOf(hooks, {
      spec: {
        parentResource: { apiVersion, resource: 'boxs', ignoreStatusChanges: true },
        childResources: [{ apiVersion, resource: 'widgets', updateStrategy: { method: 'InPlace' } }]
      },
      engine: { ...engine, onRequest: request => requests.push(request) }
    })
    store.create(box({}, { finalizers }))
    await clock.advance(5000)
    if (next !== undefined) {
      answer = next
      requests.splice(0)
      reports.splice(0)
      if (change === 'delete') store.delete(boxRef)
      else store.apply(box({}, { labels: { b: 'c' } }), { manager: 'test' })
      await clock.advance(5000)
    }
    // The events of children cause further syncs, each with a GET that finds nothing to write.
    const sent = requests.map(({ verb, purpose, ref }) => `${verb} ${purpose} ${ref.kind}`)
    t.strictSame(sent.slice(0, sends.length), sends)
    t.ok(sent.slice(sends.length).every(request => request === 'GET status Box'))
    if (sends.length === 0) t.equal(sent.length, 0)
    t.ok(reports.length > 0, 'there was a sync')
  })

function once(): () => boolean {
  let isFirst = true
  return () => {
    const was = isFirst
    isFirst = false
    return was
  }
}

t.test('requests of an adoption: is the parent still there? then the child', async t => {
  const requests: string[] = []
  const { store, settle } = worldOf(
    { sync: () => one },
    { engine: { onRequest: ({ verb, ref }) => requests.push(`${verb} ${ref.kind}`) } }
  )
  const { uid } = store.create(box()).metadata
  store.create(child('one', {}, { namespace: 'shop', labels: { 'controller-uid': uid } }))
  await settle()
  t.match(requests, ['GET Box', 'GET Widget', 'PUT Widget', 'PATCH Widget'])
})

t.test('all workers share the rate, and each request takes its time', async t => {
  const sentAt: number[] = []
  let now = () => 0
  const { store, clock } = worldOf(
    { sync: () => ({ status }) },
    {
      engine: {
        workers: 10,
        client: { qps: 1, burst: 2, callMilliseconds: 100 },
        onRequest: () => sentAt.push(now())
      }
    }
  )
  now = clock.now
  const began = clock.now()
  for (const name of ['a', 'b', 'c']) store.create(box({}, { name }))
  await clock.advance(2050)
  t.equal(store.read({ ...boxRef, name: 'a' }).status, undefined, 'its PUT is still on its way')
  await clock.advance(2000)
  t.match(store.read({ ...boxRef, name: 'a' }).status, status)
  t.strictSame(
    sentAt.slice(0, 5).map(at => at - began),
    [0, 0, 1000, 2000, 3000]
  )
})
