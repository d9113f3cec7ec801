import { createEmbeddedAws } from '../aws/embedded-aws.ts'
import { startCluster } from '../cluster/cluster.ts'
import { createInProcessHooks } from '../cluster/in-process-hooks.ts'
import { projectFolder, readManifests } from '../cluster/manifests.ts'
import { poolKind, poolsAmong, requestKind } from '../demo/kinds.ts'
import { createZonesFor } from '../demo/world/zones.ts'
import type { Call } from '../engine/types.ts'
import { createVirtualClock, type VirtualClock } from '../virtual-clock.ts'

/** A request of Metacontroller to a hook, as it came. */
export type Captured = { path: string; body: string }

const files = [
  '01-gateway-class.yaml',
  '02-pool.yaml',
  '03-first-request.yaml',
  '04-with-a-route.yaml',
  '05-wildcard.yaml',
  '06-second-team.yaml',
  '07-refused.yaml'
]
const region = 'eu-central-1'
/** Kept per hook and parent: the first requests, when little exists, and the last. */
const mostPerParent = 4

/**
 * Runs the examples from their creation to their deletion on virtual time, and captures the
 * requests of Metacontroller in all states that they go through.
 */
export async function captureRequests(): Promise<readonly Captured[]> {
  const clock = createVirtualClock()
  const cloud = createEmbeddedAws({ clock, aliasTargets: 'existing' })
  const hooks = createInProcessHooks({ clock, cloud, cluster: 'fuzz', region })
  const captured = new Map<string, Captured[]>()
  const call = capturing(hooks.call, captured)
  const cluster = startCluster({ clock, cloud, call, region })
  const objects = readManifests(files.map(file => projectFolder(`examples/${file}`)))
  createZonesFor(poolsAmong(objects), cloud)
  for (const object of objects) cluster.store.apply(object, { manager: 'kubectl' })
  await wait(clock, 30)
  for (const { metadata } of cluster.store.list(requestKind).slice(0, 2))
    cluster.store.delete({ ...requestKind, ...named(metadata) })
  await wait(clock, 20)
  for (const { metadata } of cluster.store.list(requestKind))
    cluster.store.delete({ ...requestKind, ...named(metadata) })
  await wait(clock, 20)
  for (const { metadata } of cluster.store.list(poolKind))
    cluster.store.delete({ ...poolKind, ...named(metadata) })
  await wait(clock, 20)
  await Promise.all([cluster.stop(), clock.advance(60_000)])
  return [...captured.values()].flat()
}

async function wait(clock: VirtualClock, minutes: number): Promise<void> {
  await clock.advance(minutes * 60_000)
}

function named({ name, namespace }: { name: string; namespace?: string | undefined }) {
  return namespace === undefined ? { name } : { name, namespace }
}

function capturing(call: Call, captured: Map<string, Captured[]>): Call {
  return (url, body, request) => {
    const path = new URL(url).pathname
    const { parent } = JSON.parse(body) as { parent: { metadata: { uid: string } } }
    const key = `${path} ${parent.metadata.uid}`
    const known = captured.get(key) ?? []
    const isFull = known.length === mostPerParent
    captured.set(key, [...(isFull ? known.slice(0, -1) : known), { path, body }])
    return call(url, body, request)
  }
}
