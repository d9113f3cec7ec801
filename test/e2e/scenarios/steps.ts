import type { KubeObject } from '../../../simulator/api-store/objects.ts'
import type { Place } from '../world/place.ts'
import type { World } from '../world/world.ts'

/** A pool, and two requests for one hostname, from the time when the controllers were started. */
export type Trial = {
  world: World
  place: Place
  since: Date
  /** The request that gets the hostname. It has a route. */
  holder: KubeObject
  /** The request that is refused. */
  refused: KubeObject
}

/** @param log - of the controllers that run now */
type Step = (trial: Trial, log: string) => Promise<boolean>

const find = async ({ world }: Trial, ...words: string[]): Promise<KubeObject | undefined> =>
  (await world.admin.get(...words, '--ignore-not-found'))[0]

/** What the controllers do for a new pool with two requests, in about this order. */
const steps = {
  'the status of the pool': async trial => {
    const pool = await find(trial, 'gatewaypool', trial.place.pool)
    return pool?.status?.observedGeneration === pool?.metadata.generation
  },
  'the claim': async trial =>
    (await find(trial, 'domainclaim', trial.place.hostname('shop'))) !== undefined,
  'the refusal': async trial => (await reasonOf(trial, trial.refused)) === 'HostnameTaken',
  'the Gateway and its route': async trial => hasAll(trial, ['gateways', 'httproutes']),
  'the configurations of the load balancer': async trial =>
    hasAll(trial, ['loadbalancerconfigurations', 'targetgroupconfigurations']),
  'the status of the claim': async trial => {
    const claim = await find(trial, 'domainclaim', trial.place.hostname('shop'))
    return claim?.status?.conditions !== undefined
  },
  'the route of the request': async trial =>
    isThere(trial, 'httproutes', trial.holder.metadata.namespace),
  'an event of the controllers': async ({ world, since }) => {
    if (world.runner === 'engine') return true
    const events = (await world.admin.get('events', '-A')) as readonly unknown[]
    return (events as readonly Event[]).some(
      ({ message = '', lastTimestamp }) =>
        message.startsWith('Started controller') && Date.parse(lastTimestamp ?? '') >= start(since)
    )
  },
  // Without a right that nothing waits for, Metacontroller says so every few seconds.
  'a log without refusals': async (_, log) => !log.includes('is forbidden')
} as const satisfies Record<string, Step>

type Event = { message?: string; lastTimestamp?: string }

export type StepName = keyof typeof steps

/** The first step that the controllers have not reached; `undefined` if they have reached all. */
export async function firstMissing(trial: Trial, log: string): Promise<StepName | undefined> {
  for (const [name, isReached] of Object.entries<Step>(steps))
    if (!(await isReached(trial, log))) return name as StepName
  return undefined
}

async function reasonOf({ world }: Trial, { metadata }: KubeObject): Promise<unknown> {
  const path = 'jsonpath={.status.conditions[?(@.type=="Ready")].reason}'
  const words = ['get', 'ghr', metadata.name, '-n', metadata.namespace ?? '', '-o', path]
  return world.admin.run(words)
}

async function hasAll(trial: Trial, kinds: readonly string[]): Promise<boolean> {
  const found = await Promise.all(kinds.map(kind => isThere(trial, kind, trial.place.edge)))
  return found.every(Boolean)
}

async function isThere({ world }: Trial, kind: string, namespace = ''): Promise<boolean> {
  return (await world.admin.get(kind, '-n', namespace)).length > 0
}

/** Events have no fractions of a second. */
function start(since: Date): number {
  return Math.floor(since.getTime() / 1000) * 1000
}
