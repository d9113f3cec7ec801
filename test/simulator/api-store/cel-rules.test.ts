import t from 'tap'
import type { JsonObject } from '../../../simulator/api-store/objects.ts'
import type { Schema } from '../../../simulator/api-store/schema.ts'
import { compileValidator } from '../../../simulator/api-store/validation.ts'
import { problems, ruled, text } from './spec-problems.ts'

const list: Schema = { type: 'array', items: text }

const ruleCases = [
  ['a rule that holds', ruled("self.a == 'x'"), { a: 'x' }, ''],
  ['one that does not', ruled("self.a == 'x'"), { a: 'y' }, 'spec: Invalid value: "object": no'],
  ['a missing field is an error', ruled("self.a == 'x'"), {}, /rule evaluation error/],
  ['has', ruled('has(self.a)'), {}, /: no$/],
  ['a default comes first', ruled("self.a == 'x'", { a: { ...text, default: 'x' } }), {}, ''],
  ['integers', ruled('self.a + 1 == 3', { a: { type: 'integer' } }), { a: 2 }, ''],
  ['numbers', ruled('self.a < 2.5', { a: { type: 'number' } }), { a: 2 }, ''],
  [
    'dates',
    ruled("self.a > timestamp('2020-01-01T00:00:00Z')", {
      a: { type: 'string', format: 'date-time' }
    }),
    { a: '2021-01-01T00:00:00Z' },
    ''
  ],
  [
    'durations',
    ruled("self.a > duration('1s')", { a: { type: 'string', format: 'duration' } }),
    { a: '1m' },
    ''
  ],
  [
    'macros',
    ruled("self.l.all(x, x.startsWith('a')) && self.l.exists_one(x, x == 'a')", { l: list }),
    { l: ['a', 'ab'] },
    ''
  ],
  ['strings', ruled("self.a.lowerAscii() == 'x' && self.a.matches('^[A-Z]$')"), { a: 'X' }, ''],
  [
    'map keys as they are',
    ruled("self.m.all(k, k.contains('-'))", {
      m: { type: 'object', additionalProperties: text }
    }),
    { m: { 'a-b': 'x' } },
    ''
  ],
  [
    'escaped names',
    ruled("self.__namespace__ == 'n' && self.a__dash__b == 'x'", {
      namespace: text,
      'a-b': text
    }),
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
  [
    'nulls count as missing',
    ruled('!has(self.a)', { a: { ...text, nullable: true } }),
    { a: null },
    ''
  ]
] as const

t.test('CEL rules', async t => {
  for (const [given, schema, value, expected] of ruleCases) {
    const found = problems(schema as Schema, value as JsonObject)
    if (typeof expected === 'string') t.equal(found, expected, given)
    else t.match(found, expected, given)
  }
})

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
    l: {
      type: 'array',
      'x-kubernetes-list-type': 'map',
      'x-kubernetes-list-map-keys': ['name'],
      items: item
    }
  }
})
const item: Schema = {
  type: 'object',
  properties: {
    name: text,
    a: { ...text, 'x-kubernetes-validations': [{ rule: 'self == oldSelf', message: 'no' }] }
  }
}

const oldValueCases = [
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
] as const

t.test('rules that speak of the old value', async t => {
  for (const [given, schema, old, value, expected] of oldValueCases) {
    t.equal(
      problems(schema, value as JsonObject, old as JsonObject | undefined) === '',
      expected,
      given
    )
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
      () =>
        compileValidator({ type: 'object', properties: { spec: schema as Schema } }).compileAll(),
      expected,
      given
    )
  }
})
