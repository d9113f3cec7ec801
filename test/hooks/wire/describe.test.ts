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

t.test('the finalizer', async t => {
  t.strictSame(describeAnswer(asking(), { status: {}, children: [], finalized: true }), [
    'remove the finalizer: nothing is left'
  ])
})
