import t from 'tap'
import { clusterCases } from './cluster-cases.ts'
import { examine, find, healthyWorld, pool } from './doctor-world.ts'
import { hooksCases } from './hooks-cases.ts'
import { metacontrollerCases } from './metacontroller-cases.ts'
import { poolCases } from './pool-cases.ts'

const cases = [...clusterCases, ...metacontrollerCases, ...hooksCases, ...poolCases]

t.test('when all is well, every check passes', async t => {
  const checks = await examine(healthyWorld())
  t.strictSame(
    checks.filter(({ result }) => result !== 'passed'),
    []
  )
  t.ok(checks.length > 12)
})

for (const { name, change, check, result = 'failed', message, todo } of cases)
  t.test(name, async t => {
    const world = healthyWorld()
    change(world)
    const checks = await examine(world)
    const found = checks.find(each => each.name === check)
    t.ok(found, `there is a check ${check}`, { found: checks.map(each => each.name) })
    t.equal(found?.result, result)
    t.match(found?.message, message)
    if (todo !== undefined) t.match(found?.todo, todo)
  })

t.test('a zone is looked at once, however many domains of a pool are in it', async t => {
  const world = healthyWorld()
  const domains = ['a.example.com', 'b.example.com'].map(name => ({ name, hostedZoneID: 'Z1' }))
  const target = find(world, 'GatewayPool', 'default')
  target.spec = { ...(pool.spec as object), domains }
  const checks = await examine(world)
  const names = checks.map(({ name }) => name)
  t.strictSame(
    names.filter(name => name.startsWith('zone ')),
    ['zone Z1 (a.example.com, pool default)']
  )
  t.equal(names.filter(name => name.startsWith('delegation of ')).length, 2)
})

t.test('on a bare cluster, it says what is missing and checks nothing else', async t => {
  const world = healthyWorld()
  world.objects = []
  const checks = await examine(world)
  const failed = checks.filter(({ result }) => result === 'failed').map(({ name }) => name)
  t.strictSame(failed, [
    'CRDs of Gateway API',
    'CRDs of LBC',
    'CRD of Metacontroller',
    'CRDs of the Gateway Orchestrator',
    'Metacontroller',
    'CompositeControllers',
    'admission policies'
  ])
})
