import t from 'tap'
import { readCrds } from '../../../simulator/api-store/crd-files.ts'
import type { JsonObject } from '../../../simulator/api-store/objects.ts'
import type { Schema, ValidationRule } from '../../../simulator/api-store/schema.ts'
import { compileValidator, validateAgainstCrd } from '../../../simulator/api-store/validation.ts'
import { apiVersion, crdOf, storeOf, widget } from '../widgets.ts'
import { crdIsFine } from './crd-is-fine.ts'

const text: Schema = { type: 'string', maxLength: 10 }

function problems(spec: Schema, value: JsonObject, old?: JsonObject): string {
  const object = { apiVersion, kind: 'Widget', metadata: { name: 'one' }, spec: value }
  return validateAgainstCrd(crdOf('Widget', spec), object, old && { ...object, spec: old }).join('; ')
}

function ruled(rule: string | ValidationRule, properties: { [name: string]: Schema } = { a: text }): Schema {
  const rules = [typeof rule === 'string' ? { rule, message: 'no' } : rule]
  return { type: 'object', properties, 'x-kubernetes-validations': rules }
}

t.test('what a schema refuses', async t => {
  const items: Schema = { type: 'object', properties: { name: text } }
  for (const [given, schema, value, expected] of [
    ['a missing field', { type: 'object', required: ['a'], properties: { a: text } }, {}, 'spec.a: Required value'],
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
          l: { type: 'array', items, 'x-kubernetes-list-type': 'map', 'x-kubernetes-list-map-keys': ['name'] }
        }
      },
      { l: [{ name: 'a' }, { name: 'a' }] },
      'spec.l[1]: Duplicate value: {"name":"a"}'
    ],
    [
      'a doubled item of a set',
      { type: 'object', properties: { l: { type: 'array', items: text, 'x-kubernetes-list-type': 'set' } } },
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
      { type: 'object', properties: { a: { type: 'integer', minimum: 1, exclusiveMinimum: true } as Schema } },
      { a: 1 },
      /must be > 1/
    ],
    [
      'no duration in Go',
      { type: 'object', properties: { a: { type: 'string', format: 'duration' } } },
      { a: 'PT1S' },
      /format "duration"/
    ]
  ] as const) {
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
    ['additional properties', { a: { type: 'object', additionalProperties: text } }, { a: { any: 'thing' } }],
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

t.test('CEL rules', async t => {
  const list: Schema = { type: 'array', items: text }
  for (const [given, schema, value, expected] of [
    ['a rule that holds', ruled("self.a == 'x'"), { a: 'x' }, ''],
    ['one that does not', ruled("self.a == 'x'"), { a: 'y' }, 'spec: Invalid value: "object": no'],
    ['a missing field is an error', ruled("self.a == 'x'"), {}, /rule evaluation error/],
    ['has', ruled('has(self.a)'), {}, /: no$/],
    ['a default comes first', ruled("self.a == 'x'", { a: { ...text, default: 'x' } }), {}, ''],
    ['integers', ruled('self.a + 1 == 3', { a: { type: 'integer' } }), { a: 2 }, ''],
    ['numbers', ruled('self.a < 2.5', { a: { type: 'number' } }), { a: 2 }, ''],
    [
      'dates',
      ruled("self.a > timestamp('2020-01-01T00:00:00Z')", { a: { type: 'string', format: 'date-time' } }),
      { a: '2021-01-01T00:00:00Z' },
      ''
    ],
    ['durations', ruled("self.a > duration('1s')", { a: { type: 'string', format: 'duration' } }), { a: '1m' }, ''],
    [
      'macros',
      ruled("self.l.all(x, x.startsWith('a')) && self.l.exists_one(x, x == 'a')", { l: list }),
      { l: ['a', 'ab'] },
      ''
    ],
    ['strings', ruled("self.a.lowerAscii() == 'x' && self.a.matches('^[A-Z]$')"), { a: 'X' }, ''],
    [
      'map keys as they are',
      ruled("self.m.all(k, k.contains('-'))", { m: { type: 'object', additionalProperties: text } }),
      { m: { 'a-b': 'x' } },
      ''
    ],
    [
      'escaped names',
      ruled("self.__namespace__ == 'n' && self.a__dash__b == 'x'", { namespace: text, 'a-b': text }),
      { namespace: 'n', 'a-b': 'x' },
      ''
    ],
    [
      'a message from the object',
      ruled({ rule: 'false', messageExpression: "'not ' + self.a" }),
      { a: 'x' },
      'spec: Invalid value: "object": not x'
    ],
    [
      'a path of its own',
      ruled({ rule: 'false', message: 'no', fieldPath: '.a' }),
      { a: 'x' },
      'spec.a: Invalid value: "object": no'
    ],
    [
      'deep down',
      { type: 'object', properties: { l: { type: 'array', items: ruled("self.a != 'y'") } } },
      { l: [{ a: 'x' }, { a: 'y' }] },
      'spec.l[1]: Invalid value: "object": no'
    ],
    ['nulls count as missing', ruled('!has(self.a)', { a: { ...text, nullable: true } }), { a: null }, '']
  ] as const) {
    const found = problems(schema as Schema, value as JsonObject)
    if (typeof expected === 'string') t.equal(found, expected, given)
    else t.match(found, expected, given)
  }
})

t.test('rules that speak of the old value', async t => {
  const immutable = ruled('self == oldSelf')
  const parent = ruled('has(self.a) == has(oldSelf.a) && (!has(self.a) || self.a == oldSelf.a)')
  const optional = ruled({
    rule: '!oldSelf.hasValue() || oldSelf.value().a == self.a',
    message: 'no',
    optionalOldSelf: true
  })
  const named = (item: Schema): Schema => ({
    type: 'object',
    properties: {
      l: { type: 'array', 'x-kubernetes-list-type': 'map', 'x-kubernetes-list-map-keys': ['name'], items: item }
    }
  })
  const item: Schema = {
    type: 'object',
    properties: { name: text, a: { ...text, 'x-kubernetes-validations': [{ rule: 'self == oldSelf', message: 'no' }] } }
  }
  for (const [given, schema, old, value, expected] of [
    ['a new object', immutable, undefined, { a: 'x' }, true],
    ['no change', immutable, { a: 'x' }, { a: 'x' }, true],
    ['a change', immutable, { a: 'x' }, { a: 'y' }, false],
    ['an optional field comes', parent, {}, { a: 'y' }, false],
    ['an optional field goes', parent, { a: 'x' }, {}, false],
    ['optionalOldSelf, new', optional, undefined, { a: 'x' }, true],
    ['optionalOldSelf, changed', optional, { a: 'x' }, { a: 'y' }, false],
    [
      'an item of a map list, found by its key',
      named(item),
      { l: [{ name: 'n', a: 'x' }] },
      {
        l: [
          { name: 'm', a: 'y' },
          { name: 'n', a: 'y' }
        ]
      },
      false
    ],
    [
      'a new item',
      named(item),
      { l: [{ name: 'n', a: 'x' }] },
      {
        l: [
          { name: 'm', a: 'y' },
          { name: 'n', a: 'x' }
        ]
      },
      true
    ]
  ] as const) {
    t.equal(problems(schema, value as JsonObject, old as JsonObject | undefined) === '', expected, given)
  }
})

t.test('rules that the API server refuses when the definition is made', async t => {
  for (const [given, schema, expected] of [
    [
      'a reserved word',
      ruled("self.namespace == 'n'", { namespace: text }),
      /'namespace' is a reserved word, write __namespace__/
    ],
    [
      'a reserved word in a macro',
      ruled("self.l.all(x, x.namespace == 'n')", {
        l: { type: 'array', items: { type: 'object', properties: { namespace: text } } }
      }),
      /reserved word/
    ],
    ['bad syntax', ruled('self.a =='), /rule "self.a =="/],
    ['an unknown function', ruled('self.a.shout()'), /undeclared reference to 'shout'/],
    ['an unknown variable', ruled("other == 'x'"), /undeclared reference to 'other'/],
    ['a field that is not declared', ruled("self.b == 'x'"), /undefined field 'b'/],
    ['has of a field that is not declared', ruled('has(self.b)'), /undefined field 'b'/],
    [
      'a field that is not declared, in a macro',
      ruled("self.l.exists(x, x.b == 'x')", { l: { type: 'array', items: ruled('true') } }),
      /undefined field 'b'/
    ],
    [
      'oldSelf in a plain list',
      { type: 'object', properties: { l: { type: 'array', items: ruled('self == oldSelf') } } },
      /oldSelf cannot be used/
    ]
  ] as const) {
    t.throws(
      () => compileValidator({ type: 'object', properties: { spec: schema as Schema } }).compileAll(),
      expected,
      given
    )
  }
})

t.test('the store holds objects to all that', async t => {
  const schema = ruled('self.a == oldSelf.a', { a: { ...text, default: 'x' }, b: text })
  const { store } = storeOf([crdOf('Widget', schema)])
  t.same(store.create(widget({ b: 'y', gone: 1 })).spec, { a: 'x', b: 'y' }, 'pruned, with defaults')
  t.throws(
    () => store.update(widget({ a: 'z' })),
    /Widget.test.example.com "one" is invalid: spec: Invalid value: "object": no/
  )
  t.throws(() => store.create(widget({ a: 1 }, { name: 'two' })), /must be string/)
})

const folder = process.env.UPSTREAM_CRDS
t.test(
  'every rule of the upstream definitions compiles',
  { skip: folder === undefined && 'UPSTREAM_CRDS is not set' },
  async t => {
    const crds = readCrds(folder ?? '')
    t.ok(crds.length > 0)
    for (const crd of crds) crdIsFine(t, crd)
  }
)
