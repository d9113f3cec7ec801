import fc from 'fast-check'
import t from 'tap'
import { domainFinder, isWildcard, isWithin, parentsOf } from '../../../hooks/hostname/domains.ts'
import { createOverlapIndex } from '../../../hooks/hostname/overlap-index.ts'
import { overlaps } from '../../helpers/overlaps.ts'

t.test('within a domain', async t => {
  for (const [hostname, domain, expected] of [
    ['a.example.com', 'example.com', true],
    ['example.com', 'example.com', true],
    ['*.example.com', 'example.com', true],
    ['badexample.com', 'example.com', false],
    ['com', 'example.com', false]
  ] as const) {
    t.equal(isWithin(hostname, domain), expected, `${hostname} in ${domain}`)
  }
  t.ok(isWildcard('*.a.b'))
  t.notOk(isWildcard('a.b'))
})

function longestDomain<D extends { name: string }>(
  hostname: string,
  domains: readonly D[]
): D | undefined {
  const fitting = domains.filter(({ name }) => isWithin(hostname, name))
  return fitting.sort((a, b) => b.name.length - a.name.length)[0]
}

t.test('overlap of hostnames of different namespaces', async t => {
  for (const [a, b, expected] of [
    ['*.example.com', 'a.example.com', true],
    ['*.example.com', 'a.b.example.com', true],
    ['*.example.com', '*.b.example.com', true],
    ['*.example.com', 'example.com', false],
    ['*.example.com', '*.example.org', false],
    ['*.example.com', 'aexample.com', false],
    ['a.example.com', 'b.example.com', false]
  ] as const) {
    for (const [held, asked] of [
      [a, b],
      [b, a]
    ] as const) {
      const index = createOverlapIndex()
      index.add({ hostname: held, namespace: 'x' })
      t.equal(
        index.conflictWith({ hostname: asked, namespace: 'y' }) !== undefined,
        expected,
        `${held}, then ${asked}`
      )
      t.equal(overlaps(held, asked), expected, 'and by comparison')
    }
  }
})

t.test('parents, nearest first', async t => {
  t.strictSame(parentsOf('*.b.example.com'), ['b.example.com', 'example.com', 'com'])
  t.strictSame(parentsOf('com'), [])
})

const label = fc.constantFrom('a', 'b', 'c')
const hostname = fc
  .tuple(fc.boolean(), fc.array(label, { minLength: 1, maxLength: 4 }))
  .map(([isWild, labels]) => `${isWild ? '*.' : ''}${labels.join('.')}.com`)

t.test('the finder agrees with one comparison per domain', async t => {
  const names = fc.array(
    fc.array(label, { minLength: 1, maxLength: 3 }).map(labels => `${labels.join('.')}.com`)
  )
  fc.assert(
    fc.property(hostname, names, (asked, domains) => {
      const unique = [...new Set(domains)].map(name => ({ name }))
      return domainFinder(unique)(asked) === longestDomain(asked, unique)
    })
  )
  t.pass()
})

t.test('the index finds a conflict exactly when a comparison with each holder does', async t => {
  const holder = fc.record({ hostname, namespace: fc.constantFrom('x', 'y', 'z') })
  fc.assert(
    fc.property(fc.array(holder), holder, (holders, asked) => {
      const index = createOverlapIndex()
      for (const one of holders) index.add(one)
      const strangers = holders.filter(({ namespace }) => namespace !== asked.namespace)
      // Equal names are a matter of who holds the name, which the ledger knows.
      const rivals = strangers.filter(
        one => one.hostname !== asked.hostname && overlaps(one.hostname, asked.hostname)
      )
      const found = index.conflictWith(asked)
      if (found === undefined) return rivals.length === 0
      return found.namespace !== asked.namespace && overlaps(found.hostname, asked.hostname)
    }),
    { numRuns: 1000 }
  )
  t.pass()
})
