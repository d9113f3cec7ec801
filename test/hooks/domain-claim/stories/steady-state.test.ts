import t from 'tap'
import type { Fault, FaultPlan } from '../../../../simulator/aws/faults.ts'
import { recordsIn, removeLoadBalancers, writesOf } from '../../../helpers/claim-reading.ts'
import {
  aClaim,
  bringToReady,
  createClaimWorld,
  isIssued,
  isReady
} from '../../../helpers/claim-world.ts'

const hostname = 'shop.example.com'
const minute = 60

function before(fault: Fault): FaultPlan {
  return { before: fault }
}

t.test('in steady state', async t => {
  const world = createClaimWorld()
  const claim = aClaim(world, hostname)
  await bringToReady(world, claim)
  const first = await world.step(claim)
  t.ok((first.resyncAfterSeconds ?? 0) <= 451, 'it looks for drift eight times an hour')
  world.cloud.calls.reset()
  const second = await world.step(claim)
  t.equal(JSON.stringify(second), JSON.stringify(first), 'the same bytes')
  t.equal(world.cloud.calls.entries().length, 0, 'no AWS call within the age of the caches')
  const writes = world.statusWrites()
  await world.live(claim, 24 * 60 * minute)
  t.equal(world.statusWrites(), writes, 'no status write in a day')
  t.ok(world.cloud.calls.entries().length <= 24 * 18, 'two listings for each look')
})

t.test('a status is written only when something changes', async t => {
  const world = createClaimWorld()
  const claim = aClaim(world, hostname)
  await bringToReady(world, claim)
  t.ok(world.statusWrites() <= 9, `${world.statusWrites()} writes on the way to Ready`)
  removeLoadBalancers(world)
  const writes = world.statusWrites()
  await world.remove(claim)
  t.ok(
    world.statusWrites() - writes <= 7,
    `${world.statusWrites() - writes} writes on the way back`
  )
})

t.test('a dry run tells in words and as data, and touches nothing', async t => {
  const world = createClaimWorld()
  const claim = aClaim(world, hostname)
  const first = (await world.call(claim, { dryRun: true })).body as DryRun
  t.strictSame(first.words, ['request a certificate for shop.example.com'])
  t.equal(first.actions[0]?.do, 'requestCertificate')
  await world.run(claim, isIssued)
  world.attach(claim)
  world.cloud.calls.reset()
  const second = (await world.call(claim, { dryRun: true })).body as DryRun
  t.match(second.words, [
    /^in hosted zone Z.*: create shop\.example\.com A alias to k8s-.*; create _gateway-orchestrator/
  ])
  t.strictSame(writesOf(world), [])
  t.ok(await world.run(claim, isReady))
  t.strictSame(((await world.call(claim, { dryRun: true })).body as DryRun).words, [])
  world.markDeleted(claim)
  const last = (await world.call(claim, { dryRun: true })).body as DryRun
  t.match(last.words, [
    /delete _gateway-orchestrator\.shop\.\S+ TXT .*; delete shop\.example\.com A alias to k8s-/
  ])
  world.cloud.faults.use(() => before({ do: 'drop' }))
  world.restart()
  const { status, body } = await world.call(claim, { dryRun: true })
  t.equal(status, 200)
  t.match((body as DryRun).words, [/^nothing, as AWS could not be looked at: /])
  t.equal(recordsIn(world).length, 4)
})

type DryRun = { words: string[]; actions: { do: string }[] }

t.test('each action is one line in the log, with whose it is', async t => {
  const world = createClaimWorld()
  const claim = aClaim(world, hostname)
  const lines: object[] = []
  const log = {
    ...{ warn: () => undefined, error: () => undefined },
    info: (fields: object) => void lines.push(fields)
  }
  await world.call(claim, { log })
  t.match(lines, [
    { hostname, namespace: 'shop', name: 'shop', action: 'requestCertificate', arn: /^arn:/ }
  ])
})
