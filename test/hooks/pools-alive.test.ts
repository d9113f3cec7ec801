import t from 'tap'
import { createPoolsAlive } from '../../hooks/pools-alive.ts'
import { createVirtualClock } from '../../simulator/virtual-clock.ts'
import { createExampleHooks, emptied, exampleRequest } from '../helpers/example-hooks.ts'

t.test('a pool is alive for ten minutes after its last sync', async t => {
  const clock = createVirtualClock()
  const poolsAlive = createPoolsAlive(clock)
  t.notOk(poolsAlive.has('public'), 'a new process knows of none')
  poolsAlive.note('public')
  t.ok(poolsAlive.has('public'))
  t.notOk(poolsAlive.has('internal'), 'each pool for itself')
  await clock.advance(599_999)
  t.ok(poolsAlive.has('public'))
  await clock.advance(1)
  t.notOk(poolsAlive.has('public'))
  poolsAlive.note('public')
  await clock.advance(400_000)
  poolsAlive.note('public')
  await clock.advance(400_000)
  t.ok(poolsAlive.has('public'), 'each sync counts anew')
})

t.test('pools that are synced every five minutes never stop being alive', async t => {
  const clock = createVirtualClock()
  const poolsAlive = createPoolsAlive(clock)
  for (let i = 0; i < 12; i++) {
    poolsAlive.note('public')
    await clock.advance(300_000)
    t.ok(poolsAlive.has('public'))
  }
})

t.test('a pool that is gone is not alive: a new request soon says that it waits', async t => {
  const { call, newRequestAsksAfter } = createExampleHooks()
  const pool = exampleRequest('gateway-pool-finalize.json')
  await call('/gateway-pool/finalize', pool)
  const seconds = await newRequestAsksAfter()
  t.ok(seconds >= 330 && seconds < 450, 'something is left of it')
  const empty = { ...pool, children: emptied(pool.children) }
  const { body } = await call('/gateway-pool/finalize', empty)
  t.match(body, { finalized: true })
  t.equal(await newRequestAsksAfter(), 10)
})
