import type { Draw } from './draw.ts'
import { drawPool } from './draw-pools.ts'
import type { PoolPlan, Scheduled } from './schedule.ts'

/** Draws the deletion brakes of pools. Schedules have few hostnames, so some brakes are for few. */
export function drawBrakes(draw: Draw, pools: readonly Omit<PoolPlan, 'deletionBrake'>[]) {
  return pools.map((plan): PoolPlan => ({ ...plan, deletionBrake: drawBrake(draw) }))
}

function drawBrake(draw: Draw): PoolPlan['deletionBrake'] {
  if (draw.chance(0.6)) return { percent: 50, atLeast: 10 }
  return { percent: draw.of([0, 34, 50]), atLeast: draw.of([1, 2, 3]) }
}

/**
 * Draws mass deletions and what the platform team does about pools that hold hostnames back. Few
 * schedules have a mass deletion, because nothing much happens after it.
 * @param end - when the other deeds end, in seconds from the start
 */
export function drawMassDeletions(
  draw: Draw,
  pools: readonly PoolPlan[],
  end: number
): Scheduled[] {
  const deeds: Scheduled[] = []
  if (draw.chance(0.25)) {
    const { name: pool } = drawPool(draw, pools)
    deeds.push({ at: draw.between(0, end), do: 'withdrawAll', pool })
  }
  for (let count = draw.between(0, 4); count > 0; count -= 1) {
    const { name: pool } = drawPool(draw, pools)
    const isRightNumber = draw.chance(0.7)
    deeds.push({ at: draw.between(0, end), do: 'allowDeletions', pool, isRightNumber })
  }
  return deeds
}
