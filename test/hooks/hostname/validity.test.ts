import t from 'tap'
import { hostnameProblem } from '../../../hooks/hostname/validity.ts'

const long = 'a'.repeat(64)

for (const [hostname, expected] of [
  ['shop.apps.example.com', undefined],
  ['*.apps.example.com', undefined],
  ['a.b', undefined],
  ['0.example.com', undefined],
  [`${'a'.repeat(60)}.com`, undefined],
  [`${'a'.repeat(61)}.com`, /65 characters.*ACM takes at most 64/],
  ['Shop.example.com', /lower case: 'shop\.example\.com'/],
  ['shop', /not a hostname/],
  ['', /not a hostname/],
  ['a.*.example.com', /not a hostname/],
  ['*example.com', /not a hostname/],
  ['shop.example.com.', /not a hostname/],
  ['-a.example.com', /not a hostname/],
  ['a_b.example.com', /not a hostname/],
  ['shop.example.com\n', /not a hostname/],
  ['bücher.example.com', /not a hostname/],
  ['10.0.0.1', /IP address/],
  ['shop.example.12', /IP address/],
  ['keeper.invalid', /\.invalid/]
] as const) {
  t.test(`'${hostname}'`, async t => {
    const problem = hostnameProblem(hostname)
    if (expected === undefined) t.equal(problem, undefined)
    else t.match(problem, expected)
  })
}

t.test('a label of 64 characters is named before anything else could take it', async t => {
  t.match(hostnameProblem(long), /not a hostname/, 'one label is no hostname')
  t.match(hostnameProblem(`${'a'.repeat(64)}.b`), /66 characters/)
})
