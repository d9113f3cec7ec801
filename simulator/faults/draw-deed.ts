import type { Draw } from './draw.ts'
import { drawEdit, drawNewPool, drawPool } from './draw-pools.ts'
import { namespaces } from './manifests.ts'
import type { Deed, DeedOf, PoolName, PoolPlan, Scheduled } from './schedule.ts'

/** A choice with its weight. If it is chosen, it makes one deed, or several that go together. */
type Choice = readonly [weight: number, make: () => Scheduled[]]

/** What the choices for one moment share. */
type Moment = {
  draw: Draw
  pools: readonly PoolPlan[]
  /** Seconds from the start. */
  at: number
  hostname: string
  namespace: string
  /** A request for the hostname. Its namespace is drawn anew, and may differ from `namespace`. */
  request: DeedOf<'request'> & { at: number }
  /** The withdrawal of the hostname's request in the namespace. */
  withdrawal: DeedOf<'withdraw'> & { at: number }
  gateway: { pool: PoolName; number: number }
}

/** Draws what somebody does at a moment. */
export function drawDeed(
  draw: Draw,
  pools: readonly PoolPlan[],
  names: readonly string[],
  at: number
): Scheduled[] {
  const index = draw.between(0, names.length - 1)
  const hostname = names[index] ?? 'shop.apps.example.com'
  const namespace = draw.of(namespaces)
  const request = { at, ...drawRequest(draw, pools, hostname, index) }
  const withdrawal = { at, do: 'withdraw', namespace, name: request.name } as const
  const gateway = { pool: request.pool, number: draw.between(1, 2) }
  const moment: Moment = { draw, pools, at, hostname, namespace, request, withdrawal, gateway }
  // If the order of the choices changes, each seed draws another schedule. So append new choices.
  const choices = [
    ...teamChoices(moment),
    ...recordChoices(moment),
    ...certificateChoices(moment),
    ...claimChoices(moment)
  ]
  return weighted(draw, choices)()
}

