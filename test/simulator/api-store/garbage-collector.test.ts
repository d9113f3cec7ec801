import t from 'tap'
import type { ApiStore } from '../../../simulator/api-store/api-store.ts'
import type { KubeObject, OwnerReference } from '../../../simulator/api-store/objects.ts'
import { storeOf, widget, widgetRef } from '../widgets.ts'

function ownedBy(owner: KubeObject, more: Partial<OwnerReference> = {}): OwnerReference {
  const { apiVersion, kind, metadata } = owner
  return {
    apiVersion,
    kind,
    name: metadata.name,
    uid: metadata.uid,
    controller: true,
    blockOwnerDeletion: true,
    ...more
  }
}

function names(store: ApiStore): string {
  return store
    .list(widgetRef())
    .map(({ metadata }) => metadata.name)
    .join()
}

function family() {
  const { store, clock } = storeOf()
  const one = store.create(widget())
  const two = store.create(widget({}, { name: 'two', ownerReferences: [ownedBy(one)] }))
  store.create(widget({}, { name: 'three', ownerReferences: [ownedBy(two)] }))
  return { store, clock, one, two }
}

t.test('dependents go with their owner, a little later', async t => {
  const { store, clock } = family()
  store.delete(widgetRef())
  t.equal(names(store), 'two,three')
  await clock.runUntil('settled')
  t.equal(names(store), '')
})

t.test('an object with another owner left stays', async t => {
  const { store, clock, one } = family()
  const other = store.create(widget({}, { name: 'other' }))
  store.create(
    widget(
      {},
      { name: 'both', ownerReferences: [ownedBy(one), ownedBy(other, { controller: false })] }
    )
  )
  store.delete(widgetRef())
  await clock.runUntil('settled')
  t.equal(names(store), 'other,both')
  t.same(
    store.read(widgetRef('both')).metadata.ownerReferences?.map(({ name }) => name),
    ['other']
  )
})

t.test('dependents wait for the finalizers of their owner', async t => {
  const { store, clock } = storeOf()
  const one = store.create(widget({}, { finalizers: ['a/a'] }))
  store.create(widget({}, { name: 'two', ownerReferences: [ownedBy(one)] }))
  store.delete(widgetRef())
  await clock.runUntil('settled')
  t.equal(names(store), 'one,two')
  store.update(widget())
  await clock.runUntil('settled')
  t.equal(names(store), '')
})

t.test('foreground: dependents first, then the owner', async t => {
  const { store, clock } = family()
  const gone: string[] = []
  store.watch(({ type, object }) => void (type === 'DELETED' && gone.push(object.metadata.name)))
  const terminating = store.delete(widgetRef(), { propagation: 'Foreground' })
  t.same(terminating.metadata.finalizers, ['foregroundDeletion'])
  await clock.runUntil('settled')
  t.same(gone, ['three', 'two', 'one'])
})

t.test('foreground waits for a dependent that is held', async t => {
  const { store, clock, two } = family()
  store.update(
    widget(
      {},
      { name: 'two', finalizers: ['a/a'], ownerReferences: two.metadata.ownerReferences ?? [] }
    )
  )
  store.delete(widgetRef(), { propagation: 'Foreground' })
  await clock.runUntil('settled')
  t.equal(names(store), 'one,two')
  store.update({
    ...store.read(widgetRef('two')),
    metadata: { ...store.read(widgetRef('two')).metadata, finalizers: [] }
  })
  await clock.runUntil('settled')
  t.equal(names(store), '')
})

t.test('orphan: dependents stay, without their owner', async t => {
  const { store, clock } = family()
  store.delete(widgetRef(), { propagation: 'Orphan' })
  await clock.runUntil('settled')
  t.equal(names(store), 'two,three')
  t.equal(store.read(widgetRef('two')).metadata.ownerReferences, undefined)
})

t.test('an object that is made for an owner that is gone goes too', async t => {
  const { store, clock, one } = family()
  store.delete(widgetRef())
  await clock.runUntil('settled')
  store.create(widget({}, { name: 'late', ownerReferences: [ownedBy(one)] }))
  await clock.runUntil('settled')
  t.equal(names(store), '')
})

t.test('an owner of the same name but another uid is none', async t => {
  const { store, clock } = family()
  store.delete(widgetRef())
  store.create(widget())
  await clock.runUntil('settled')
  t.equal(names(store), 'one')
})

t.test('a namespace goes with all that is in it, once nothing holds that', async t => {
  const { store, clock } = storeOf()
  const namespace = { apiVersion: 'v1', kind: 'Namespace', name: 'shop' }
  store.create(widget())
  store.create(widget({}, { name: 'held', finalizers: ['a/a'] }))
  t.equal(store.delete(namespace).status?.phase, 'Terminating')
  t.throws(
    () => store.create(widget({}, { name: 'new' })),
    /forbidden: unable to create new content in namespace shop/
  )
  await clock.runUntil('settled')
  t.equal(names(store), 'held')
  store.update(widget({}, { name: 'held' }))
  await clock.runUntil('settled')
  t.equal(store.get(namespace), undefined)
  store.create({ apiVersion: 'v1', kind: 'Namespace', metadata: { name: 'shop' } })
  t.ok(store.create(widget()))
})

t.test('an empty namespace goes at once', async t => {
  const { store, clock } = storeOf()
  store.delete({ apiVersion: 'v1', kind: 'Namespace', name: 'shop' })
  await clock.runUntil('settled')
  t.equal(store.get({ apiVersion: 'v1', kind: 'Namespace', name: 'shop' }), undefined)
})
