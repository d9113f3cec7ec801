import t from 'tap'
import { defined } from '../../../hooks/defined.ts'
import { apiVersion, widget } from '../widgets.ts'
import { box, boxRef, child, widgets, worldOf } from './harness.ts'

const ref = (name: string) => ({ apiVersion, kind: 'Widget', namespace: 'shop', name })

t.test('children are deleted when they are no longer wanted', async t => {
  let children = [child('a'), child('b')]
  const { store, settle, reports } = worldOf({ sync: () => ({ children }) })
  store.create(box())
  await settle()
  children = [child('b')]
  store.update(box({ changed: true }))
  await settle()
  t.equal(widgets(store), 'b')
  t.same(
    reports.flatMap(({ deleted }) => deleted.map(({ name }) => name)),
    ['a']
  )
})

t.test('InPlace updates a child, OnDelete (the default) never does', async t => {
  for (const [method, expected] of [
    ['InPlace', 'a=2'],
    ['OnDelete', 'a=1'],
    [undefined, 'a=1']
  ] as const) {
    const updateStrategy = method && { method }
    const rule = { apiVersion, resource: 'widgets', ...defined({ updateStrategy }) }
    const sync = ({ parent }: { parent: { spec?: { size?: number } } }) => ({
      children: [child('a', { size: parent.spec?.size })]
    })
    const { store, settle } = worldOf(
      { sync: request => sync(request as never) },
      { spec: { childResources: [rule] } }
    )
    store.create(box({ size: 1 }))
    await settle()
    store.update(box({ size: 2 }))
    await settle()
    t.equal(
      widgets(store, ({ metadata, spec }) => `${metadata.name}=${spec?.size}`),
      expected,
      String(method)
    )
  }
})

t.test('fields of others stay; fields that are no longer answered go', async t => {
  let spec: object = { size: 1, color: 'red' }
  const { store, settle } = worldOf({ sync: () => ({ children: [child('a', { ...spec })] }) })
  store.create(box())
  await settle()
  store.update({ ...store.read(ref('a')), spec: { size: 1, color: 'red', foreign: true } })
  spec = { size: 2 }
  store.update(box({ changed: true }))
  await settle()
  t.same(store.read(ref('a')).spec, { size: 2, foreign: true })
})

t.test('drift of the spec is repaired, drift of a label is not', async t => {
  const { store, settle } = worldOf({
    sync: () => ({ children: [child('a', { size: 1 }, { labels: { color: 'red' } })] })
  })
  store.create(box())
  await settle()
  const made = store.read(ref('a'))
  const labels = { ...made.metadata.labels, color: 'blue' }
  store.update({ ...made, metadata: { ...made.metadata, labels } })
  await settle()
  t.equal(
    store.read(ref('a')).metadata.labels?.color,
    'blue',
    'hash, uid and generation are unchanged'
  )
  store.update({ ...store.read(ref('a')), spec: { size: 7 } })
  await settle()
  t.same(store.read(ref('a')).spec, { size: 1 })
  t.equal(store.read(ref('a')).metadata.labels?.color, 'red', 'and the label with it')
})

t.test(
  'a child that another controller owns gives 422, an event, and the rest goes on',
  async t => {
    const { store, engine, settle } = worldOf({
      sync: () => ({ status: { seen: true }, children: [child('mine'), child('theirs')] })
    })
    const theirs = {
      apiVersion: 'other/v1',
      kind: 'Other',
      name: 'o',
      uid: store.read({ apiVersion: 'v1', kind: 'Namespace', name: 'shop' }).metadata.uid,
      controller: true
    }
    store.create(widget({}, { name: 'theirs', ownerReferences: [theirs] }))
    store.create(box())
    await settle()
    t.equal(widgets(store), 'mine,theirs')
    t.match(engine.events[0], {
      reason: 'SyncError',
      parent: { name: 'box' },
      message: /Only one reference can have Controller set to true/
    })
    t.match(store.read(boxRef).status, { seen: true })
  }
)

t.test('an object that nobody controls is taken over by force', async t => {
  const { store, settle } = worldOf({ sync: () => ({ children: [child('a', { size: 1 })] }) })
  store.create(widget({ size: 5, more: true }, { name: 'a' }))
  store.create(box())
  await settle()
  t.same(store.read(ref('a')).spec, { size: 1, more: true })
  t.equal(store.read(ref('a')).metadata.ownerReferences?.[0]?.name, 'box')
})

t.test(
  'an apply has no precondition: uid and resourceVersion in an answer mean nothing',
  async t => {
    const stale = { uid: 'gone', resourceVersion: '1', creationTimestamp: '2020-01-01T00:00:00Z' }
    const { store, settle } = worldOf({ sync: () => ({ children: [child('a', {}, stale)] }) })
    store.create(box())
    await settle()
    t.equal(widgets(store), 'a')
  }
)

t.test(
  'an orphan with the label of a generated selector is adopted, and then deleted as undesired',
  async t => {
    const { store, asked, settle } = worldOf({ sync: () => ({}) })
    const { uid } = store.create(box()).metadata
    await settle()
    store.create(widget({}, { name: 'orphan', labels: { 'controller-uid': uid } }))
    store.create(widget({}, { name: 'stranger' }))
    await settle()
    t.equal(widgets(store), 'stranger')
    t.same(Object.keys(asked.sync.at(-1)?.children['Widget.test.example.com/v1'] ?? {}), [])
  }
)

