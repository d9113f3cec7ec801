import t from 'tap'
import { hostnameRequestKind } from '../../../hooks/api/gateway-hostname-request.ts'
import { apiVersion as ourVersion } from '../../../hooks/api/schema.ts'
import { toCrd } from '../../../scripts/crds.ts'
import { isApiError } from '../../../simulator/api-store/api-errors.ts'
import type { ObjectInput } from '../../../simulator/api-store/objects.ts'
import type { CustomResourceDefinition } from '../../../simulator/api-store/schema.ts'
import { crdOf, storeOf, widget, widgetRef } from '../widgets.ts'

/** The code, reason and message of the error that a call throws. */
function failure(act: () => unknown): string {
  try {
    act()
    return 'no failure'
  } catch (error) {
    if (!isApiError(error)) throw error
    return `${error.status.code} ${error.status.reason}: ${error.status.message}`
  }
}

t.test('a created object gets what the server adds', async t => {
  const { store } = storeOf()
  const made = store.create({ ...widget({ size: 1 }), status: { ignored: true } })
  t.match(made.metadata, { name: 'one', namespace: 'shop', generation: 1, uid: /^[0-9a-f-]{36}$/ })
  t.match(made.metadata.creationTimestamp, /^2026-01-01T00:00:00Z$/, 'to the second')
  t.equal(made.status, undefined, 'status is a subresource')
  t.throws(
    () => Object.assign(made.spec ?? {}, { size: 2 }),
    TypeError,
    'what is given out is frozen'
  )
})

t.test('errors have the shape of a Kubernetes Status', async t => {
  const { store } = storeOf()
  store.create(widget())
  const name = 'widgets.test.example.com'
  for (const [given, act, expected] of [
    [
      'create twice',
      () => store.create(widget()),
      `409 AlreadyExists: ${name} "one" already exists`
    ],
    [
      'read a missing one',
      () => store.read(widgetRef('none')),
      `404 NotFound: ${name} "none" not found`
    ],
    [
      'update a missing one',
      () => store.update(widget({}, { name: 'none' })),
      `404 NotFound: ${name} "none" not found`
    ],
    [
      'delete a missing one',
      () => store.delete(widgetRef('none')),
      `404 NotFound: ${name} "none" not found`
    ],
    [
      'no such namespace',
      () => store.create(widget({}, { namespace: 'x' })),
      '404 NotFound: namespaces "x" not found'
    ]
  ] as const) {
    t.equal(failure(act), expected, given)
  }
})

t.test('errors of bad names, kinds and labels', async t => {
  const { store } = storeOf()
  t.match(
    failure(() => store.create(widget({}, { name: 'Not_A_Name' }))),
    /^422 Invalid: Widget.test.example.com "Not_A_Name" is invalid: metadata.name/
  )
  t.match(
    failure(() => store.get({ apiVersion: 'nope/v1', kind: 'No', name: 'x' })),
    /^404 NotFound: the server could not find/
  )
  t.match(
    failure(() => store.create(widget({}, { name: 'two', labels: { a: 'not a label' } }))),
    /^422 .*metadata.labels/
  )
})

t.test('spec and status are written apart', async t => {
  const { store } = storeOf()
  const made = store.create(widget({ size: 1 }))
  const withStatus = store.updateStatus({ ...widget({ size: 9 }), status: { ready: true } })
  t.same([withStatus.spec, withStatus.status], [{ size: 1 }, { ready: true }])
  t.equal(withStatus.metadata.generation, 1, 'status does not count as a change')
  const updated = store.update({ ...widget({ size: 2 }), status: { ready: false } })
  t.same([updated.spec, updated.status], [{ size: 2 }, { ready: true }])
  t.equal(updated.metadata.generation, 2)
  t.not(updated.metadata.resourceVersion, made.metadata.resourceVersion)
  const again = store.update(widget({ size: 2 }))
  t.equal(
    again.metadata.resourceVersion,
    updated.metadata.resourceVersion,
    'a write without a change is none'
  )
})

t.test('a status that has a default is never absent', async t => {
  const { store } = storeOf([toCrd(hostnameRequestKind) as unknown as CustomResourceDefinition])
  const metadata = { namespace: 'default', name: 'web' }
  const spec = { hostname: 'web.example.com' }
  const kind = { apiVersion: ourVersion, kind: 'GatewayHostnameRequest' }
  const request = { ...kind, metadata, spec }
  const fresh = { observedGeneration: -1 }
  t.strictSame(store.create({ ...request, status: { url: 'x' } }).status, fresh)
  const other = { ...request, metadata: { ...metadata, name: 'other' } }
  t.strictSame(store.apply(other, { manager: 'kubectl' }).status, fresh)
  const ref = { ...kind, ...metadata }
  const written = store.updateStatus({ ...store.read(ref), status: { observedGeneration: 1 } })
  t.strictSame(written.status, { observedGeneration: 1 })
  const { status: _, ...bare } = store.read(ref)
  t.strictSame(store.updateStatus(bare).status, fresh, 'a status that is removed comes back')
})

