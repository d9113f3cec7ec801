import { keyOf, type ObjectInput } from '../../api-store/objects.ts'
import { isOf, requestKind } from '../kinds.ts'
import type { Screen } from '../screen/screen.ts'
import type { DemoWorld } from '../world/world.ts'
import { outcomesOf, type RequestOutcome } from './request-outcomes.ts'
import { remove } from './tear-down.ts'
import type { Waiting } from './wait.ts'

/** A hostname that several requests want. The winner has the hostname. The rivals were refused. */
export type Contest = {
  hostname: string
  winner: RequestOutcome
  rivals: readonly RequestOutcome[]
}

/** Finds the first hostname that one request has while another request for it was refused. */
export function findContest(outcomes: readonly RequestOutcome[]): Contest | undefined {
  for (const winner of outcomes.filter(({ ready }) => ready)) {
    const { hostname } = winner
    const rivals = outcomes.filter(
      rival => rival.hostname === hostname && rival.reason === 'HostnameTaken'
    )
    if (rivals.length > 0) return { hostname, winner, rivals }
  }
  return undefined
}

export type HandOverOptions = {
  requests: readonly ObjectInput[]
  screen: Screen
  waiting: Waiting
}

/** Deletes the winner of a contested hostname, and waits until a rival gets the hostname. */
export async function handOver(
  world: DemoWorld,
  { hostname, winner, rivals }: Contest,
  { requests, screen, waiting }: HandOverOptions
): Promise<void> {
  const { namespace, name } = winner
  screen.line(`Two requests want ${hostname}. ${keyOf(winner)} has it, and is deleted.`)
  remove(world, { ...requestKind, namespace, name })
  const rivalKeys = new Set(rivals.map(keyOf))
  const rivalRequests = requests.filter(
    request => isOf(request, requestKind) && rivalKeys.has(keyOf(request.metadata))
  )
  const newHolder = () => outcomesOf(world, rivalRequests).find(({ ready }) => ready)
  await waiting.until(
    () => `${hostname} to go to its rival`,
    () => newHolder() !== undefined
  )
  const holder = newHolder()
  screen.line(
    `${hostname} now belongs to ${holder && keyOf(holder)}, with a certificate of its own.`
  )
}
