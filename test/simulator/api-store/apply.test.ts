import t from 'tap'
import { isApiError } from '../../../simulator/api-store/api-errors.ts'
import type { JsonObject } from '../../../simulator/api-store/objects.ts'
import type { Schema } from '../../../simulator/api-store/schema.ts'
import { crdOf, storeOf, widget, widgetRef } from '../widgets.ts'

const text: Schema = { type: 'string' }

/** Has a list of each type, a map, and an object that is replaced as a whole. */
const spec: Schema = {
  type: 'object',
  properties: {
    color: text,
    size: { type: 'integer' },
    fallback: { type: 'string', default: 'none' },
    inner: { type: 'object', properties: { a: text, b: text } },
    open: { type: 'object', additionalProperties: text },
    whole: { type: 'object', additionalProperties: text, 'x-kubernetes-map-type': 'atomic' },
    plain: { type: 'array', items: text },
    tags: { type: 'array', items: text, 'x-kubernetes-list-type': 'set' },
    listeners: {
      type: 'array',
      'x-kubernetes-list-type': 'map',
      'x-kubernetes-list-map-keys': ['name'],
      items: {
        type: 'object',
        required: ['name'],
        properties: { name: text, port: { type: 'integer' }, host: text }
      }
    }
  }
}

function applying() {
  const { store, clock } = storeOf([crdOf('Widget', spec)])
  const apply = (manager: string, wanted: JsonObject, force = false) =>
    store.apply(widget(wanted), { manager, force })
  return {
    store,
    clock,
    apply,
    spec: () => ({ ...store.read(widgetRef()).spec, fallback: undefined })
  }
}

const applyCases = [
  [
    'fields of both stay',
    { color: 'red' },
    { size: 1 },
    { color: 'red' },
    { color: 'red', size: 1 }
  ],
  [
    'a field no longer applied goes',
    { color: 'red', size: 1 },
    {},
    { color: 'red' },
    { color: 'red' }
  ],
  [
    'unless another applies it too',
    { color: 'red', size: 1 },
    { size: 1 },
    { color: 'red' },
    { color: 'red', size: 1 }
  ],
  ['an object that empties goes', { inner: { a: 'x' } }, {}, {}, {}],
  [
    "another's field below stays",
    { inner: { a: 'x' } },
    { inner: { b: 'y' } },
    {},
    { inner: { b: 'y' } }
  ],
  [
    "an empty object leaves others' fields",
    { open: { a: 'x' } },
    { open: { b: 'y' } },
    { open: {} },
    { open: { b: 'y' } }
  ],
  [
    'an atomic object is replaced',
    { whole: { a: 'x' } },
    {},
    { whole: { b: 'y' } },
    { whole: { b: 'y' } }
  ],
  ['a plain list is replaced', { plain: ['a', 'b'] }, {}, { plain: ['c'] }, { plain: ['c'] }],
  ['sets are united', { tags: ['a', 'b'] }, { tags: ['c'] }, { tags: ['a'] }, { tags: ['a', 'c'] }],
  [
    'items of map lists are merged by key',
    {
      listeners: [
        { name: 'a', port: 443 },
        { name: 'b', port: 443 }
      ]
    },
    {
      listeners: [
        { name: 'a', host: 'h' },
        { name: 'c', port: 80 }
      ]
    },
    { listeners: [{ name: 'b', port: 444 }] },
    {
      listeners: [
        { name: 'a', host: 'h' },
        { name: 'b', port: 444 },
        { name: 'c', port: 80 }
      ]
    }
  ],
  [
    'the applied order wins',
    { listeners: [{ name: 'a' }, { name: 'b' }] },
    {},
    { listeners: [{ name: 'b' }, { name: 'a' }] },
    { listeners: [{ name: 'b' }, { name: 'a' }] }
  ]
] as const

t.test('what two managers apply in turn', async t => {
  for (const [given, first, second, third, expected] of applyCases) {
    const { apply, spec } = applying()
    apply('first', first)
    apply('second', second)
    apply('first', third)
    t.same(spec(), { ...expected, fallback: undefined }, given)
  }
})

t.test('two listeners on one port stay two', async t => {
  const { apply, spec } = applying()
  const listeners = [
    { name: 'a', port: 443 },
    { name: 'b', port: 443 }
  ]
  apply('metacontroller', { listeners })
  apply('metacontroller', { listeners: [...listeners].reverse() })
  t.match(spec(), { listeners: [{ name: 'b' }, { name: 'a' }] })
})

