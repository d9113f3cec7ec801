import type { ObjectInput } from '../api-store/objects.ts'
import { asRequest, requestKind } from './kinds.ts'
import { isAsExpected, isSettled, type Outcome, outcomeOf } from './outcomes.ts'
import type { Waiting } from './waiting.ts'
import type { DemoWorld } from './world.ts'

/** A surprise may still turn out well: it has to last this long. */
const surpriseLasts = 3000

/**
 * Waits until every request is Ready or refused.
 * @returns what became of each
 */
export async function settle(
  world: DemoWorld,
  requests: readonly ObjectInput[],
  waiting: Waiting
): Promise<readonly Outcome[]> {
  const { clock } = world
  let settledSince: number | undefined
  await waiting.until('every request to be Ready or refused', () => {
    const isDone = requests.every(request => isSettled(outcomeNow(world, request), storedOf(world, request)))
    settledSince = isDone ? (settledSince ?? clock.now()) : undefined
    if (settledSince === undefined) return false
    return outcomesOf(world, requests).every(isAsExpected) || clock.now() - settledSince >= surpriseLasts
  })
  return outcomesOf(world, requests)
}

/** What became of each request so far. */
export function outcomesOf(world: DemoWorld, requests: readonly ObjectInput[]): readonly Outcome[] {
  return requests.map(request => outcomeNow(world, request))
}

function outcomeNow(world: DemoWorld, request: ObjectInput): Outcome {
  return outcomeOf(request, storedOf(world, request))
}

function storedOf({ cluster }: DemoWorld, { metadata }: ObjectInput) {
  const { namespace, name } = metadata
  const stored = cluster.store.get({ ...requestKind, namespace, name })
  return stored === undefined ? undefined : asRequest(stored)
}
