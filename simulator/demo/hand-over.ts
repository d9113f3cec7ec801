import type { ObjectInput } from '../api-store/objects.ts'
import { isOf, requestKind } from './kinds.ts'
import type { Outcome } from './outcomes.ts'
import type { Screen } from './screen/screen.ts'
import { outcomesOf } from './settle.ts'
import { remove } from './tear-down.ts'
import type { Waiting } from './waiting.ts'
import type { DemoWorld } from './world.ts'

/** A hostname that two requests want: who has it, and who wants it too. */
export type Contest = { hostname: string; winner: Outcome; rivals: readonly Outcome[] }

/** The first hostname that one request has and another was refused. */
export function findContest(outcomes: readonly Outcome[]): Contest | undefined {
  for (const winner of outcomes.filter(({ ready }) => ready)) {
    const rivals = outcomes.filter(
      ({ hostname, reason }) => hostname === winner.hostname && reason === 'HostnameTaken'
    )
    if (rivals.length > 0) return { hostname: winner.hostname, winner, rivals }
  }
  return undefined
}

/** Deletes the winner of a contested hostname and waits until a rival has it. */
export async function handOver(
  world: DemoWorld,
  contest: Contest,
  {
    requests,
    screen,
    waiting
  }: { requests: readonly ObjectInput[]; screen: Screen; waiting: Waiting }
): Promise<void> {
  const { hostname, winner, rivals } = contest
  const isRival = ({ metadata }: ObjectInput) =>
    rivals.some(({ namespace, name }) => metadata.namespace === namespace && metadata.name === name)
  screen.line(
    `${hostname} is wanted twice. ${winner.namespace}/${winner.name} has it, and is deleted:`
  )
  remove(world, { ...requestKind, namespace: winner.namespace, name: winner.name })
  const heirs = requests.filter(request => isOf(request, requestKind) && isRival(request))
  await waiting.until(
    () => `${hostname} to go to its rival`,
    () => outcomesOf(world, heirs).some(({ ready }) => ready)
  )
  const heir = outcomesOf(world, heirs).find(({ ready }) => ready)
  screen.line(
    `${hostname} belongs to ${heir?.namespace}/${heir?.name} now, with a certificate of its own.`
  )
}
