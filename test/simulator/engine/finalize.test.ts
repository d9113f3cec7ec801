import t from 'tap'
import { apiVersion } from '../widgets.ts'
import { box, boxRef, child, gem, widgets, worldOf } from './harness.ts'

const finalizer = 'metacontroller.io/compositecontroller-boxes'

t.test(
  'a controller with a finalize hook puts its finalizer first, one without takes it away',
  async t => {
    const { store, asked, settle } = worldOf({
      sync: () => ({}),
      finalize: () => ({ finalized: true })
    })
    store.create(box())
    await settle()
    t.same(
      asked.sync[0]?.parent.metadata.finalizers,
      [finalizer],
      'before the first hook is called'
    )
    const without = worldOf({ sync: () => ({}) })
    without.store.create(box({}, { finalizers: [finalizer] }))
    await without.settle()
    t.equal(without.store.read(boxRef).metadata.finalizers, undefined)
  }
)

t.test(
  'a deleted parent is finalized, not synced; omitted children are deleted; finalized lets it go',
  async t => {
    let finalized = false
    const children = [child('a')]
    const { store, clock, asked, settle } = worldOf({
      sync: () => ({ children }),
      finalize: () => ({
        status: { leaving: true },
        children: finalized ? [] : children,
        finalized
      })
    })
    store.create(box())
    await settle()
    const syncs = asked.sync.length
    store.delete(boxRef)
    await settle()
    t.equal(asked.sync.length, syncs)
    t.equal(asked.finalize[0]?.finalizing, true)
    t.equal(widgets(store), 'a', 'listed children stay')
    t.match(store.read(boxRef).status, { leaving: true })
    finalized = true
    store.update({ ...store.read(boxRef), spec: { touched: true } })
    await settle()
    t.equal(store.get(boxRef), undefined)
    t.equal(
      widgets(store),
      'a',
      "the finalizer goes first, and the rest is the garbage collector's"
    )
    await clock.advance(1000)
    t.equal(widgets(store), '')
  }
)

t.test('finalize may omit children while it is not done', async t => {
  const { store, settle } = worldOf({
    sync: () => ({ children: [child('a')] }),
    finalize: () => ({ finalized: false })
  })
  store.create(box())
  await settle()
  store.delete(boxRef)
  await settle()
  t.equal(widgets(store), '')
  t.ok(store.get(boxRef))
})

t.test('finalized: true from sync removes the finalizer too', async t => {
  const { store, settle } = worldOf(
    { sync: () => ({ finalized: true }), finalize: () => ({}) },
    { spec: { parentResource: { apiVersion, resource: 'boxs', ignoreStatusChanges: true } } }
  )
  const finalizers: string[] = []
  store.watch(
    ({ object }) => void finalizers.push((object.metadata.finalizers ?? []).join()),
    boxRef
  )
  store.create(box())
  await settle()
  t.same(finalizers.slice(0, 3), ['', finalizer, ''])
})

t.test('a parent that stops matching the label selector is finalized', async t => {
  const labelSelector = { matchLabels: { ours: 'yes' } }
  const spec = { parentResource: { apiVersion, resource: 'boxs', labelSelector } }
  const { store, asked, settle } = worldOf(
    { sync: () => ({}), finalize: () => ({ finalized: true }) },
    { spec }
  )
  store.create(box({}, { labels: { ours: 'yes' } }))
  await settle()
  store.update({ ...box(), metadata: { ...store.read(boxRef).metadata, labels: {} } })
  await settle()
  t.equal(asked.finalize.length >= 1, true)
  t.same(store.read(boxRef).metadata.finalizers, undefined)
})

t.test('a foreground deletion leaves the children to the garbage collector', async t => {
  const { store, clock, asked, settle } = worldOf({
    sync: () => ({ children: [child('a')] }),
    finalize: () => ({ children: [child('a'), child('b')], finalized: true })
  })
  store.create(box())
  await settle()
  store.delete(boxRef, { propagation: 'Foreground' })
  await settle()
  await clock.advance(1000)
  t.ok(asked.finalize.length > 0)
  t.equal(widgets(store), '', 'although finalize listed them')
  t.equal(store.get(boxRef), undefined)
})

t.test('a parent without a finalize hook is gone at once, its children a little later', async t => {
  const { store, clock, settle } = worldOf({ sync: () => ({ children: [child('a')] }) })
  store.create(box())
  await settle()
  store.delete(boxRef)
  t.equal(store.get(boxRef), undefined)
  t.equal(widgets(store), 'a')
  await clock.advance(1000)
  t.equal(widgets(store), '')
})

t.test(
  'finalization needs customize: a hook that is down means stuck in Terminating, with retries',
  async t => {
    let isDown = false
    const rule = { relatedResources: [{ apiVersion, resource: 'gems' }] }
    const { store, clock, engine, settle } = worldOf({
      sync: () => ({}),
      finalize: () => ({ finalized: true }),
      customize: () => (isDown ? { status: 503, body: 'down' } : rule)
    })
    store.create(box())
    await settle()
    isDown = true
    store.delete(boxRef)
    await clock.advance(60_000)
    t.ok(store.get(boxRef)?.metadata.deletionTimestamp)
    t.match(engine.events.at(-1)?.message, /503/)
    isDown = false
    await settle()
    t.equal(store.get(boxRef), undefined)
  }
)

t.test(
  'a parent that comes again under its name never gets the status of the one before',
  async t => {
    let release: () => void = () => undefined
    const { store, clock, settle } = worldOf({
      sync: ({ parent }) =>
        new Promise(resolve => {
          const answer = { status: { of: parent.metadata.uid } }
          if (parent.spec?.slow) release = () => resolve(answer)
          else resolve(answer)
        })
    })
    store.create(box({ slow: true }))
    await clock.advance(1)
    store.delete(boxRef)
    const second = store.create(box())
    release()
    await settle()
    t.equal(store.read(boxRef).status?.of, second.metadata.uid)
    t.equal(
      store.read(boxRef).metadata.managedFields?.filter(({ subresource }) => subresource).length,
      1
    )
  }
)

t.test('related objects that are Terminating are there, and their end is told', async t => {
  const customize = () => ({ relatedResources: [{ apiVersion, resource: 'gems' }] })
  const { store, asked, settle } = worldOf({ sync: () => ({}), customize })
  store.create(gem('g', { finalizers: ['hold/it'] }))
  store.create(box())
  await settle()
  store.delete({ apiVersion, kind: 'Gem', namespace: 'shop', name: 'g' })
  await settle()
  t.ok(
    asked.sync.at(-1)?.related['Gem.test.example.com/v1']?.['shop/g']?.metadata.deletionTimestamp
  )
  store.update(gem('g'))
  await settle()
  t.same(asked.sync.at(-1)?.related['Gem.test.example.com/v1'], {})
})
