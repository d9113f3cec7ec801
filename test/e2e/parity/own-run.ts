import { setTimeout as sleep } from 'node:timers/promises'
import { asObject, type JsonObject, type KubeObject } from '../../../simulator/api-store/objects.ts'
import type { Runner } from '../world/controllers.ts'
import type { HookCall } from '../world/hook-proxy.ts'
import { makePlace, type Place } from '../world/place.ts'
import { startWorld, type World } from '../world/world.ts'
import { normaliseOwn, shownObject, withoutFleeting } from './own-normalise.ts'
import type { OwnScenario, Stage } from './own-scenarios.ts'

/** The calls of one hook for one parent in a step: the last request, and how many there were. */
export type OwnCalls = { last: string; calls: number }

/** What one step led to. `calls` has the hook and the parent as its keys. */
export type OwnResult = {
  says: string
  calls: ReadonlyMap<string, OwnCalls>
  objects: ReadonlyMap<string, string>
  /** Why the step did not come to its end. The steps after it are left out then. */
  failure?: string
}

export type OwnRun = {
  scenarios: ReadonlyMap<string, readonly OwnResult[]>
  calls: number
}

/** A step is over when nobody has called a hook for the place for so long, in milliseconds. */
const quietMs = 7_000
const longestMs = 40_000

const kinds = [
  'gatewaypools,domainclaims,hostnamedenials',
  'gatewayhostnamerequests,gateways,httproutes',
  'loadbalancerconfigurations,targetgroupconfigurations'
].join()

/** Runs all scenarios at once in a cluster of their own, with our hooks. */
export async function runOwn(
  runner: Runner,
  scenarios: readonly OwnScenario[]
): Promise<OwnRun | { missing: string }> {
  const world = await startWorld(runner)
  if ('missing' in world) return world
  let calls = 0
  const count = () => void calls++
  world.proxy.listeners.add(count)
  try {
    // Until the hooks have learnt how fast this AWS is, they look at most certificates only after
    // a minute. So the first hostname comes before all others.
    await learn(world)
    const results = await Promise.all(
      scenarios.map(async (scenario, index) => {
        return [scenario.name, await runScenario(world, scenario, `p${index}`)] as const
      })
    )
    return { scenarios: new Map(results), calls }
  } finally {
    await world.stop()
  }
}

async function learn(world: World): Promise<void> {
  const place = await makePlace(world, 'learn')
  const team = await place.team('a')
  await world.admin.apply(place.request(team, 'first'))
  await world.admin.run([
    'wait',
    'ghr/first',
    '-n',
    team,
    '--for=condition=Ready',
    '--timeout=120s'
  ])
}

async function runScenario(
  world: World,
  { pool, steps }: OwnScenario,
  name: string
): Promise<readonly OwnResult[]> {
  const place = await makePlace(world, name, { ...pool })
  const stage: Stage = { world, place, team: await place.team('a'), other: await place.team('b') }
  const recorder = record(world, place)
  const results: OwnResult[] = []
  try {
    for (const { says, act } of steps) {
      await act(stage)
      const calls = await recorder.settled()
      const objects = await objectsOf(world, place)
      results.push({ says, calls: ofLiving(calls, objects), objects })
    }
  } catch (error) {
    const says = steps[results.length]?.says ?? ''
    results.push({ says, calls: new Map(), objects: new Map(), failure: String(error) })
  } finally {
    recorder.stop()
  }
  return results
}

/** Without the calls for parents that are gone: which of these was the last one is chance. */
function ofLiving(calls: ReadonlyMap<string, OwnCalls>, objects: OwnResult['objects']) {
  const living = new Set([...objects.keys()].map(key => key.split(' ')[1]))
  return new Map([...calls].filter(([key]) => living.has(key.split(' ')[1])))
}

/** Whether an object belongs to a place: by its name or its namespace. */
function isIn({ pool }: Place, { namespace, name }: KubeObject['metadata']): boolean {
  const inNamespace = namespace?.startsWith(`${pool}-`) || namespace === `edge-${pool}`
  return inNamespace || name === pool || name.endsWith(`.${pool}.test`)
}

function record(world: World, place: Place) {
  const calls = new Map<string, OwnCalls>()
  let lastAt = Date.now()
  const listener = ({ path, request }: HookCall) => {
    const body = JSON.parse(request) as JsonObject
    const parent = asObject(body.parent) as unknown as KubeObject
    // Each change of a related object, in any place, asks for the rules of all parents.
    if (path.endsWith('/customize') || !isIn(place, parent.metadata)) return
    const key = `${path} ${parent.metadata.namespace ?? ''}/${parent.metadata.name}`
    const before = calls.get(key)?.calls ?? 0
    calls.set(key, { last: normaliseOwn(body, place.pool), calls: before + 1 })
    lastAt = Date.now()
  }
  world.proxy.listeners.add(listener)
  return {
    stop: () => world.proxy.listeners.delete(listener),
    settled: async () => {
      const end = Date.now() + longestMs
      lastAt = Date.now()
      while (Date.now() < end && Date.now() - lastAt < quietMs) await sleep(50)
      const found = new Map(calls)
      calls.clear()
      return found
    }
  }
}

async function objectsOf({ admin }: World, place: Place): Promise<ReadonlyMap<string, string>> {
  const found = await admin.get(kinds, '--all-namespaces')
  const own = found.filter(object => isIn(place, object.metadata) || refersTo(place, object))
  return new Map(
    own.map(object => {
      const { namespace = '', name } = object.metadata
      const key = withoutFleeting(`${object.kind} ${namespace}/${name}`)
      return [key, shownObject(object)]
    })
  )
}

function refersTo({ pool }: Place, { kind, spec }: KubeObject): boolean {
  return kind === 'HostnameDenial' && spec?.poolName === pool
}
