import { createDraw, type Draw } from './draw.ts'
import { drawBrakes, drawMassDeletions } from './draw-brake.ts'
import { drawDeed, drawRequest } from './draw-deed.ts'
import { drawPools } from './draw-pools.ts'
import { drawWildcards } from './draw-wildcards.ts'
import { drawFirstZones, drawZoneEdits } from './draw-zones.ts'
import { type FaultKind, type FaultRates, faultKinds } from './fault-kinds.ts'
import type { PoolPlan, Schedule, Scheduled } from './schedule.ts'

/** The hostnames of requests in two domains: the apexes, wildcards, and names below both. */
const hostnames = [
  'shop.apps.example.com',
  'apps.example.com',
  '*.apps.example.com',
  'a.shop.apps.example.com',
  '*.shop.apps.example.com',
  'pay.example.com',
  'till.pay.example.com',
  '*.pay.example.com',
  'mail.apps.example.com'
]

/** Kinds of faults that are on for a whole run or off. Their rate of 1 has no meaning. */
const lastingKinds = new Set<FaultKind>(['listsLag', 'loadBalancersSlow'])

/** The share of schedules with many hostnames. They take several times as long to run. */
const crowdedShare = 0.05

/** Draws the schedule of a seed. */
export function drawSchedule(seed: number): Schedule {
  const draw = createDraw(seed, 'schedule')
  const faults = drawFaults(createDraw(seed, 'faults'))
  // What has a stream of its own changes nothing in what the other streams draw.
  const brake = createDraw(seed, 'brake')
  const zones = createDraw(seed, 'zones')
  const pools = drawFirstZones(zones, drawBrakes(brake, drawPools(draw)))
  const isCrowded = createDraw(seed, 'crowd').chance(crowdedShare)
  const plan = isCrowded ? drawCrowd(draw, pools) : drawFew(seed, draw, pools)
  const end = plan.deeds.at(-1)?.at ?? 0
  const deeds = [
    ...plan.deeds,
    ...drawMassDeletions(brake, plan.pools, end),
    ...drawZoneEdits(zones, plan.pools, end)
  ]
  return { seed, pools: plan.pools, deeds: deeds.sort((a, b) => a.at - b.at), faults }
}

type Plans = Pick<Schedule, 'pools' | 'deeds'>

function drawFew(seed: number, draw: Draw, pools: readonly PoolPlan[]): Plans {
  const names = draw.some(hostnames, draw.between(2, 6))
  const deeds = drawDeeds(draw, { pools, names, soonChance: 0.7 })
  return { pools, deeds: withWildcards(seed, pools, deeds) }
}

/** Adds wildcard records of people. Those of the start come before the first request. */
function withWildcards(
  seed: number,
  pools: readonly PoolPlan[],
  deeds: readonly Scheduled[]
): Scheduled[] {
  const pool = pools[0]?.name ?? 'public'
  const wildcards = drawWildcards(seed, pool, deeds.at(-1)?.at ?? 0)
  return [...wildcards, ...deeds].sort((left, right) => left.at - right.at)
}

/**
 * Draws 30 hostnames that are requested within minutes. They are more than the 25 certificates that
 * a load balancer may carry.
 */
function drawCrowd(draw: Draw, plans: readonly PoolPlan[]): Plans {
  const more = Array.from(
    { length: 24 },
    (_, index) => `n${index}.${draw.of(['apps', 'pay'])}.example.com`
  )
  const names = draw.some([...hostnames, ...more], 30)
  const pools = plans.map(plan => ({
    ...plan,
    maxHostnamesPerGateway: 25,
    maxGateways: draw.of([1, 2])
  }))
  return { pools, deeds: drawDeeds(draw, { pools, names, soonChance: 0.97 }) }
}

function drawFaults(draw: Draw): FaultRates {
  if (draw.chance(0.05)) return {}
  const kinds = draw.some(Object.keys(faultKinds) as FaultKind[], draw.between(1, 7))
  return Object.fromEntries(kinds.map(kind => [kind, drawRate(draw, kind)]))
}

/**
 * Draws the rate of a kind of fault. The deaths of the hooks have low rates, because a death may
 * strike at each of many AWS calls, and each death causes many retries.
 */
function drawRate(draw: Draw, kind: FaultKind): number {
  if (lastingKinds.has(kind)) return 1
  if (kind.startsWith('hooksDie')) return draw.of([0.003, 0.01, 0.04])
  return draw.of([0.01, 0.03, 0.1, 0.25])
}

type Plan = {
  pools: readonly PoolPlan[]
  names: readonly string[]
  /** The probability that the next hostname is requested within seconds. */
  soonChance: number
}

/** First a request for each hostname, then other deeds. */
function drawDeeds(draw: Draw, { pools, names, soonChance }: Plan): Scheduled[] {
  const count = draw.between(10, 40)
  const deeds: Scheduled[] = []
  let at = 0
  for (const [index, hostname] of names.entries()) {
    deeds.push({ at, ...drawRequest(draw, pools, hostname, index) })
    at += drawGapSeconds(draw, soonChance)
  }
  while (deeds.length < count) {
    at += drawGapSeconds(draw, 0.4)
    deeds.push(...drawDeed(draw, pools, names, at))
  }
  return deeds.sort((left, right) => left.at - right.at)
}

/** The time to the next deed: seconds or minutes, so that deeds meet claims in every stage. */
function drawGapSeconds(draw: Draw, soonChance: number): number {
  if (draw.chance(soonChance)) return draw.between(0, 8)
  return draw.chance(0.7) ? draw.between(10, 240) : draw.between(240, 1500)
}
