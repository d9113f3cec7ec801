import { readFileSync } from 'node:fs'
import t from 'tap'
import { createAWS } from '../../hooks/aws/aws.ts'
import { createHooks, type HookPath } from '../../hooks/create-hooks.ts'
import { createEmbeddedAws } from '../../simulator/aws/embedded-aws.ts'
import { instantTimings } from '../../simulator/aws/timings.ts'
import { projectFolder } from '../../simulator/cluster/manifests.ts'
import { createVirtualClock } from '../../simulator/virtual-clock.ts'
import { removeLoadBalancers } from '../helpers/claim-reading.ts'
import { aClaim, bringToReady, createClaimWorld, silentLog } from '../helpers/claim-world.ts'

/** A dry run may show what does not exist. So what it shows is not remembered. */

const region = 'eu-central-1'
const fenceTimes = { sendWithinSeconds: 10, callTimeoutSeconds: 5 }

function payload(file: string): { parent: Record<string, unknown>; related: object } {
  return JSON.parse(readFileSync(`${projectFolder('examples/hooks')}/${file}`, 'utf8'))
}

function makeHooks() {
  const clock = createVirtualClock()
  const cloud = createEmbeddedAws({ clock })
  const aws = createAWS({
    region,
    clock,
    fenceTimes,
    credentials: { accessKeyId: 'embedded', secretAccessKey: 'embedded' },
    requestHandler: cloud.requestHandler()
  })
  const options = { aws, clock, cluster: 'demo', certificateRegions: [], fenceTimes }
  const hooks = createHooks({ ...options, defaultRegion: region })
  const call = (path: HookPath, body: object, dryRun = false) =>
    hooks[path](body, { dryRun, log: silentLog })
  return { clock, call }
}

t.test('a dry run of a pool is no sign that the pool is alive', async t => {
  const { clock, call } = makeHooks()
  const { parent, related, ...rest } = payload('hostname-request-sync.json')
  const { status: _, ...fresh } = parent
  const creationTimestamp = new Date(clock.now()).toISOString()
  const metadata = { ...(fresh.metadata as object), creationTimestamp }
  const groups = Object.fromEntries(Object.keys(related).map(group => [group, {}]))
  const request = { ...rest, parent: { ...fresh, metadata }, related: groups }
  const asksAfter = async () =>
    (await call('/hostname-request/sync', request)).headers?.['retry-after']
  const pool = payload('gateway-pool-sync.json')
  await call('/gateway-pool/sync', pool, true)
  t.equal(await asksAfter(), '10', 'nothing is known of the pool')
  await call('/gateway-pool/sync', pool)
  t.equal(await asksAfter(), '300', 'the pool will answer')
})

t.test('a dry run of a deletion does not make the deletion older', async t => {
  const took: number[] = []
  for (const isTriedBefore of [false, true]) {
    const world = createClaimWorld({ timings: instantTimings })
    const claim = aClaim(world, 'shop.example.com')
    t.ok(await bringToReady(world, claim))
    if (isTriedBefore) {
      const tried = structuredClone(claim)
      world.markDeleted(tried)
      await world.call(tried, { dryRun: true })
    }
    await world.live(claim, 3600)
    removeLoadBalancers(world)
    const began = world.clock.now()
    t.ok(await world.remove(claim))
    took.push(world.clock.now() - began)
  }
  t.equal(took[1], took[0])
})
