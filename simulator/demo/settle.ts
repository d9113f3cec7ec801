import type { ObjectInput } from '../api-store/objects.ts'
import { asRequest, poolKind, requestKind } from './kinds.ts'
import { isAsExpected, type Outcome, outcomeOf, type Stage, stageOf } from './outcomes.ts'
import { isRouteAsExpected, type RouteOutcome, routesOf } from './routes.ts'
import type { Waiting } from './waiting.ts'
import type { DemoWorld } from './world.ts'

/** A surprise may still turn out well: it has to last this long, with nothing else moving, in milliseconds. */
const surpriseLasts = 3000
/** What only somebody's deed mends may be just a stage on the way, too. */
const stuckLasts = 10_000

/** What is awaited. */
export type Awaited = { requests: readonly ObjectInput[]; routes: readonly ObjectInput[] }

/**
 * Waits until every request is Ready or refused, or stuck where nothing moves any more, and so every route.
 * @throws {TimeIsOver} where some requests are still under way
 */
export async function settle(
  world: DemoWorld,
  { requests, routes }: Awaited,
  waiting: Waiting
): Promise<void> {
  const isOver = createQuiet(world.clock.now)
  const now = () => outcomesOf(world, requests)
  const underWay = () => now().filter(outcome => !isAsExpected(outcome)).length
  await waiting.until(
    () => `${underWay()} of ${requests.length} requests to be Ready or refused`,
    () => isOver(now(), routesOf(world, routes))
  )
}

type Seen = [outcomes: readonly Outcome[], routes?: readonly RouteOutcome[]]

/**
 * Looks again and again at all outcomes.
 * @param now - the time in milliseconds
 * @returns whether nothing more is to be awaited
 */
export function createQuiet(now: () => number): (...seen: Seen) => boolean {
  let seen = ''
  let since = now()
  return (outcomes, routes = []) => {
    const next = JSON.stringify([outcomes, routes])
    if (next !== seen) since = now()
    seen = next
    const isFine = routes.every(isRouteAsExpected)
    if (isFine && outcomes.every(isAsExpected)) return true
    const stages = new Set<Stage>([...outcomes.map(stageOf), isFine ? 'ended' : 'stuck'])
    return (
      !stages.has('under way') &&
      now() - since >= (stages.has('stuck') ? stuckLasts : surpriseLasts)
    )
  }
}

/** What became of each request so far. */
export function outcomesOf(world: DemoWorld, requests: readonly ObjectInput[]): readonly Outcome[] {
  return requests.map(request => outcomeNow(world, request))
}

function outcomeNow({ cluster }: DemoWorld, request: ObjectInput): Outcome {
  const { namespace, name } = request.metadata
  const stored = cluster.store.get({ ...requestKind, namespace, name })
  if (stored === undefined) return outcomeOf(request, undefined)
  const { spec } = asRequest(stored)
  const hasPool = cluster.store.get({ ...poolKind, name: spec.poolName }) !== undefined
  return outcomeOf(request, asRequest(stored), hasPool)
}
