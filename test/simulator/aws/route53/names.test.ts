import fc from 'fast-check'
import t from 'tap'
import { canonicalName, nameProblem } from '../../../../simulator/aws/route53/names.ts'

t.test('names as Route 53 keeps them', async t => {
  for (const [written, kept] of [
    ['Shop.Example.COM', 'shop.example.com.'],
    ['shop.example.com.', 'shop.example.com.'],
    ['*.example.com', '\\052.example.com.'],
    ['\\052.example.com', '\\052.example.com.'],
    ['_x.example.com', '_x.example.com.'],
    ['a@b.example.com', 'a\\100b.example.com.'],
    ['\\141.example.com', 'a.example.com.'],
    ['a\\056b.example.com', 'a\\056b.example.com.']
  ] as const) {
    t.equal(canonicalName(written), kept)
  }
})

t.test('a canonical name stays as it is', async () => {
  const character = fc.constantFrom(...'aZ09-_*@.', '\\052', '\\056')
  fc.assert(
    fc.property(fc.array(character, { minLength: 1, maxLength: 12 }), parts => {
      const once = canonicalName(parts.join(''))
      return canonicalName(once) === once
    })
  )
})

t.test('names that are none', async t => {
  for (const [name, problem] of [
    ['', /DomainNameEmpty/],
    ['a..example.com', /DomainLabelEmpty/],
    [`${'a'.repeat(64)}.example.com`, /DomainLabelTooLong/],
    [`${'a.'.repeat(128)}com`, /DomainNameTooLong/],
    ['a.example.com', undefined],
    [`${'a'.repeat(63)}.example.com`, undefined]
  ] as const) {
    t.match(nameProblem(name), problem, name)
  }
})
