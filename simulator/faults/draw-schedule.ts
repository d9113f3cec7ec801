import { createDraw, type Draw } from './draw.ts'
import { drawEdit, drawNewPool, drawPools } from './draw-pools.ts'
import { type FaultKind, type FaultRates, faultKinds } from './fault-kinds.ts'
import type { Deed, DeedOf, PoolPlan, Schedule, Scheduled } from './schedule.ts'

/** All names that requests ask for: apex, wildcards, names below them, and two domains. */
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

export const namespaces = ['team-a', 'team-b'] as const

/** Kinds that are on all the time, or not at all: their number says only that they are. */
const lasting = new Set<FaultKind>(['listsLag', 'loadBalancersSlow'])

/** Draws the schedule of a seed. */
export function drawSchedule(seed: number): Schedule {
  const draw = createDraw(seed, 'schedule')
  const faults = drawFaults(createDraw(seed, 'faults'))
  const pools = drawPools(draw)
  if (createDraw(seed, 'crowd').chance(crowded)) return { seed, ...drawCrowd(draw, pools), faults }
  const names = draw.some(hostnames, draw.between(2, 6))
  return { seed, pools, deeds: drawDeeds(draw, { pools, names, soon: 0.7 }), faults }
}

/** How many schedules have many names: they take several times as long. */
const crowded = 0.05

/** More names than one load balancer has room for certificates, asked for within minutes. */
function drawCrowd(draw: Draw, plans: readonly PoolPlan[]): Pick<Schedule, 'pools' | 'deeds'> {
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
  return { pools, deeds: drawDeeds(draw, { pools, names, soon: 0.97 }) }
}

function drawFaults(draw: Draw): FaultRates {
  if (draw.chance(0.05)) return {}
  const kinds = draw.some(Object.keys(faultKinds) as FaultKind[], draw.between(1, 7))
  return Object.fromEntries(kinds.map(kind => [kind, rateOf(draw, kind)]))
}

/** Each death is followed by a storm of retries, and there are many calls: rare ones are bad enough. */
function rateOf(draw: Draw, kind: FaultKind): number {
  if (lasting.has(kind)) return 1
  return kind.startsWith('hooksDie')
    ? draw.of([0.003, 0.01, 0.04])
    : draw.of([0.01, 0.03, 0.1, 0.25])
}

/** `soon`: how likely the next name is asked for at once. */
type Ask = { pools: readonly PoolPlan[]; names: readonly string[]; soon: number }

function drawDeeds(draw: Draw, { pools, names, soon }: Ask): Scheduled[] {
  const count = draw.between(10, 40)
  const deeds: Scheduled[] = []
  let at = 0
  for (const [index, hostname] of names.entries()) {
    deeds.push({ at, ...drawRequest(draw, pools, hostname, index) })
    at += drawGap(draw, soon)
  }
  while (deeds.length < count) {
    at += drawGap(draw, 0.4)
    deeds.push(...drawSome(draw, pools, names, at))
  }
  return deeds.sort((left, right) => left.at - right.at)
}

/** Seconds to the next deed: often at once, else minutes, so that every stage of a claim's life is met. */
function drawGap(draw: Draw, soon: number): number {
  if (draw.chance(soon)) return draw.between(0, 8)
  return draw.chance(0.7) ? draw.between(10, 240) : draw.between(240, 1500)
}

function drawRequest(draw: Draw, pools: readonly PoolPlan[], hostname: string, index: number) {
  const pool = draw.of(pools as [PoolPlan, ...PoolPlan[]]).name
  return {
    do: 'request',
    namespace: draw.of(namespaces),
    name: `r${index}`,
    hostname,
    pool
  } as const
}

