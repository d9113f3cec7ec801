import t from 'tap'
import { certificationProblem, hostnameProblem } from '../../../hooks/hostname/validity.ts'

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
  ['bücher.example.com', /not a hostname.*such as xn--bcher-kva\.example\.com/],
  ['日本 語.example.com', /such as shop\.apps\.example\.com/],
  ['ab--cd.example.com', undefined],
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

for (const [hostname, expected] of [
  ['shop.apps.example.com', undefined],
  ['a--b.example.com', undefined],
  ['*.xn--bcher-kva.example.com', undefined],
  ['xn--i-7iq.ws', undefined],
  ['xn--fa-hia.de', undefined],
  ['ab--cd.example.com', /third and fourth character, and no CA may certify it/],
  ['*.shop.xa--b.com', /third and fourth/],
  ['xn--a.example.com', /'xn--a' of 'xn--a\.example\.com' is not the ASCII form of any word/],
  ['a.xn--bcher-kvb.example.com', /'xn--bcher-kvb'/],
  ['xn--99999999.example.com', /'xn--99999999'/]
] as const) {
  t.test(`may a CA certify '${hostname}'?`, async t => {
    const problem = certificationProblem(hostname)
    if (expected === undefined) t.equal(problem, undefined)
    else t.match(problem, expected)
  })
}