/** Draws a request for a hostname. The name of the request has the index of the hostname. */
export function drawRequest(
  draw: Draw,
  pools: readonly PoolPlan[],
  hostname: string,
  index: number
): DeedOf<'request'> {
  const pool = drawPool(draw, pools).name
  return { do: 'request', namespace: draw.of(namespaces), name: `r${index}`, hostname, pool }
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

function single({ at }: Moment, deed: Deed): Scheduled[] {
  return [{ at, ...deed }]
}

function drawLater({ draw, at }: Moment, leastSeconds: number, mostSeconds: number): number {
  return at + draw.between(leastSeconds, mostSeconds)
}

/** Requests, pools and namespaces. */
function teamChoices(moment: Moment): Choice[] {
  const { draw, pools, at, namespace, request, withdrawal } = moment
  const requestAgain = () => ({ ...request, namespace, at: drawLater(moment, 0, 900) })
  return [
    [6, () => [request]],
    [6, () => [withdrawal]],
    [3, () => [withdrawal, requestAgain()]],
    [3, () => single(moment, { do: 'editPool', plan: drawEdit(draw, pools) })],
    [0.7, () => drawNewPool(draw, pools, at)],
    [1, () => drawNewNamespace(moment)],
    [1.5, () => single(moment, { do: 'labelNamespace', namespace, isAllowed: draw.chance(0.5) })]
  ]
}

/** A namespace is deleted with all its requests. Later it is created again, with one request. */
function drawNewNamespace(moment: Moment): Scheduled[] {
  const { draw, namespace, request, at } = moment
  const madeAt = drawLater(moment, 5, 900)
  return [
    { at, do: 'deleteNamespace', namespace },
    { at: madeAt, do: 'makeNamespace', namespace },
    { ...request, namespace, at: madeAt + draw.between(0, 60) }
  ]
}

/** DNS records. */
function recordChoices(moment: Moment): Choice[] {
  const { draw, hostname } = moment
  return [
    [2, () => single(moment, { do: 'putForeign', hostname, type: draw.of(['A', 'CNAME']) })],
    [1, () => single(moment, { do: 'putForeignTXT', hostname })],
    [1.5, () => drawForeignValidation(moment)],
    [3, () => single(moment, { do: 'removeForeign', hostname })],
    [2, () => drawRival(moment)],
    [2, () => single(moment, { do: 'removeAlias', hostname })],
    [1, () => single(moment, { do: 'removeTXT', hostname })],
    [2, () => single(moment, { do: 'removeValidation', hostname })],
    [2, () => drawBinding(moment)],
    [1, () => drawExternalDNS(moment)],
    [0.5, () => drawRemovals(moment)]
  ]
}

/** Values of HTTPS records: the first leads clients nowhere else. */
const bindings = [
  '1 . alpn="h2,h3"',
  '1 old-cdn.example.net. alpn="h2"',
  '0 old-cdn.example.net.',
  '1 . alpn=h2 port=8443'
] as const

/** In most cases people remove the HTTPS record later, after it may have been seen or not. */
function drawBinding(moment: Moment): Scheduled[] {
  const { draw, hostname } = moment
  const removal: Scheduled = { at: drawLater(moment, 30, 7200), do: 'removeForeign', hostname }
  const deeds = single(moment, { do: 'putBinding', hostname, value: draw.of(bindings) })
  return draw.chance(0.7) ? [...deeds, removal] : deeds
}

function drawExternalDNS(moment: Moment): Scheduled[] {
  const { hostname } = moment
  return [
    ...single(moment, { do: 'externalDNSWrites', hostname }),
    { at: drawLater(moment, 30, 1500), do: 'removeForeign', hostname }
  ]
}

/** Something removes the validation record every few minutes. */
function drawRemovals(moment: Moment): Scheduled[] {
  const { draw, hostname, at } = moment
  const every = draw.between(300, 1200)
  const times = Array.from({ length: 6 }, (_, index) => at + index * every)
  return times.map(time => ({ at: time, do: 'removeValidation', hostname }))
}

/**
 * A foreign record stands in place of the validation record, so the hostname gets no certificate.
 * In most cases people remove the foreign record later.
 */
function drawForeignValidation(moment: Moment): Scheduled[] {
  const { draw, hostname } = moment
  const removedAt = drawLater(moment, 30, 1500)
  const removal: Scheduled = { at: removedAt, do: 'removeForeign', hostname }
  const deeds = single(moment, { do: 'putForeignValidation', hostname })
  return draw.chance(0.7) ? [...deeds, removal] : deeds
}

function drawRival(moment: Moment): Scheduled[] {
  const { hostname } = moment
  return [
    ...single(moment, { do: 'rivalTakes', hostname }),
    { at: drawLater(moment, 30, 1500), do: 'rivalGivesUp', hostname }
  ]
}

/** Certificates. */
function certificateChoices(moment: Moment): Choice[] {
  const { draw, hostname } = moment
  const drawForeign = (): Deed => {
    const region = draw.of(['eu-central-1', 'us-east-1'])
    return { do: 'requestForeignCertificate', hostname, region }
  }
  return [
    [1, () => single(moment, { do: 'vanishCertificate', hostname })],
    [1, () => single(moment, { do: 'expireCertificate', hostname })],
    [1, () => drawFailure(moment)],
    [1, () => single(moment, drawForeign())]
  ]
}

function drawFailure(moment: Moment): Scheduled[] {
  const { draw, hostname } = moment
  const reason = draw.of(['CAA_ERROR', 'OTHER'] as const)
  return [
    ...single(moment, { do: 'failCertificates', hostname, reason }),
    { at: drawLater(moment, 60, 900), do: 'mendCertificates', hostname }
  ]
}

/** Load balancers, Gateways, claims and the hooks' process. */
function claimChoices(moment: Moment): Choice[] {
  const { hostname, withdrawal, gateway } = moment
  const abandon = (): Scheduled => ({ at: drawLater(moment, 0, 700), do: 'abandon', hostname })
  return [
    [2, () => single(moment, { do: 'replaceLoadBalancer', ...gateway })],
    [1, () => single(moment, { do: 'deleteGateway', ...gateway })],
    [2, () => single(moment, { do: 'restoreClaim', hostname })],
    [2, () => single(moment, { do: 'wipeStatus', hostname })],
    [1, () => [withdrawal, abandon()]],
    [2, () => single(moment, { do: 'restartHooks' })],
    [1.5, () => drawClass(moment)]
  ]
}

/** The GatewayClass gets parameters. In most cases the platform team takes them away later. */
function drawClass(moment: Moment): Scheduled[] {
  const { draw } = moment
  const scheme = draw.of(['internal', 'internal', 'internet-facing'] as const)
  const removedAt = drawLater(moment, 10, 2000)
  const removal: Scheduled = { at: removedAt, do: 'configureClass', scheme: 'none' }
  const deeds = single(moment, { do: 'configureClass', scheme })
  return draw.chance(0.8) ? [...deeds, removal] : deeds
}
