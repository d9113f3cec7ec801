import t from 'tap'
import { churn, churnWorld, firstHostname } from '../helpers/churn.ts'
import { aRequest } from '../helpers/flow-objects.ts'

t.test('churn of 20 rounds of 50 hostnames, of 5,000 certificates a year', async t => {
  const quiet = churnWorld(5000)
  const usual = await firstHostname(quiet)
  await quiet.stop()
  const world = churnWorld(5000)
  const { ready, told } = await churn(world, { hostnames: 50, rounds: 20 })
  t.strictSame(ready, [50, 50, 50, 50, ...Array.from({ length: 16 }, () => 0)])
  t.match(told, /namespace previews has used up its share/)
  const after = await firstHostname(world)
  t.ok(after <= usual + 5, `${after} s, without the churn ${usual} s`)
  await world.stop()
})

t.test('a request that had to wait gets its hostname when the share comes back', async t => {
  const world = churnWorld(250)
  await churn(world, { hostnames: 5, rounds: 2 })
  world.apply(aRequest('previews', 'one', 'one.apps.example.com'))
  await world.clock.advance(58 * 86_400_000)
  t.equal(world.ready('previews', 'one'), 'False ShareUsedUp')
  await world.clock.advance(4 * 86_400_000)
  t.equal(world.ready('previews', 'one'), 'True Ready')
  await world.stop()
})
