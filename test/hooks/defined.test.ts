import t from 'tap'
import { defined } from '../../hooks/defined.ts'

t.test('fields that are undefined are dropped, all others stay in their order', async t => {
  const kept = defined({ a: 1, b: undefined, c: null, d: '', e: false })
  t.strictSame(JSON.stringify(kept), '{"a":1,"c":null,"d":"","e":false}')
  t.notOk('b' in kept)
})
