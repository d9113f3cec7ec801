import t from 'tap'
import { setNewest } from '../../hooks/set-newest.ts'

t.test('the oldest keys go first, and a key that is set again is the newest', async t => {
  const map = new Map<string, number>()
  for (const [key, value] of [
    ['a', 1],
    ['b', 2],
    ['a', 3],
    ['c', 4]
  ] as const)
    setNewest(map, key, value, 2)
  t.strictSame(
    [...map],
    [
      ['a', 3],
      ['c', 4]
    ]
  )
})