/** One deed, or several that belong together. */
function drawSome(
  draw: Draw,
  pools: readonly PoolPlan[],
  names: readonly string[],
  at: number
): Scheduled[] {
  const index = draw.between(0, names.length - 1)
  const hostname = names[index] ?? 'shop.apps.example.com'
  const namespace = draw.of(namespaces)
  const request = { at, ...drawRequest(draw, pools, hostname, index) }
  const withdraw = { at, do: 'withdraw', namespace, name: `r${index}` } as const
  const gateway = { pool: request.pool, number: draw.between(1, 2) }
  const one = (deed: Deed): Scheduled[] => [{ at, ...deed }]
  const later = (least: number, most: number) => at + draw.between(least, most)
  const makers: readonly [number, () => Scheduled[]][] = [
    [6, () => [request]],
    [6, () => [withdraw]],
    [3, () => [withdraw, { ...request, namespace, at: later(0, 900) }]],
    [3, () => one({ do: 'editPool', plan: drawEdit(draw, pools) })],
    [0.7, () => drawNewPool(draw, pools, at)],
    [1, () => drawNewNamespace(draw, namespace, request)],
    [1.5, () => one({ do: 'labelNamespace', namespace, isAllowed: draw.chance(0.5) })],
    [2, () => one({ do: 'putForeign', hostname, type: draw.of(['A', 'CNAME']) })],
    [1, () => one({ do: 'putForeignTXT', hostname })],
    [1.5, () => drawForeignValidation(draw, hostname, at)],
    [3, () => one({ do: 'removeForeign', hostname })],
    [
      2,
      () => [
        ...one({ do: 'rivalTakes', hostname }),
        { at: later(30, 1500), do: 'rivalGivesUp', hostname }
      ]
    ],
    [2, () => one({ do: 'removeAlias', hostname })],
    [1, () => one({ do: 'removeTXT', hostname })],
    [2, () => one({ do: 'removeValidation', hostname })],
    [1, () => one({ do: 'vanishCertificate', hostname })],
    [1, () => one({ do: 'expireCertificate', hostname })],
    [1, () => drawFailure(draw, hostname, at)],
    [
      1,
      () =>
        one({
          do: 'requestForeignCertificate',
          hostname,
          region: draw.of(['eu-central-1', 'us-east-1'])
        })
    ],
    [2, () => one({ do: 'replaceLoadBalancer', ...gateway })],
    [1, () => one({ do: 'deleteGateway', ...gateway })],
    [2, () => one({ do: 'restoreClaim', hostname })],
    [2, () => one({ do: 'wipeStatus', hostname })],
    [1, () => [withdraw, { at: later(0, 700), do: 'abandon', hostname }]],
    [2, () => one({ do: 'restartHooks' })]
  ]
  return weighted(draw, makers)()
}

/** A namespace goes with all its requests, and comes back, and one of them with it. */
function drawNewNamespace(
  draw: Draw,
  namespace: string,
  request: DeedOf<'request'> & { at: number }
): Scheduled[] {
  const isBack = request.at + draw.between(5, 900)
  return [
    { at: request.at, do: 'deleteNamespace', namespace },
    { at: isBack, do: 'makeNamespace', namespace },
    { ...request, namespace, at: isBack + draw.between(0, 60) }
  ]
}

function weighted<T>(draw: Draw, choices: readonly (readonly [number, T])[]): T {
  const total = choices.reduce((sum, [weight]) => sum + weight, 0)
  let left = draw.next() * total
  for (const [weight, choice] of choices) {
    left -= weight
    if (left < 0) return choice
  }
  throw new Error('no choice has a weight')
}

/** Mostly it is taken away again: until then nobody gets a certificate of the name. */
function drawForeignValidation(draw: Draw, hostname: string, at: number): Scheduled[] {
  const removal: Scheduled = { at: at + draw.between(30, 1500), do: 'removeForeign', hostname }
  return [{ at, do: 'putForeignValidation', hostname }, ...(draw.chance(0.7) ? [removal] : [])]
}

function drawFailure(draw: Draw, hostname: string, at: number): Scheduled[] {
  const reason = draw.of(['CAA_ERROR', 'OTHER'] as const)
  return [
    { at, do: 'failCertificates', hostname, reason },
    { at: at + draw.between(60, 900), do: 'mendCertificates', hostname }
  ]
}
