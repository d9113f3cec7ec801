import t from 'tap'
import type { DesiredObject } from '../../../hooks/api/objects.ts'
import { describeAnswer } from '../../../hooks/wire/describe.ts'
import type { SyncRequest } from '../../../hooks/wire/metacontroller.ts'

const controller = {
  metadata: { name: 'c' },
  spec: { parentResource: { apiVersion: 'v1', resource: 'x' } }
}

function claim(spec: object): DesiredObject {
  return {
    apiVersion: 'gateway-orchestrator.io/v1alpha1',
    kind: 'DomainClaim',
    metadata: { name: 'a.b' },
    spec
  }
}

function gateway(spec: object, annotations = {}): DesiredObject {
  const metadata = { name: 'g', namespace: 'edge', annotations }
  return { apiVersion: 'gateway.networking.k8s.io/v1', kind: 'Gateway', metadata, spec }
}

function asking(...children: DesiredObject[]): SyncRequest {
  const observed = children.map(child => [
    child.metadata.name,
    { ...child, metadata: { uid: 'u', ...child.metadata } }
  ])
  const parent = { apiVersion: 'v1', kind: 'X', metadata: { name: 'x', uid: 'x' }, spec: {} }
  return {
    controller,
    parent,
    children: { all: Object.fromEntries(observed) },
    related: {},
    finalizing: false
  }
}

const released = {
  ...claim({}),
  metadata: { name: 'a.b', deletionTimestamp: '2026-01-01T00:00:00Z' }
}

for (const [given, observed, answered, expected] of [
  ['nothing', [], [], []],
  ['a new child', [], [claim({})], ['create DomainClaim a.b']],
  ['the same again', [claim({ a: [1, { b: 2 }] })], [claim({ a: [1, { b: 2 }] })], []],
  ['a child left out', [gateway({})], [], ['delete Gateway edge/g']],
  ['a child left out that goes already', [released], [], []],
  ['a child that goes and is wanted', [released], [claim({ a: 1 })], []],
  [
    'a changed field',
    [claim({ a: { b: 1 } })],
    [claim({ a: { b: 2 } })],
    ['update DomainClaim a.b: spec.a.b']
  ],
  [
    'a field less of ours',
    [claim({ a: 1, b: 1 })],
    [claim({ a: 1 })],
    ['update DomainClaim a.b: spec.b']
  ],
  ['a default of the API server', [gateway({ a: 1, b: 1 })], [gateway({ a: 1 })], []],
  [
    'a longer list',
    [gateway({ a: [1] })],
    [gateway({ a: [1, 2] })],
    ['update Gateway edge/g: spec.a']
  ],
  [
    'an annotation',
    [gateway({})],
    [gateway({}, { x: 'y' })],
    ['update Gateway edge/g: annotations.x']
  ]
] as const) {
  t.test(given, async t => {
    t.strictSame(describeAnswer(asking(...observed), { status: {}, children: answered }), expected)
  })
}

/** A child as the API server shows it: with the fields that each manager owns. */
function managed(child: DesiredObject, ...managedFields: readonly object[]): DesiredObject {
  return { ...child, metadata: { ...child.metadata, managedFields } as DesiredObject['metadata'] }
}

/** Metacontroller has applied these fields, in the notation of managedFields. */
function applied(spec: object, annotations = {}): object {
  const fieldsV1 = { 'f:spec': spec, 'f:metadata': { 'f:annotations': annotations } }
  return { manager: 'metacontroller', operation: 'Apply', fieldsType: 'FieldsV1', fieldsV1 }
}

const key = (item: object) => `k:${JSON.stringify(item)}`
const http = { name: 'http', port: 80 }
const open = { ...http, allowedRoutes: { namespaces: { from: 'Same' } } }

