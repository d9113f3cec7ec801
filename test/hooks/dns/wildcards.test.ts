import t from 'tap'
import type { RecordSet } from '../../../hooks/dns/records.ts'
import { closestWildcard, wildcardsAbove } from '../../../hooks/dns/wildcards.ts'

const zone = 'example.com'

/** A zone with an address at each of these names. */
function closest(name: string, ...names: string[]) {
  const records = names.map((at): RecordSet => ({ name: at, type: 'A', values: ['192.0.2.1'] }))
  return closestWildcard(
    zone,
    name,
    at => names.some(below => below === at || below.endsWith(`.${at}`)),
    at => records.filter(record => record.name === at)
  )
}

t.test('the wildcards that may answer for a name, nearest first', async t => {
  t.strictSame(wildcardsAbove(zone, 'a.b.example.com'), ['*.b.example.com', '*.example.com'])
  t.strictSame(wildcardsAbove(zone, 'a.example.com'), ['*.example.com'])
  t.strictSame(wildcardsAbove(zone, 'example.com'), [])
})

for (const [what, name, names, hides] of [
  ['a name below a wildcard', 'a.example.com', ['*.example.com'], ['a.example.com']],
  [
    'a deeper name hides the names between',
    'a.b.c.example.com',
    ['*.example.com'],
    ['c.example.com', 'b.c.example.com', 'a.b.c.example.com']
  ],
  ['no wildcard', 'a.example.com', ['b.example.com'], undefined],
  ['the name exists', 'a.example.com', ['*.example.com', 'a.example.com'], undefined],
  [
    'the name exists by one below it',
    'a.example.com',
    ['*.example.com', 'x.a.example.com'],
    undefined
  ],
  [
    'its parent exists and has no wildcard',
    'a.b.example.com',
    ['*.example.com', 'b.example.com'],
    undefined
  ],
  [
    'its parent exists by its wildcard',
    'a.b.example.com',
    ['*.example.com', '*.b.example.com'],
    ['a.b.example.com']
  ],
  ['the apex', 'example.com', ['*.example.com'], undefined]
] as const)
  t.test(what, async t => t.strictSame(closest(name, ...names)?.hides, hides))
