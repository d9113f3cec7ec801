import t from 'tap'
import { hostnameProblem } from '../../../hooks/hostname/validity.ts'

const long = 'a'.repeat(64)

for (const [hostname, expected] of [
  ['shop.apps.example.com', undefined],
  ['*.apps.example.com', undefined],
  ['a.b', undefined],
  ['0.example.com', undefined],
  [`${'a'.repeat(60)}.com`, undefined],
  [`${'a'.repeat(61)}.com`, /65 characters; ACM takes at most 64/],
  ['Shop.example.com', /lower case: 'shop\.example\.com'/],
  ['shop', /no hostname/],
  ['', /no hostname/],
  ['a.*.example.com', /no hostname/],
  ['*example.com', /no hostname/],
  ['shop.example.com.', /no hostname/],
  ['-a.example.com', /no hostname/],
  ['a_b.example.com', /no hostname/],
  ['shop.example.com\n', /no hostname/],
  ['bücher.example.com', /no hostname/],
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
  t.match(hostnameProblem(long), /no hostname/, 'one label is no hostname')
  t.match(hostnameProblem(`${'a'.repeat(64)}.b`), /66 characters/)
})
