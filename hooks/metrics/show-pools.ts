import type { ListingFigures } from '../aws/figures.ts'
import type { Instruments } from './instruments.ts'
import type { MetricsState } from './metrics-state.ts'
import { areListed, countByDaysLeft, endTimes } from './read/certificate-ends.ts'
import { entriesOf } from './read/counts.ts'
import type { GatewayFigures } from './read/gateway-figures.ts'
import type { PoolFigures } from './read/pool-figures.ts'

/** A pool is synced every five minutes. What was not seen for this long (ms) is not known. */
const knownForMs = 1_800_000

/**
 * Sets the gauges of pools to what their last syncs have shown. All other pools get no series. For
 * a pool that nobody syncs any more, only the time of its last sync stays: an alert goes by it.
 */
export function showPools(state: MetricsState, listings: readonly ListingFigures[]): void {
  const { clock, instruments, pools } = state
  const { batch: _, ...gauges } = instruments.pools
  for (const gauge of Object.values(gauges)) gauge.reset()
  const now = clock.now()
  for (const figures of pools.values()) {
    const { pool, syncedAt } = figures
    instruments.pools.synced.set({ pool }, syncedAt / 1000)
    if (syncedAt < now - knownForMs) continue
    showPool(figures, instruments.pools)
    for (const gateway of figures.gateways) showGateway(figures.pool, gateway, instruments.pools)
    showCertificates(figures, listings, { now, instruments })
  }
}

function showPool(figures: PoolFigures, gauges: Instruments['pools']): void {
  const { pool, hostnames, waiting, free, heldBack } = figures
  if (hostnames !== undefined) gauges.hostnames.set({ pool }, hostnames)
  if (waiting !== undefined) gauges.waiting.set({ pool }, waiting)
  if (free !== undefined) gauges.free.set({ pool }, free)
  if (heldBack !== undefined) gauges.heldBack.set({ pool }, heldBack)
  for (const { type: condition, status, reason } of figures.conditions)
    gauges.condition.set({ pool, condition, status, reason }, 1)
  for (const [ready, reason, count] of entriesOf(figures.requests))
    gauges.requests.set({ pool, ready, reason }, count)
  for (const [reason, since] of figures.notReadySince)
    gauges.notReadySince.set({ pool, reason }, since / 1000)
  for (const [reason, count] of figures.refused) gauges.refused.set({ pool, reason }, count)
  for (const [condition, words, count] of entriesOf(figures.claims.byCondition)) {
    const [status = '', reason = ''] = words.split(' ')
    gauges.claims.set({ pool, condition, status, reason }, count)
  }
  for (const [reason, count] of figures.claims.renewals)
    gauges.renewals.set({ pool, reason }, count)
}

function showGateway(
  pool: string,
  { name: gateway, state, hostnames, limit, certificates, routes }: GatewayFigures,
  gauges: Instruments['pools']
): void {
  gauges.gateways.inc({ pool, state })
  gauges.gatewayHostnames.set({ pool, gateway }, hostnames)
  gauges.gatewayLimit.set({ pool, gateway }, limit)
  gauges.gatewayCertificates.set({ pool, gateway }, certificates)
  if (routes !== undefined) gauges.gatewayRoutes.set({ pool, gateway }, routes)
}

function showCertificates(
  { pool, claims }: PoolFigures,
  listings: readonly ListingFigures[],
  { now, instruments }: { now: number; instruments: Instruments }
): void {
  if (!areListed(claims.arns, listings)) return
  const { certificates, firstExpiry } = instruments.pools
  const times = endTimes(claims.arns, listings)
  for (const [days_left, count] of countByDaysLeft(times, now))
    certificates.set({ pool, days_left }, count)
  if (times.length > 0) firstExpiry.set({ pool }, Math.min(...times) / 1000)
}