/** Each row: the observed spec and who owns its fields, the answered spec, and what is removed. */
for (const [given, observed, owners, answered, removed] of [
  [
    'a field',
    { a: 1, waf: { acl: 'x' } },
    [applied({ 'f:waf': { 'f:acl': {} } })],
    { a: 1 },
    'waf'
  ],
  [
    'an entry of a map',
    { tags: { 'a.b/c': 'x', team: 'y' } },
    [applied({ 'f:tags': { 'f:a.b/c': {}, 'f:team': {} } })],
    { tags: { team: 'y' } },
    'tags.a.b/c'
  ],
  [
    'the last entry of a map',
    { tags: { team: 'x' } },
    [applied({ 'f:tags': { 'f:team': {} } })],
    { tags: {} },
    'tags.team'
  ],
  [
    'a list that is one field',
    { a: 1, groups: ['x'] },
    [applied({ 'f:a': {}, 'f:groups': {} })],
    { a: 1 },
    'groups'
  ],
  [
    'a field of an item that has a key',
    { listeners: [{ name: 'x' }, open] },
    [
      applied({
        'f:listeners': {
          [key({ name: 'x' })]: { '.': {}, 'f:name': {} },
          [key({ name: 'http' })]: { '.': {}, 'f:name': {}, 'f:allowedRoutes': {} }
        }
      })
    ],
    { listeners: [{ name: 'x' }, http] },
    'listeners.1.allowedRoutes'
  ],
  [
    'a field of an item that has two keys',
    { listeners: [open] },
    [applied({ 'f:listeners': { [key(http)]: { 'f:allowedRoutes': {} } } })],
    { listeners: [http] },
    'listeners.0.allowedRoutes'
  ],
  [
    'a field that somebody else owns too: our apply ends our part',
    { a: 1 },
    [{ ...applied({ 'f:a': {} }), manager: 'kubectl' }, applied({ 'f:a': {} })],
    {},
    'a'
  ]
] as const) {
  t.test(`removed by us: ${given}`, async t => {
    const request = asking(managed(gateway(observed), ...owners))
    t.strictSame(describeAnswer(request, { status: {}, children: [gateway(answered)] }), [
      `update Gateway edge/g: spec.${removed}`
    ])
  })
}

t.test('removed by us: an annotation, of our own kinds too', async t => {
  const owner = applied({}, { 'f:x.io/y': {} })
  for (const child of [gateway({}), claim({})]) {
    const annotated = { ...child.metadata, annotations: { 'x.io/y': 'z' } }
    const request = asking(managed({ ...child, metadata: annotated }, owner))
    t.match(describeAnswer(request, { status: {}, children: [child] }), [
      /^update \S+ \S+: annotations\.x\.io\/y$/
    ])
  }
})

/** Each row: the observed spec and who owns its fields, and the answered spec. */
for (const [given, observed, owners, answered] of [
  ['without managedFields', { a: 1, b: 1 }, [], { a: 1 }],
  [
    'a default beside what we applied',
    { a: 1, b: 1, c: { d: 1, e: 1 } },
    [applied({ 'f:a': {}, 'f:c': { 'f:d': {} } })],
    { a: 1, c: { d: 1 } }
  ],
  [
    'a field of another manager',
    { a: 1, b: 1 },
    [applied({ 'f:a': {} }), { ...applied({ 'f:b': {} }), manager: 'kubectl' }],
    { a: 1 }
  ],
  [
    'a field that a program with our name has updated',
    { a: 1, b: 1 },
    [applied({ 'f:a': {} }), { ...applied({ 'f:b': {} }), operation: 'Update' }],
    { a: 1 }
  ],
  [
    'an entry of another manager in a map of ours',
    { tags: { team: 'x', b: 'y' } },
    [applied({ 'f:tags': { 'f:team': {} } })],
    { tags: { team: 'x' } }
  ],
  [
    'defaults in a list that is one field',
    { rules: [{ filters: [1], matches: [{ path: '/' }] }] },
    [applied({ 'f:rules': {} })],
    { rules: [{ filters: [1] }] }
  ],
  [
    'defaults in an item that has a key',
    { listeners: [open, { name: 'x', port: 443 }] },
    [
      applied({
        'f:listeners': {
          [key({ name: 'http' })]: { '.': {}, 'f:name': {}, 'f:port': {} },
          [key({ name: 'x' })]: { '.': {}, 'f:name': {}, 'f:port': {}, 'f:allowedRoutes': {} }
        }
      })
    ],
    { listeners: [http, { name: 'x', port: 443 }] }
  ],
  [
    'keys that cannot be read',
    { listeners: [open] },
    [applied({ 'f:listeners': { 'k:{': { 'f:allowedRoutes': {} } } })],
    { listeners: [http] }
  ],
  ['managedFields that cannot be read', { a: 1 }, ['x', null, { fieldsV1: 1 }] as object[], {}]
] as const) {
  t.test(`not removed by us: ${given}`, async t => {
    const request = asking(managed(gateway(observed), ...owners))
    const response = { status: {}, children: [gateway(answered)] }
    t.strictSame(describeAnswer(request, response), [])
  })
}

t.test('the finalizer', async t => {
  t.strictSame(describeAnswer(asking(), { status: {}, children: [], finalized: true }), [
    'remove the finalizer: nothing is left'
  ])
})
