import type { Clock } from '../../hooks/clock.ts'
import { type GatewayReport, type Report, reportGateways, toReport } from './screen/report.ts'
import type { Applied } from './stages/apply.ts'
import { countLeftovers } from './stages/leftovers.ts'
import { outcomesOf, type RequestOutcome } from './stages/request-outcomes.ts'
import { type RouteOutcome, routeOutcomesOf } from './stages/route-outcomes.ts'
import type { DemoWorld } from './world/world.ts'

/** The state of the requests, routes and Gateways at one time. */
export type Observation = {
  outcomes: readonly RequestOutcome[]
  routes: readonly RouteOutcome[]
  gateways: readonly GatewayReport[]
}

/** What an observation needs of a demo. */
type Observed = { world: DemoWorld; applied: Applied }

/** Observes everything that was applied. */
export function observe({ world, applied }: Observed): Observation {
  return {
    outcomes: [...outcomesOf(world, applied.requests), ...applied.invalid],
    routes: routeOutcomesOf(world, applied.routes),
    gateways: reportGateways(world.cluster)
  }
}

/**
 * Reports an observation, with what is left in the cluster and in AWS now.
 * @param since - when the demo was started, in milliseconds since the epoch
 */
export function reportOn(
  { world, applied, clock, since }: Observed & { clock: Clock; since: number },
  observation: Observation
): Report {
  const { cloud, cluster } = world
  const { refused } = applied
  const seconds = Math.round((clock.now() - since) / 100) / 10
  const leftovers = countLeftovers(cluster, cloud)
  return toReport({ ...observation, refused, cloud, leftovers, seconds })
}
