import t from 'tap'
import { box, boxRef, child, widgets, worldOf } from './harness.ts'

t.test('a parent is synced; its children are applied and its status is written', async t => {
  const { store, asked, settle, reports } = worldOf({
    sync: () => ({ status: { ready: true }, children: [child('a')] })
  })
  store.create(box())
  await settle()
  t.same(store.read(boxRef).status, { ready: true, observedGeneration: 1 })
  const made = store.read({ ...boxRef, kind: 'Widget', name: 'a' })
  const owner = { kind: 'Box', name: 'box', controller: true, blockOwnerDeletion: true }
  t.match(made.metadata, {
    namespace: 'shop',
    labels: { 'controller-uid': store.read(boxRef).metadata.uid },
    ownerReferences: [owner]
  })
  t.equal(made.metadata.managedFields?.[0]?.manager, 'metacontroller')
  t.match(reports[0], {
    controller: 'boxes',
    hook: 'sync',
    result: 'done',
    applied: [{ name: 'a' }],
    statusWritten: true
  })
  t.equal(asked.sync.length > 0 && asked.sync[0]?.finalizing, false)
})

t.test('a request holds whole objects under v2 keys', async t => {
  const { store, asked, settle } = worldOf({ sync: () => ({ children: [child('a')] }) })
  store.create(box())
  await settle()
  const [first, last] = [asked.sync[0], asked.sync.at(-1)]
  t.equal(first?.controller.metadata.name, 'boxes')
  t.same(first?.children, { 'Widget.test.example.com/v1': {} }, 'an empty group is there')
  t.same(first?.related, {})
  t.same(Object.keys(last?.children['Widget.test.example.com/v1'] ?? {}), ['shop/a'])
  t.ok(last?.parent.metadata.managedFields, 'managedFields included')
})

t.test('a cluster-scoped parent owns children in any namespace', async t => {
  const sync = () => ({
    children: [child('a', {}, { namespace: 'shop' }), child('b', {}, { namespace: 'default' })]
  })
  const { store, asked, settle } = worldOf({ sync }, { scope: 'Cluster' })
  store.create(box())
  await settle()
  t.equal(
    widgets(store, ({ metadata }) => `${metadata.namespace}/${metadata.name}`),
    'default/b,shop/a'
  )
  t.same(
    Object.keys(asked.sync.at(-1)?.children['Widget.test.example.com/v1'] ?? {}),
    ['default/b', 'shop/a'],
    'sorted'
  )
})

t.test('core kinds are keyed without a group', async t => {
  const customize = () => ({
    relatedResources: [{ apiVersion: 'v1', resource: 'namespaces', names: ['shop'] }]
  })
  const { store, asked, settle } = worldOf({ sync: () => ({}), customize })
  store.create(box())
  await settle()
  t.same(Object.keys(asked.sync[0]?.related['Namespace.v1'] ?? {}), ['shop'])
})

t.test('status is replaced as a whole, and written only if it differs', async t => {
  let status: object = { a: 1 }
  const { store, settle } = worldOf({ sync: () => ({ status }) })
  store.create(box())
  await settle()
  const before = store.read(boxRef)
  status = { b: 2 }
  store.update(box({}, { labels: { touched: 'yes' } }))
  await settle()
  t.same(store.read(boxRef).status, { b: 2, observedGeneration: 1 })
  const after = store.read(boxRef).metadata.resourceVersion
  t.not(after, before.metadata.resourceVersion)
  await settle()
  t.equal(store.read(boxRef).metadata.resourceVersion, after)
})

t.test('{} and null are valid, delete all children and wipe the status', async t => {
  for (const empty of ['{}', 'null']) {
    let answer: unknown = { status: { a: 1 }, children: [child('a')] }
    const { store, settle } = worldOf({ sync: () => answer })
    store.create(box())
    await settle()
    t.equal(widgets(store), 'a')
    answer = empty
    store.update(box({ changed: true }))
    await settle()
    t.equal(widgets(store), '', empty)
    t.same(store.read(boxRef).status, { observedGeneration: 2 })
  }
})

