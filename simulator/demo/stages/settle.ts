import { keyOf, type ObjectInput } from '../../api-store/objects.ts'
import type { DemoWorld } from '../world/world.ts'
import {
  isAsExpected,
  outcomesOf,
  type Progress,
  progressOf,
  type RequestOutcome
} from './request-outcomes.ts'
import { isRouteAsExpected, type RouteOutcome, routeOutcomesOf } from './route-outcomes.ts'
import type { Waiting } from './wait.ts'

/**
 * A request may end unexpectedly for a moment only. So an unexpected end counts only once no
 * outcome has changed for this long.
 */
const surpriseLastsMs = 3000
/**
 * A request may look stuck for a moment before it becomes Ready. So it counts as stuck only once no
 * outcome has changed for this long.
 */
const stuckLastsMs = 10_000

export type Awaited = { requests: readonly ObjectInput[]; routes: readonly ObjectInput[] }

/**
 * Waits until each request and each route has ended or is stuck, and no outcome changes any more.
 * @throws {WaitTimeout} if some requests are still under way at the limit
 */
export async function settle(
  world: DemoWorld,
  { requests, routes }: Awaited,
  waiting: Waiting
): Promise<void> {
  const hasSettled = createSettledCheck(world.clock.now)
  const outcomes = () => outcomesOf(world, requests)
  const underWay = () => outcomes().filter(outcome => !isAsExpected(outcome))
  await waiting.until(
    () => `${describeUnderWay(underWay(), requests.length)} to be Ready or refused`,
    () => hasSettled(outcomes(), routeOutcomesOf(world, routes))
  )
}

/** More requests than these are only counted. */
const mostNamed = 3

/** Names the requests that are under way, with the reason that each has now. */
function describeUnderWay(outcomes: readonly RequestOutcome[], total: number): string {
  if (outcomes.length > mostNamed) return `${outcomes.length} of ${total} requests`
  return outcomes.map(outcome => `${keyOf(outcome)} (${outcome.reason})`).join(', ')
}

type SettledCheck = (
  outcomes: readonly RequestOutcome[],
  routes?: readonly RouteOutcome[]
) => boolean

/**
 * Creates a check for the caller to repeat with the current outcomes. The check returns true as
 * soon as the demo need not wait any longer:
 *
 * | outcomes | settled |
 * |---|---|
 * | all as expected | at once |
 * | at least one request under way | no |
 * | at least one request or route stuck | after 10 s without a change |
 * | all ended, some of them not as expected | after 3 s without a change |
 *
 * @param now - the time in milliseconds
 */
export function createSettledCheck(now: () => number): SettledCheck {
  let lastSeen = ''
  let unchangedSince = now()
  return (outcomes, routes = []) => {
    const seen = JSON.stringify([outcomes, routes])
    if (seen !== lastSeen) unchangedSince = now()
    lastSeen = seen
    const areRoutesFine = routes.every(isRouteAsExpected)
    if (areRoutesFine && outcomes.every(isAsExpected)) return true
    const found = new Set<Progress>(outcomes.map(progressOf))
    if (!areRoutesFine) found.add('stuck')
    if (found.has('under way')) return false
    const neededMs = found.has('stuck') ? stuckLastsMs : surpriseLastsMs
    return now() - unchangedSince >= neededMs
  }
}
