import t from 'tap'
import { createEngine } from '../../../simulator/engine/engine.ts'
import { apiVersion } from '../widgets.ts'
import { box, boxRef, child, controllerOf, widgets, worldOf } from './harness.ts'

t.test('answers that are refused', async t => {
  for (const [given, answer, expected] of [
    [
      'an unknown field',
      { childrn: [] },
      /v2 webhookResponse \(type: sync, mode: strict\): unknown field "childrn"/
    ],
    ['wrong case', { Status: {} }, /unknown field "Status"/],
    [
      'a doubled field',
      '{"children":[],"status":{"children":1},"children":[]}',
      /duplicate field "children"/
    ],
    ['no JSON', 'oops', /can't unmarshal webhookResponse \(version: v2, type: sync\): /],
    ['a list', '[]', /not an object/],
    ['children that are none', { children: {} }, /field children has the wrong type/],
    [
      'a child without a kind',
      { children: [{ apiVersion, metadata: { name: 'a' } }] },
      /'Kind' is missing/
    ],
    ['204', { status: 204, body: '' }, /unsupported status code: 204/],
    ['304', { status: 304, body: '' }, /unsupported status code: 304/],
    [
      '500, with its body',
      { status: 500, body: 'because' },
      /unsupported status code: 500 body: because/
    ]
  ] as const) {
    const { store, engine, clock } = worldOf({ sync: () => answer })
    store.create(box())
    await clock.advance(1)
    t.match(engine.events[0]?.message, expected, given)
    t.match(engine.events[0]?.message, /^Sync error: /)
    t.equal(store.read(boxRef).status, undefined, 'no status after a failure')
  }
})

t.test(
  'an error names hook and parent as Metacontroller does, without a namespace too',
  async t => {
    const failing = () => ({ status: 500, body: 'because' })
    const clashing = () => ({
      children: [{ ...child('a'), metadata: { name: 'a', namespace: 'nowhere' } }]
    })
    for (const [scope, sync, expected] of [
      [
        'Namespaced',
        failing,
        /^Sync error: sync hook failed for Box shop\/box: sync hook failed \(version=v2\): unsupp/
      ],
      [
        'Cluster',
        failing,
        /^Sync error: sync hook failed for Box \/box: sync hook failed \(version=v2\): unsupported/
      ],
      ['Cluster', clashing, /^Sync error: can't reconcile children for Box \/box: /]
    ] as const) {
      const { store, engine, clock } = worldOf({ sync }, { scope })
      store.create(box())
      await clock.advance(1)
      t.match(engine.events[0]?.message, expected)
    }
  }
)

t.test('free fields below status and children are fine', async t => {
  const { store, engine, settle } = worldOf({
    sync: () => ({
      status: { Status: 1 },
      children: [child('a', { any: 1 })],
      resyncAfterSeconds: 0
    })
  })
  store.create(box())
  await settle()
  t.same(engine.events, [])
})

t.test('null among the children would crash the real process', async t => {
  const { store, crashes, settle } = worldOf({ sync: () => ({ children: [null] }) })
  store.create(box())
  await settle()
  t.match(crashes[0]?.message, /children holds null/)
})

t.test('failures back off from 5 ms to 1000 s, and a success forgets them', async t => {
  let isDown = true
  const times: number[] = []
  const { store, clock } = worldOf({
    sync: () => {
      times.push(clock.now())
      return isDown ? { status: 500, body: '' } : {}
    }
  })
  store.create(box())
  await clock.advance(4_000_000)
  const pauses = times.slice(1).map((time, i) => time - (times[i] ?? 0))
  t.same(pauses.slice(0, 5), [5, 10, 20, 40, 80])
  t.equal(Math.max(...pauses), 1_000_000)
  isDown = false
  await clock.advance(1_000_000)
  isDown = true
  times.length = 0
  store.update(box({ changed: true }))
  await clock.advance(6)
  t.equal((times[1] ?? 0) - (times[0] ?? 0), 5)
})

t.test('events are written sparingly: 25 at once, then one in five minutes', async t => {
  const { store, clock, engine } = worldOf(
    { sync: () => ({ status: 500, body: '' }) },
    { spec: { resyncPeriodSeconds: 10 } }
  )
  store.create(box())
  await clock.advance(3_600_000)
  t.ok(engine.events.length >= 25 && engine.events.length <= 25 + 12, String(engine.events.length))
})

t.test('429 with Retry-After: again after that, no event, no back-off', async t => {
  let busy = 3
  const times: number[] = []
  const { store, clock, engine, reports } = worldOf({
    sync: () => {
      times.push(clock.now())
      return busy-- > 0 ? { status: 429, headers: { 'retry-after': '7' }, body: '' } : {}
    }
  })
  store.create(box())
  await clock.advance(30_000)
  t.same(
    times.slice(1, 4).map((time, i) => time - (times[i] ?? 0)),
    [7000, 7000, 7000]
  )
  t.same(engine.events, [])
  t.equal(reports[0]?.result, 'too many requests')
})

t.test('429 without it is a hot loop', async t => {
  let count = 0
  const { store, clock } = worldOf({ sync: () => (++count < 50 ? { status: 429, body: '' } : {}) })
  store.create(box())
  await clock.advance(0)
  t.equal(count >= 50, true)
})

t.test(
  'a call times out after 10 s, or what the webhook says, and goes on running in the hook',
  async t => {
    for (const [timeout, seconds] of [
      [undefined, 10],
      ['30s', 30],
      ['1m', 60]
    ] as const) {
      let finished = 0
      let aborted = 0
      const { store, clock, engine } = worldOf(
        {
          sync: async (_, { signal }) => {
            signal.addEventListener('abort', () => aborted++)
            await clock.sleep(90_000)
            finished++
            return { status: { late: true } }
          }
        },
        timeout === undefined ? {} : { timeout }
      )
      store.create(box())
      await clock.advance(seconds * 1000 - 1)
      t.equal(engine.events.length, 0, String(timeout))
      await clock.advance(1)
      t.match(engine.events[0]?.message, /deadline exceeded/)
      t.equal(aborted, 1, 'the hook can notice')
      await clock.advance(90_000)
      t.equal(finished >= 1, true)
      t.equal(store.read(boxRef).status, undefined)
    }
  }
)

t.test('a child error does not keep the status from being written', async t => {
  const { store, engine, clock } = worldOf({
    sync: () => ({ status: { ok: true }, children: [child('Bad_Name'), child('good')] })
  })
  store.create(box())
  await clock.advance(10)
  t.match(engine.events[0]?.message, /can't reconcile children for Box shop\/box: .*Bad_Name/)
  t.match(store.read(boxRef).status, { ok: true })
  t.equal(widgets(store), 'good')
})

t.test('the token of a Secret is sent, and must be there at the start', async t => {
  const secretRef = { namespace: 'mc', name: 'token', key: 'value' }
  const seen: unknown[] = []
  const hooks = { sync: (_: unknown, { headers }: { headers: object }) => void seen.push(headers) }
  const spec = {
    hooks: {
      sync: {
        version: 'v2',
        webhook: { url: 'http://hooks.test/sync', authorization: { secretRef } }
      }
    }
  }
  const { store, settle } = worldOf(hooks, {
    spec,
    engine: { secrets: { 'mc/token': { value: 'abc' } } }
  })
  store.create(box())
  await settle()
  t.match(seen[0], { authorization: 'Bearer abc', 'content-type': 'application/json' })
  t.throws(() => worldOf(hooks, { spec }), /no secret mc\/token/)
  const shared = {
    hooks: { sync: { version: 'v2', webhook: { url: 'http://hooks.test/sync' } } },
    endpointConfigs: [{ host: 'hooks.test', authorization: { secretRef } }]
  }
  const other = worldOf(hooks, {
    spec: shared,
    engine: { secrets: { 'mc/token': { value: 'shared' } } }
  })
  other.store.create(box())
  await other.settle()
  t.match(seen.at(-1), { authorization: 'Bearer shared' }, 'from endpointConfigs, by host')
})

t.test('what the engine cannot run is refused at the start', async t => {
  const { store, clock } = worldOf({ sync: () => ({}) })
  const start = (spec: object) => () =>
    createEngine({
      store,
      clock,
      call: async () => ({ status: 200, headers: {}, body: '{}' }),
      compositeControllers: [controllerOf({}, { spec })]
    })
  t.throws(start({ hooks: { sync: { webhook: { url: 'http://x/sync' } } } }), /version v2 only/)
  t.throws(
    start({ childResources: [{ apiVersion, resource: 'nothings' }] }),
    /can't find resource nothings/
  )
  t.throws(
    start({ hooks: { sync: { version: 'v2', webhook: {} } } }),
    /must specify either a full 'url'/
  )
})
