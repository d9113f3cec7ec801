import t from 'tap'
import type { JsonObject } from '../../../simulator/api-store/objects.ts'
import type { Schema } from '../../../simulator/api-store/schema.ts'
import { validateAgainstCrd } from '../../../simulator/api-store/validation.ts'
import { loadUpstreamCrds, skipWithoutUpstream } from '../../helpers/upstream-crds.ts'
import { apiVersion, crdOf, storeOf, widget } from '../widgets.ts'
import { crdIsFine } from './crd-is-fine.ts'
import { problems, ruled, text } from './spec-problems.ts'

const items: Schema = { type: 'object', properties: { name: text } }

const refusedCases = [
  [
    'a missing field',
    { type: 'object', required: ['a'], properties: { a: text } },
    {},
    'spec.a: Required value'
  ],
  [
    'a wrong type',
    { type: 'object', properties: { a: text } },
    { a: 1 },
    /^spec.a: Invalid value: 1: .*must be string/
  ],
  [
    'a long text',
    { type: 'object', properties: { a: text } },
    { a: 'a'.repeat(11) },
    'spec.a: Too long: may not be more than 10 bytes'
  ],
  [
    'a value that is not listed',
    { type: 'object', properties: { a: { enum: ['x'] } } },
    { a: 'y' },
    'spec.a: Unsupported value: "y": supported values: "x"'
  ],
  [
    'a pattern',
    { type: 'object', properties: { a: { type: 'string', pattern: '^x$' } } },
    { a: 'y' },
    /should match '\^x\$'/
  ],
  [
    'an unknown field',
    { type: 'object', properties: {} },
    { a: 1, b: 2 },
    'spec.a: unknown field; spec.b: unknown field'
  ],
  [
    'an unknown field in a list',
    { type: 'object', properties: { l: { type: 'array', items } } },
    { l: [{ x: 1 }] },
    'spec.l[0].x: unknown field'
  ],
  [
    'a doubled key',
    {
      type: 'object',
      properties: {
        l: {
          type: 'array',
          items,
          'x-kubernetes-list-type': 'map',
          'x-kubernetes-list-map-keys': ['name']
        }
      }
    },
    { l: [{ name: 'a' }, { name: 'a' }] },
    'spec.l[1]: Duplicate value: {"name":"a"}'
  ],
  [
    'a doubled item of a set',
    {
      type: 'object',
      properties: { l: { type: 'array', items: text, 'x-kubernetes-list-type': 'set' } }
    },
    { l: ['a', 'a'] },
    'spec.l[1]: Duplicate value: "a"'
  ],
  ['null', { type: 'object', properties: { a: text } }, { a: null }, /must be string/],
  [
    'an integer or text',
    { type: 'object', properties: { a: { 'x-kubernetes-int-or-string': true } } },
    { a: true },
    /must be integer,string/
  ],
  [
    'a bound that is exclusive',
    {
      type: 'object',
      properties: { a: { type: 'integer', minimum: 1, exclusiveMinimum: true } as Schema }
    },
    { a: 1 },
    /must be > 1/
  ],
  [
    'no duration in Go',
    { type: 'object', properties: { a: { type: 'string', format: 'duration' } } },
    { a: 'PT1S' },
    /format "duration"/
  ]
] as const

t.test('what a schema refuses', async t => {
  for (const [given, schema, value, expected] of refusedCases) {
    const found = problems(schema as Schema, value as JsonObject)
    if (typeof expected === 'string') t.equal(found, expected, given)
    else t.match(found, expected, given)
  }
})

t.test('what a schema lets through', async t => {
  for (const [given, schema, value] of [
    ['null where it is nullable', { a: { ...text, nullable: true } }, { a: null }],
    [
      'fields that are kept',
      { a: { type: 'object', 'x-kubernetes-preserve-unknown-fields': true } },
      { a: { any: { thing: 1 } } }
    ],
    [
      'additional properties',
      { a: { type: 'object', additionalProperties: text } },
      { a: { any: 'thing' } }
    ],
    ['a duration in Go', { a: { type: 'string', format: 'duration' } }, { a: '1m30s' }],
    ['a default in time', { a: { ...text, default: 'x' } }, {}]
  ] as const) {
    t.equal(
      problems(
        { type: 'object', required: ['a'], properties: schema as { [name: string]: Schema } },
        value as JsonObject
      ),
      '',
      given
    )
  }
})

t.test('apiVersion and kind', async t => {
  t.match(validateAgainstCrd(crdOf(), { apiVersion: 'x/v1', kind: 'Widget' }), [/not served/])
  t.match(validateAgainstCrd(crdOf(), { apiVersion, kind: 'Gadget' }), [/is not Widget/])
})

t.test('the store holds objects to all that', async t => {
  const schema = ruled('self.a == oldSelf.a', { a: { ...text, default: 'x' }, b: text })
  const { store } = storeOf([crdOf('Widget', schema)])
  t.same(
    store.create(widget({ b: 'y', gone: 1 })).spec,
    { a: 'x', b: 'y' },
    'pruned, with defaults'
  )
  t.throws(
    () => store.update(widget({ a: 'z' })),
    /Widget.test.example.com "one" is invalid: spec: Invalid value: "object": no/
  )
  t.throws(() => store.create(widget({ a: 1 }, { name: 'two' })), /must be string/)
})

t.test(
  'every rule of the upstream definitions compiles',
  { skip: skipWithoutUpstream },
  async t => {
    const crds = loadUpstreamCrds()
    t.ok(crds.length > 0)
    for (const crd of crds) crdIsFine(t, crd)
  }
)
