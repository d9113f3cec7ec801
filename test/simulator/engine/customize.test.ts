import t from 'tap'
import { apiVersion } from '../widgets.ts'
import { box, boxRef, gem, worldOf } from './harness.ts'

const gems = { apiVersion, resource: 'gems' }
const group = 'Gem.test.example.com/v1'

const web = { matchLabels: { tier: 'web' } }

/** Rules, each with the keys of the Gems that it selects. */
const selections = [
  ['no selector: every object, of every namespace', {}, ['other/c', 'shop/a', 'shop/b']],
  ['labels', { labelSelector: web }, ['other/c', 'shop/a']],
  ['labels in a namespace', { labelSelector: web, namespace: 'shop' }, ['shop/a']],
  ['a namespace', { namespace: 'shop' }, ['shop/a', 'shop/b']],
  ['names in every namespace', { names: ['a', 'c'] }, ['other/c', 'shop/a']],
  ['names in a namespace', { names: ['a', 'c'], namespace: 'other' }, ['other/c']],
  ['namespaces by label', { namespaceSelector: { matchLabels: { team: 'x' } } }, ['other/c']],
  [
    'namespaces and labels',
    {
      namespaceSelector: { matchExpressions: [{ key: 'team', operator: 'DoesNotExist' }] },
      labelSelector: web
    },
    ['shop/a']
  ],
  [
    'NotIn takes those without the label',
    {
      labelSelector: { matchExpressions: [{ key: 'tier', operator: 'NotIn', values: ['web'] }] }
    },
    ['shop/b']
  ],
  ['nothing', { names: ['nobody'] }, []]
] as const

t.test('which objects a rule asks for', async t => {
  for (const [given, rule, expected] of selections) {
    const { store, asked, settle } = worldOf({
      sync: () => ({}),
      customize: () => ({ relatedResources: [{ ...gems, ...rule }] })
    })
    store.create({
      apiVersion: 'v1',
      kind: 'Namespace',
      metadata: { name: 'other', labels: { team: 'x' } }
    })
    store.create(gem('a', { labels: { tier: 'web' } }))
    store.create(gem('b'))
    store.create(gem('c', { namespace: 'other', labels: { tier: 'web' } }))
    store.create(box())
    await settle()
    t.same(Object.keys(asked.sync.at(-1)?.related[group] ?? { none: {} }), expected, given)
  }
})

t.test('a namespaced parent may read cluster-scoped objects, which are keyed by name', async t => {
  const { store, asked, settle } = worldOf({
    sync: () => ({}),
    customize: () => ({ relatedResources: [{ apiVersion, resource: 'stars' }] })
  })
  store.create({ apiVersion, kind: 'Star', metadata: { name: 's' } })
  store.create(box())
  await settle()
  t.same(Object.keys(asked.sync.at(-1)?.related['Star.test.example.com/v1'] ?? {}), ['s'])
})

t.test('rules that are refused', async t => {
  for (const [given, rule, expected] of [
    [
      'names with a selector',
      { ...gems, names: ['a'], labelSelector: {} },
      /both names and labelSelector/
    ],
    [
      'namespace with a namespaceSelector',
      { ...gems, namespace: 'shop', namespaceSelector: {} },
      /both namespace and namespaceSelector/
    ],
    [
      'namespaceSelector for cluster-scoped ones',
      { apiVersion, resource: 'stars', namespaceSelector: {} },
      /only supported for namespaced/
    ],
    [
      'a resource that is not there',
      { apiVersion, resource: 'nothings' },
      /can't find resource nothings/
    ]
  ] as const) {
    const { store, engine, asked, clock } = worldOf({
      sync: () => ({}),
      customize: () => ({ relatedResources: [rule] })
    })
    store.create(box())
    await clock.advance(100)
    t.match(engine.events[0]?.message, expected, given)
    t.equal(asked.sync.length, 0, 'the hook is not called')
  }
})

t.test('answers are cached by uid and generation, for 20 minutes', async t => {
  const { store, clock, asked, settle } = worldOf({
    sync: () => ({ status: { a: 1 } }),
    customize: () => ({ relatedResources: [gems] })
  })
  store.create(box())
  await settle()
  store.update(box({}, { labels: { a: 'b' } }))
  await settle()
  t.equal(asked.customize.length, 1, 'labels and status do not count')
  t.same(Object.keys(asked.customize[0] ?? {}), ['controller', 'parent'])
  store.update(box({ changed: true }))
  await settle()
  t.equal(asked.customize.length, 2, 'the generation does')
  await clock.advance(20 * 60_000)
  store.update(box({ changed: true }, { labels: { a: 'c' } }))
  await settle()
  t.equal(asked.customize.length, 3)
})

t.test(
  'any change of a related object causes a sync, of its status and out of its rule too',
  async t => {
    const rule = { ...gems, labelSelector: { matchLabels: { tier: 'web' } } }
    const { store, asked, settle } = worldOf({
      sync: () => ({}),
      customize: () => ({ relatedResources: [rule] })
    })
    store.create(box())
    await settle()
    for (const [given, act, expected] of [
      ['one that matches comes', () => store.create(gem('a', { labels: { tier: 'web' } })), 1],
      ['its status changes', () => store.updateStatus({ ...gem('a'), status: { a: 1 } }), 1],
      ['its labels go', () => store.update(gem('a')), 1],
      ['it changes out of sight', () => store.updateStatus({ ...gem('a'), status: { a: 2 } }), 0],
      [
        'it goes out of sight',
        () => store.delete({ apiVersion, kind: 'Gem', namespace: 'shop', name: 'a' }),
        0
      ]
    ] as const) {
      const before = asked.sync.length
      act()
      await settle()
      t.equal(asked.sync.length - before, expected, given)
    }
  }
)

t.test('an event is dropped where customize is not cached and does not answer', async t => {
  let isDown = false
  const { store, clock, asked, settle } = worldOf({
    sync: () => ({}),
    customize: () => (isDown ? { status: 500, body: '' } : { relatedResources: [gems] })
  })
  store.create(box())
  await settle()
  const before = asked.sync.length
  await clock.advance(20 * 60_000 + 1000)
  isDown = true
  store.create(gem('missed'))
  await clock.advance(1000)
  isDown = false
  await clock.advance(60_000)
  t.equal(asked.sync.length, before, 'nobody heard of it')
  await clock.advance(600_000)
  t.ok(asked.sync.at(-1)?.related[group]?.['shop/missed'], 'until the next resync')
})

t.test('a crash of customize is loud', async t => {
  const { store, crashes, settle } = worldOf({
    sync: () => ({}),
    customize: () => ({ relatedResources: [null] })
  })
  store.create(box())
  await settle()
  t.match(crashes[0]?.message, /would crash/)
})

t.test('the policy may drop related events', async t => {
  const policy = {
    dropRelatedEvent: ({ related }: { related: { metadata: { name: string } } }) =>
      related.metadata.name === 'lost'
  }
  const { store, asked, settle } = worldOf(
    { sync: () => ({}), customize: () => ({ relatedResources: [gems] }) },
    { engine: { policy } }
  )
  store.create(box())
  await settle()
  const before = asked.sync.length
  store.create(gem('lost'))
  await settle()
  t.equal(asked.sync.length, before)
  store.create(gem('heard'))
  await settle()
  t.equal(asked.sync.length, before + 1)
  t.ok(store.get(boxRef))
})