t.test('resyncAfterSeconds asks once', async t => {
  let seconds = 0.5
  const { store, clock, asked, settle } = worldOf({ sync: () => ({ resyncAfterSeconds: seconds }) })
  store.create(box())
  await settle()
  const before = asked.sync.length
  seconds = 0
  await clock.advance(400)
  t.equal(asked.sync.length, before)
  await clock.advance(200)
  t.equal(asked.sync.length, before + 1)
  await clock.advance(60_000)
  t.equal(asked.sync.length, before + 1)
})

t.test(
  'every parent is looked at again every 30 minutes, or at the period it names, if that is shorter',
  async t => {
    for (const [given, spec, expected] of [
      ['no period', {}, 2],
      ['ten minutes', { resyncPeriodSeconds: 600 }, 8],
      ['an hour is ignored', { resyncPeriodSeconds: 3600 }, 2]
    ] as const) {
      const { store, clock, asked, settle } = worldOf({ sync: () => ({}) }, { spec })
      store.create(box())
      await settle()
      const before = asked.sync.length
      await clock.advance(3_600_000 + 1)
      t.equal(asked.sync.length - before, expected, given)
    }
  }
)

t.test(
  'the same parent is never synced twice at a time, others are, up to the number of workers',
  async t => {
    let running = 0
    let most = 0
    const perParent = new Map<string, number>()
    const { store, clock } = worldOf({
      sync: async ({ parent }) => {
        const { name } = parent.metadata
        perParent.set(name, (perParent.get(name) ?? 0) + 1)
        t.equal(perParent.get(name), 1)
        most = Math.max(most, ++running)
        store.update(box({ at: clock.now() }, { name: 'box-0' }))
        await clock.sleep(100)
        running--
        perParent.set(name, 0)
        return {}
      }
    })
    for (let i = 0; i < 9; i++) store.create(box({}, { name: `box-${i}` }))
    await clock.runUntil(() => false, { within: 1000 })
    t.equal(most, 5)
  }
)

t.test('ignoreStatusChanges keeps our own status write from causing another sync', async t => {
  for (const [ignoreStatusChanges, expected] of [
    [false, 2],
    [true, 1]
  ] as const) {
    const spec = {
      parentResource: { apiVersion: 'test.example.com/v1', resource: 'boxs', ignoreStatusChanges }
    }
    const { store, asked, settle } = worldOf({ sync: () => ({ status: { a: 1 } }) }, { spec })
    store.create(box())
    await settle()
    t.equal(asked.sync.length, expected)
    store.update(box({}, { labels: { a: 'b' } }))
    await settle()
    t.equal(asked.sync.length, expected + 1, 'labels count')
  }
})

t.test('with ignoreStatusChanges, periods are for parents that are being deleted only', async t => {
  const parentResource = {
    apiVersion: 'test.example.com/v1',
    resource: 'boxs',
    ignoreStatusChanges: true
  }
  const spec = { parentResource, resyncPeriodSeconds: 600 }
  const hooks = { sync: () => ({}), finalize: () => ({ finalized: false }) }
  const { store, clock, asked, settle } = worldOf(hooks, { spec })
  store.create(box())
  await settle()
  const before = asked.sync.length
  await clock.advance(3_600_000 + 1)
  t.equal(asked.sync.length, before, 'no period')
  store.delete(boxRef)
  await settle()
  const finalized = asked.finalize.length
  await clock.advance(3_600_000 + 1)
  t.equal(asked.finalize.length - finalized, 8, 'both periods')
})

t.test('a parent outside the label selector is left alone', async t => {
  const spec = {
    parentResource: {
      apiVersion: 'test.example.com/v1',
      resource: 'boxs',
      labelSelector: { matchLabels: { ours: 'yes' } }
    }
  }
  const { store, asked, settle } = worldOf({ sync: () => ({}) }, { spec })
  store.create(box())
  store.create(box({}, { name: 'ours', labels: { ours: 'yes' } }))
  await settle()
  t.same([...new Set(asked.sync.map(({ parent }) => parent.metadata.name))], ['ours'])
})
