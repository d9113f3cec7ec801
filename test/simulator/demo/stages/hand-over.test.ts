import t from 'tap'
import { findContest } from '../../../../simulator/demo/stages/hand-over.ts'
import { outcome } from '../objects.ts'

const winner = outcome()
const loser = outcome({ namespace: 'blog', ready: false, reason: 'HostnameTaken' })

t.test('a contest has a winner and rivals for the same hostname', async t => {
  t.match(findContest([loser, winner]), {
    hostname: 'shop.example.com',
    winner: { namespace: 'shop' }
  })
  t.same(findContest([loser, winner])?.rivals, [loser])
})

for (const [given, outcomes] of [
  ['nobody is refused', [winner]],
  ['nobody has it', [loser]],
  ['the refused one wants another name', [winner, { ...loser, hostname: 'blog.example.com' }]],
  ['it is refused for another reason', [winner, { ...loser, reason: 'NamespaceNotAllowed' }]]
] as const)
  t.test(`there is none where ${given}`, async t => t.equal(findContest(outcomes), undefined))
