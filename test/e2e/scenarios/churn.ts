import { setTimeout as sleep } from 'node:timers/promises'
import type { Test } from 'tap'
import type { EmbeddedAws } from '../../../simulator/aws/embedded-aws.ts'
import type { FaultPlan } from '../../../simulator/aws/faults.ts'
import { createRandom } from '../../../simulator/aws/random.ts'
import { waitUntil } from '../control-plane/wait-until.ts'
import { deletePool, untilGone } from '../world/awaits.ts'
import { inventoryOf } from '../world/foreign.ts'
import type { HooksProcess } from '../world/hooks-process.ts'
import { makePlace, type Place } from '../world/place.ts'
import type { World } from '../world/world.ts'

export type ChurnOptions = { hostnames: number; rounds: number; seed: number }

/** The share of AWS calls that fail: half of them before, half of them after they took effect. */
const lostShare = 0.05

/** Between two deaths of the hooks, in milliseconds: at least, and at most. */
const lives = { least: 2_000, most: 12_000 }

/** How long a round may take, up or down, in milliseconds: a start, and a time per hostname. */
const limitOf = (hostnames: number) => 240_000 + hostnames * 6_000

/**
 * Hostnames come and go, while the hooks are killed at random and AWS loses calls and replies. Each
 * hostname gets one certificate, nothing of it is left, and nothing foreign is touched.
 */
export async function churn(t: Test, world: World, options: ChurnOptions): Promise<void> {
  const { cloud, hooks } = world
  const random = createRandom(options.seed)
  const before = inventoryOf(cloud)
  const place = await makePlace(world, 'churn', {
    capacity: { maxGateways: Math.ceil(options.hostnames / 25) + 1 },
    deletionBrake: { percent: 100 },
    releaseGraceSeconds: 1
  })
  const stopLosing = cloud.faults.use(() => planFor(random.next()))
  const killer = startKiller(hooks, random.next)
  try {
    for (let round = 1; round <= options.rounds; round++)
      await t.test(`round ${round}`, t => churnOnce(t, world, place, { ...options, round }))
  } finally {
    await killer.stop()
    stopLosing()
  }
  t.comment(`the hooks were killed ${killer.kills()} times`)
  t.ok(killer.kills() > 0, 'the hooks were killed')
  await deletePool(world.admin, place.pool, 180)
  t.same(inventoryOf(cloud), before, 'AWS is as it was before')
  t.equal(hooks.death(), undefined, 'the hooks died by kill only')
}

function planFor(chance: number): FaultPlan | undefined {
  if (chance < lostShare / 2) return { before: { do: 'drop' } }
  if (chance < lostShare) return { after: { do: 'drop' } }
  return undefined
}

async function churnOnce(
  t: Test,
  { admin, cloud }: World,
  place: Place,
  { hostnames, round }: ChurnOptions & { round: number }
): Promise<void> {
  const seen = watchCertificates(cloud)
  const teams: string[] = []
  for (let index = 0; index < Math.ceil(hostnames / 20); index++)
    teams.push(await place.team(`r${round}-${index}`))
  const requests = Array.from({ length: hostnames }, (_, index) =>
    place.request(teams[index % teams.length] ?? '', `h${index}-r${round}`)
  )
  const timeout = `--timeout=${limitOf(hostnames) / 1000}s`
  await admin.run(['create', '-f', '-'], requests)
  for (const team of teams)
    await admin.run(['wait', 'ghr', '--all', '-n', team, '--for=condition=Ready', timeout])
  t.pass(`${hostnames} hostnames are Ready`)
  for (const team of teams) await admin.run(['delete', 'namespace', team, timeout])
  const within = limitOf(hostnames)
  const isGone = async () => (await admin.get('domainclaims')).length === 0
  await waitUntil('the claims to be gone', isGone, { within, every: 1000 })
  await untilGone(admin, 'hostnamedenials', '--all', '--all-namespaces')
  const byHostname = await seen.stop()
  t.equal(byHostname.size, hostnames, 'each hostname got a certificate')
  const twice = [...byHostname].filter(([, arns]) => arns.size > 1).map(([domain]) => domain)
  t.same(twice, [], 'no hostname got a second certificate')
}

/** Notes all certificates by hostname. A certificate lives for seconds at least. */
function watchCertificates({ certificates }: EmbeddedAws) {
  const byHostname = new Map<string, Set<string>>()
  const stopping = new AbortController()
  const look = () => {
    for (const { domain, arn } of certificates.list()) {
      if (!domain.endsWith('.churn.test')) continue
      byHostname.set(domain, (byHostname.get(domain) ?? new Set()).add(arn))
    }
  }
  const watching = (async () => {
    while (!stopping.signal.aborted) {
      look()
      await sleep(100)
    }
  })()
  return {
    stop: async () => {
      stopping.abort()
      await watching
      return byHostname
    }
  }
}

/** Kills the hooks again and again, and starts them again at once, as Kubernetes does. */
function startKiller(hooks: HooksProcess, random: () => number) {
  let kills = 0
  const stopping = new AbortController()
  const killing = (async () => {
    while (!stopping.signal.aborted) {
      const pause = lives.least + random() * (lives.most - lives.least)
      await sleep(pause, undefined, { signal: stopping.signal }).catch(() => undefined)
      if (stopping.signal.aborted) return
      await hooks.kill()
      kills += 1
      await hooks.start()
    }
  })()
  return {
    kills: () => kills,
    stop: async () => {
      stopping.abort()
      await killing
    }
  }
}
