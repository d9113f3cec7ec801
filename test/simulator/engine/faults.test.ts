import t from 'tap'
import { createRandom } from '../../../simulator/aws/random.ts'
import { box, boxRef, child, widgets, worldOf } from './harness.ts'

t.test('a stale cache shows the hook the parent as it was', async t => {
  const policy = { informerLagMilliseconds: () => 500 }
  const { store, clock, asked } = worldOf({ sync: () => ({}) }, { engine: { policy } })
  store.create(box({ size: 1 }))
  t.equal(asked.sync.length, 0)
  await clock.advance(500)
  store.update(box({ size: 2 }))
  await clock.advance(499)
  t.same(
    asked.sync.map(({ parent }) => parent.spec?.size),
    [1]
  )
  await clock.advance(600)
  t.equal(asked.sync.at(-1)?.parent.spec?.size, 2)
})

t.test('events of one kind stay in order, whatever their lag', async t => {
  let lag = 1000
  const { store, clock, asked } = worldOf(
    { sync: () => ({}) },
    { engine: { policy: { informerLagMilliseconds: () => lag } } }
  )
  store.create(box({ size: 1 }))
  lag = 10
  store.update(box({ size: 2 }))
  await clock.advance(999)
  t.equal(asked.sync.length, 0)
  await clock.advance(1000)
  t.equal(asked.sync.at(-1)?.parent.spec?.size, 2)
})

t.test('a status write that loses four times is given up without a word', async t => {
  let attempts = 0
  const { store, clock, engine, reports } = worldOf(
    { sync: () => ({ status: { a: 1 } }) },
    { engine: { policy: { conflictStatusWrite: () => ++attempts <= 4 } } }
  )
  store.create(box())
  await clock.advance(1000)
  t.equal(attempts, 4)
  t.equal(store.read(boxRef).status, undefined)
  t.same([engine.events.length, reports[0]?.result, reports[0]?.statusWritten], [0, 'done', false])
  store.update(box({ changed: true }))
  await clock.advance(1000)
  t.match(store.read(boxRef).status, { a: 1 })
})

t.test('a status write that loses less often gets through', async t => {
  const { store, clock } = worldOf(
    { sync: () => ({ status: { a: 1 } }) },
    { engine: { policy: { conflictStatusWrite: ({ attempt }) => attempt < 4 } } }
  )
  store.create(box())
  await clock.advance(1000)
  t.match(store.read(boxRef).status, { a: 1 })
})

t.test('calls that are lost, on the way there or back, or come late', async t => {
  for (const [given, fault, calls] of [
    ['the request', { lose: 'request' }, 1],
    ['the reply', { lose: 'reply' }, 2],
    ['too late a reply', { delayReplyMilliseconds: 60_000 }, 2]
  ] as const) {
    let first = true
    const hookFault = () => {
      const isFirst = first
      first = false
      return isFirst ? fault : undefined
    }
    const { store, clock, asked, engine } = worldOf(
      { sync: () => ({ status: { a: 1 } }) },
      {
        engine: { policy: { hookFault } },
        spec: {
          parentResource: {
            apiVersion: 'test.example.com/v1',
            resource: 'boxs',
            ignoreStatusChanges: true
          }
        }
      }
    )
    store.create(box())
    await clock.advance(20_000)
    t.equal(asked.sync.length, calls, given)
    t.equal(engine.events.length, 1)
    t.match(store.read(boxRef).status, { a: 1 })
  }
})

t.test('writes take the time that the policy says, one after another', async t => {
  const children = ['a', 'b', 'c'].map(name => child(name))
  const policy = {
    writeMilliseconds: ({ purpose }: { purpose: string }) => (purpose === 'apply' ? 100 : 0)
  }
  const { store, clock } = worldOf({ sync: () => ({ children }) }, { engine: { policy } })
  store.create(box())
  await clock.advance(250)
  t.equal(widgets(store), 'a,b')
  await clock.advance(100)
  t.equal(widgets(store), 'a,b,c')
})

t.test(
  'with a random source the order within a kind is random, and the same for the same seed',
  async t => {
    const names = Array.from({ length: 8 }, (_, i) => `c${i}`)
    const orderOf = async (seed: number) => {
      const { store, reports, settle } = worldOf(
        { sync: () => ({ children: names.map(name => child(name)) }) },
        { engine: { random: createRandom(seed).next } }
      )
      store.create(box())
      await settle()
      return reports[0]?.applied.map(({ name }) => name).join()
    }
    t.equal(await orderOf(1), await orderOf(1))
    t.not(await orderOf(1), await orderOf(2))
    t.not(await orderOf(1), names.join())
  }
)

t.test('nothing is begun after a stop', async t => {
  const { store, clock, asked, engine, settle } = worldOf({ sync: () => ({}) })
  store.create(box())
  await settle()
  await engine.stop()
  const before = asked.sync.length
  store.update(box({ changed: true }))
  t.equal(await clock.runUntil('settled'), 'settled', 'no timer is left')
  t.equal(asked.sync.length, before)
})

t.test('1000 parents with a child each settle in no time', async t => {
  const { store, settle, engine } = worldOf({
    sync: ({ parent }) => ({ status: { ok: true }, children: [child(parent.metadata.name)] })
  })
  for (let i = 0; i < 1000; i++) store.create(box({}, { name: `box-${i}` }))
  await settle()
  t.equal(store.list({ ...boxRef, kind: 'Widget' }).length, 1000)
  t.ok(engine.state().isIdle)
})
