import type { Draw } from './draw.ts'
import { drawPool } from './draw-pools.ts'
import { wrongZones } from './manifests.ts'
import type { PoolPlan, Scheduled } from './schedule.ts'

/** Draws pools, some of which name a wrong hosted zone for their domains at first. */
export function drawFirstZones(draw: Draw, pools: readonly PoolPlan[]): PoolPlan[] {
  return pools.map(plan => (draw.chance(0.15) ? { ...plan, wrongZone: draw.of(wrongZones) } : plan))
}

/**
 * Draws when the platform team names another hosted zone in a pool: the right one if the pool began
 * with a wrong one, and otherwise a wrong one for a while. Few schedules have such deeds.
 * @param end - when the other deeds end, in seconds from the start
 */
export function drawZoneEdits(draw: Draw, pools: readonly PoolPlan[], end: number): Scheduled[] {
  const at = draw.between(0, end)
  const { wrongZone: _, ...right } = drawPool(draw, pools)
  const mended = pools.flatMap(({ wrongZone, ...plan }): Scheduled[] =>
    wrongZone !== undefined && draw.chance(0.8)
      ? [{ at: draw.between(0, end), do: 'editPool', plan }]
      : []
  )
  if (!draw.chance(0.1)) return mended
  const wrong = { ...right, wrongZone: draw.of(wrongZones) }
  const broken: Scheduled = { at, do: 'editPool', plan: wrong }
  const back: Scheduled = { at: at + draw.between(1, 900), do: 'editPool', plan: right }
  return [...mended, broken, ...(draw.chance(0.8) ? [back] : [])]
}