t.test('resourceVersion and uid are preconditions', async t => {
  const { store } = storeOf()
  const made = store.create(widget({ size: 1 }))
  store.update(widget({ size: 2 }))
  const stale = widget({ size: 3 }, { resourceVersion: made.metadata.resourceVersion })
  t.match(
    failure(() => store.update(stale)),
    /^409 Conflict: .*the object has been modified/
  )
  t.match(
    failure(() => store.updateStatus({ ...widget({}, { uid: 'other' }), status: {} })),
    /^409 Conflict: .*UID/
  )
  t.match(
    failure(() => store.delete(widgetRef(), { uid: 'other' })),
    /^409 Conflict: .*UID/
  )
})

t.test('finalizers hold a deleted object until the last is removed', async t => {
  const { store } = storeOf()
  const made = store.create(widget({}, { finalizers: ['a/a', 'b/b'] }))
  const terminating = store.delete(widgetRef())
  t.ok(terminating.metadata.deletionTimestamp)
  t.equal(terminating.metadata.generation, 2, 'a deletion counts as a change')
  t.same(store.delete(widgetRef()), terminating, 'a second deletion changes nothing')
  store.update(widget({}, { finalizers: ['b/b'] }))
  t.ok(store.get(widgetRef()))
  t.match(
    failure(() => store.update(widget({}, { finalizers: ['b/b', 'c/c'] }))),
    /^422 .*no new finalizers/
  )
  const events: string[] = []
  store.watch(event => events.push(event.type))
  store.update(widget())
  t.equal(store.get(widgetRef()), undefined)
  t.same(events, ['DELETED'])
  t.not(store.create(widget()).metadata.uid, made.metadata.uid)
})

t.test('lists by namespace and labels', async t => {
  const { store } = storeOf()
  store.create({ apiVersion: 'v1', kind: 'Namespace', metadata: { name: 'other' } })
  store.create(widget({}, { labels: { tier: 'web', color: 'red' } }))
  store.create(widget({}, { name: 'two', labels: { tier: 'db' } }))
  store.create(widget({}, { name: 'three', namespace: 'other' }))
  const { apiVersion, kind } = widgetRef()
  const names = (more: object) =>
    store
      .list({ apiVersion, kind, ...more })
      .map(({ metadata }) => metadata.name)
      .join()
  t.equal(names({}), 'one,two,three')
  t.equal(names({ namespace: 'shop' }), 'one,two')
  t.equal(names({ selector: { matchLabels: { tier: 'web' } } }), 'one')
  for (const [operator, values, expected] of [
    ['In', ['web'], 'one'],
    ['NotIn', ['web'], 'two,three'],
    ['Exists', undefined, 'one,two'],
    ['DoesNotExist', undefined, 'three']
  ] as const) {
    const expression =
      values === undefined ? { key: 'tier', operator } : { key: 'tier', operator, values }
    t.equal(names({ selector: { matchExpressions: [expression] } }), expected, operator)
  }
  t.throws(
    () => names({ selector: { matchExpressions: [{ key: 'tier', operator: 'Like' }] } }),
    /not a valid label selector/
  )
})

t.test('every namespace carries its name as a label', async t => {
  const { store } = storeOf()
  const namespace = store.read({ apiVersion: 'v1', kind: 'Namespace', name: 'shop' })
  t.same(namespace.metadata.labels, { 'kubernetes.io/metadata.name': 'shop' })
})

t.test('watchers see everything in order, also what they cause themselves', async t => {
  const { store } = storeOf()
  const seen: string[] = []
  store.watch(({ type, object }) => {
    if (type === 'ADDED' && object.metadata.name === 'one')
      store.create(widget({}, { name: 'two' }))
  }, widgetRef())
  const unwatch = store.watch(
    ({ type, object }) => seen.push(`${type} ${object.metadata.name}`),
    widgetRef()
  )
  store.create(widget())
  t.same(seen, ['ADDED one', 'ADDED two'])
  unwatch()
  store.delete(widgetRef())
  t.equal(seen.length, 2)
})

t.test('versions of a kind share their objects', async t => {
  const crd = crdOf()
  const [first] = crd.spec.versions
  if (first === undefined) throw new Error('no version')
  crd.spec.versions = [first, { ...first, name: 'v1beta1', storage: false }]
  const { store } = storeOf([crd])
  store.create(widget({ size: 1 }))
  const beta = { ...widgetRef(), apiVersion: 'test.example.com/v1beta1' }
  t.match(store.read(beta), { apiVersion: beta.apiVersion, spec: { size: 1 } })
  t.equal(store.read(beta), store.read(beta), 'the same object each time')
})

t.test('a kind that is cluster-scoped drops a namespace', async t => {
  const { store } = storeOf([crdOf('Widget', undefined, 'Cluster')])
  const made: ObjectInput = store.create(widget())
  t.equal(made.metadata.namespace, undefined)
})

t.test('a thousand objects of a kind are no problem', async t => {
  const { store } = storeOf()
  for (let i = 0; i < 1000; i++)
    store.apply(widget({ size: i }, { name: `w${i}` }), { manager: 'test' })
  t.equal(store.list(widgetRef()).length, 1000)
})