t.test("another's field is a conflict, unless forced", async t => {
  const { store, apply, spec } = applying()
  apply('first', { color: 'red' })
  try {
    apply('second', { color: 'blue' })
    t.fail('no conflict')
  } catch (error) {
    t.ok(isApiError(error, 409))
    t.match((error as Error).message, /conflict with "first".*f:color/)
  }
  apply('second', { color: 'blue' }, true)
  t.match(spec(), { color: 'blue' })
  apply('first', {})
  t.match(spec(), { color: 'blue' }, 'it changed hands')
  store.update({ ...store.read(widgetRef()), spec: { color: 'green' } }, { manager: 'editor' })
  t.throws(
    () => apply('second', { color: 'blue' }),
    /conflict with "editor"/,
    'updates own fields too'
  )
})

t.test('an apply that changes nothing writes nothing', async t => {
  const { store, clock, apply } = applying()
  apply('first', { color: 'red', listeners: [{ name: 'a' }] })
  const before = store.read(widgetRef())
  await clock.advance(60_000)
  t.equal(apply('first', { listeners: [{ name: 'a' }], color: 'red' }, true), before)
  t.equal(
    apply('first', { color: 'red', listeners: [{ name: 'a' }] }).metadata.resourceVersion,
    before.metadata.resourceVersion
  )
})

t.test('what is applied for the first time is created, with defaults that nobody owns', async t => {
  const { store, apply } = applying()
  const made = apply('first', { color: 'red' })
  t.match(made.spec, { color: 'red', fallback: 'none' })
  t.match(made.metadata.managedFields, [
    { manager: 'first', operation: 'Apply', fieldsV1: { 'f:spec': { 'f:color': {} } } }
  ])
  apply('second', { fallback: 'other' })
  t.match(store.read(widgetRef()).spec, { fallback: 'other' })
  apply('second', {})
  t.match(store.read(widgetRef()).spec, { fallback: 'none' }, 'the default comes back')
})

t.test('labels, annotations, finalizers and owners are merged', async t => {
  const { store } = storeOf([crdOf('Widget', spec)])
  const owner = (uid: string, controller = false) => ({
    apiVersion: 'v1',
    kind: 'Namespace',
    name: 'shop',
    uid,
    controller
  })
  const apply = (manager: string, metadata: object) =>
    store.apply(widget({}, metadata), { manager, force: true }).metadata
  apply('first', {
    labels: { a: '1' },
    annotations: { x: '1' },
    finalizers: ['a/a'],
    ownerReferences: [owner('1')]
  })
  apply('second', {
    labels: { b: '2' },
    annotations: { y: '2' },
    finalizers: ['b/b'],
    ownerReferences: [owner('2')]
  })
  const merged = apply('first', { labels: { c: '3' }, ownerReferences: [owner('1')] })
  t.same(merged.labels, { b: '2', c: '3' })
  t.same(merged.annotations, { y: '2' })
  t.same(merged.finalizers, ['b/b'])
  t.same(
    merged.ownerReferences?.map(({ uid }) => uid),
    ['1', '2']
  )
  apply('first', { ownerReferences: [owner('1', true)] })
  t.throws(
    () => apply('second', { ownerReferences: [owner('2', true)] }),
    /Only one reference can have Controller set to true/
  )
})

t.test('unknown fields are an error for an apply, and dropped by a create', async t => {
  const { store, apply } = applying()
  t.throws(() => apply('first', { colour: 'red' }), /unknown field "spec.colour"/)
  t.throws(
    () => store.create(widget({ colour: 'red' }), { strict: true }),
    /unknown field "spec.colour"/
  )
  t.same(store.create(widget({ colour: 'red' })).spec, { fallback: 'none' })
})

t.test('an apply never touches the status', async t => {
  const { store, apply } = applying()
  apply('first', { color: 'red' })
  store.updateStatus({ ...widget(), status: { ok: true } })
  t.same(
    store.apply({ ...widget({ color: 'red' }), status: { ok: false } }, { manager: 'first' })
      .status,
    { ok: true }
  )
})

t.test('a uid or resourceVersion in what is applied is a precondition', async t => {
  const { store, apply } = applying()
  apply('first', {})
  t.throws(() => store.apply(widget({}, { uid: 'x' }), { manager: 'first' }), /UID in precondition/)
  t.throws(
    () => store.apply(widget({}, { resourceVersion: '0' }), { manager: 'first' }),
    /modified/
  )
})