t.test('an adopted orphan that is wanted stays', async t => {
  const { store, settle } = worldOf({ sync: () => ({ children: [child('a')] }) })
  const { uid } = store.create(box()).metadata
  const made = store.create(widget({}, { name: 'a', labels: { 'controller-uid': uid } }))
  await settle()
  t.equal(store.read(ref('a')).metadata.uid, made.metadata.uid)
  t.equal(store.read(ref('a')).metadata.ownerReferences?.[0]?.uid, uid)
})

t.test('a child that loses its label is released, and applied anew', async t => {
  const { store, settle } = worldOf({
    sync: ({ children }) => ({
      children:
        Object.keys(children['Widget.test.example.com/v1'] ?? {}).length === 0 ? [] : [child('a')]
    })
  })
  const { uid } = store.create(box()).metadata
  store.create(widget({}, { name: 'a', labels: { 'controller-uid': uid } }))
  await settle()
  store.update(
    widget({}, { name: 'a', ownerReferences: store.read(ref('a')).metadata.ownerReferences ?? [] })
  )
  await settle()
  t.equal(store.read(ref('a')).metadata.ownerReferences, undefined)
})

t.test('where adoption fails, the sync stops before the hook', async t => {
  const { store, asked, engine, settle } = worldOf(
    { sync: () => ({}) },
    {
      engine: {
        policy: { informerLagMilliseconds: ({ object }) => (object.kind === 'Box' ? 1000 : 0) }
      }
    }
  )
  const made = store.create(box({}, { finalizers: ['keep/me'] }))
  await settle()
  const before = asked.sync.length
  store.delete(boxRef)
  store.create(widget({}, { name: 'orphan', labels: { 'controller-uid': made.metadata.uid } }))
  await settle()
  t.match(engine.events[0]?.message, /has just been deleted/, 'the cache still had it alive')
  t.equal(
    asked.sync.filter(({ parent }) => parent.metadata.deletionTimestamp === undefined).length,
    before
  )
})

t.test(
  'a Terminating child is neither touched nor deleted again, and made anew when it is gone',
  async t => {
    const { store, settle, asked } = worldOf({
      sync: () => ({ children: [child('a', { size: 1 })] })
    })
    store.create(box())
    await settle()
    const made = store.read(ref('a'))
    store.update({ ...made, metadata: { ...made.metadata, finalizers: ['hold/it'] } })
    store.delete(ref('a'))
    await settle()
    t.equal(store.read(ref('a')).metadata.uid, made.metadata.uid)
    t.ok(
      asked.sync.at(-1)?.children['Widget.test.example.com/v1']?.['shop/a']?.metadata
        .deletionTimestamp,
      'the hook sees it'
    )
    const held = store.read(ref('a'))
    store.update({ ...held, metadata: { ...held.metadata, finalizers: [] } })
    await settle()
    t.not(store.read(ref('a')).metadata.uid, made.metadata.uid)
  }
)

t.test('another name in the answer deletes the old child', async t => {
  let name = 'a'
  const { store, settle } = worldOf({ sync: () => ({ children: [child(name)] }) })
  store.create(box())
  await settle()
  name = 'b'
  store.update(box({ changed: true }))
  await settle()
  t.equal(widgets(store), 'b')
})

t.test('kinds that no rule lists are made, and never seen again', async t => {
  const star = { apiVersion, kind: 'Star', metadata: { name: 's' } }
  const { store, asked, settle } = worldOf(
    { sync: () => ({ children: [star] }) },
    { scope: 'Cluster' }
  )
  store.create(box())
  await settle()
  t.ok(store.get({ apiVersion, kind: 'Star', name: 's' }))
  t.equal(asked.sync.at(-1)?.children['Star.test.example.com/v1'], undefined)
})

t.test('children are applied by group, version and kind', async t => {
  const answer = [
    child('z'),
    child('a'),
    { apiVersion, kind: 'Gem', metadata: { name: 'g' } },
    { apiVersion: 'v1', kind: 'Namespace', metadata: { name: 'n' } }
  ]
  const { store, settle, reports } = worldOf(
    { sync: () => ({ children: answer }) },
    { scope: 'Cluster', engine: {} }
  )
  for (const object of answer)
    if (object.kind !== 'Namespace') Object.assign(object.metadata, { namespace: 'shop' })
  store.create(box())
  await settle()
  t.same(
    reports[0]?.applied.map(({ name }) => name),
    ['n', 'g', 'z', 'a']
  )
})

t.test('without a generated selector the parent needs one of its own', async t => {
  const { store, engine, settle } = worldOf(
    { sync: () => ({}) },
    { spec: { generateSelector: false } }
  )
  store.create(box())
  await settle()
  t.match(engine.events[0]?.message, /spec.selector must have/)
})

t.test('labels that do not match the selector are an error', async t => {
  const { store, engine, settle } = worldOf(
    { sync: () => ({ children: [child('a')] }) },
    { spec: { generateSelector: false } }
  )
  store.create(box({ selector: { matchLabels: { app: 'x' } } }))
  await settle()
  t.match(engine.events[0]?.message, /don't match parent selector/)
})
