import t from 'tap'
import type { GatewayPoolStatus } from '../../hooks/api/gateway-pool.ts'
import { churn, churnWorld, firstHostname } from '../helpers/churn.ts'
import { aRequest } from '../helpers/flow-objects.ts'

const perYear = 250

t.test('churn: a first hostname of another namespace is Ready as fast as before', async t => {
  const quiet = churnWorld(perYear)
  const usual = await firstHostname(quiet)
  await quiet.stop()
  const world = churnWorld(perYear)
  const { ready, told } = await churn(world, { hostnames: 5, rounds: 20 })
  t.strictSame(ready.slice(0, 4), [5, 5, 0, 0], 'two rounds, then the share is used up')
  t.match(told, /namespace previews has used up its share.*possible at \d{4}-\d\d-\d\d \d\d:00 UTC/)
  world.hooks.restart()
  const after = await firstHostname(world)
  t.ok(after <= usual + 5, `${after} s, without the churn ${usual} s`)
  const status = world.list('GatewayPool')[0]?.status as GatewayPoolStatus | undefined
  const condition = status?.conditions?.find(({ type }) => type === 'ShareUsedUp')
  t.match(condition, {
    status: 'True',
    reason: 'ManyCertificatesSpent',
    message: /: previews \(10 spent, waits until/
  })
  await world.stop()
})

t.test('a restart of the hooks gives nobody a new share', async t => {
  const world = churnWorld(perYear)
  const { told } = await churn(world, { hostnames: 5, rounds: 2 })
  t.equal(told, '')
  world.hooks.restart()
  world.apply(aRequest('previews', 'one', 'one.apps.example.com'))
  const isRefused = () => world.ready('previews', 'one') === 'False ShareUsedUp'
  t.ok(await world.until(isRefused, 60))
  t.notOk(await world.until(() => !isRefused(), 1800), 'it stays so')
  await world.stop()
})
