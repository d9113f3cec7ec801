import t from 'tap'
import { hash } from '../../hooks/hash.ts'

// Test vectors of the authors: http://www.isthe.com/chongo/src/fnv/test_fnv.c
t.test('it is FNV-1a', async t => {
  t.equal(hash(''), 0x811c9dc5)
  t.equal(hash('a'), 0xe40c292c)
  t.equal(hash('foobar'), 0xbf9cf968)
})
