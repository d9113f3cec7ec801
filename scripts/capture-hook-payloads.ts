import { mkdirSync, writeFileSync } from 'node:fs'
import type { HookPath } from '../hooks/create-hooks.ts'
import { createEmbeddedAws } from '../simulator/aws/embedded-aws.ts'
import { startCluster } from '../simulator/cluster/cluster.ts'
import { createInProcessHooks } from '../simulator/cluster/in-process-hooks.ts'
import { projectFolder, readManifests } from '../simulator/cluster/manifests.ts'
import {
  claimKind,
  gatewayKind,
  poolKind,
  poolsAmong,
  requestKind
} from '../simulator/demo/kinds.ts'
import { createZonesFor } from '../simulator/demo/world/zones.ts'
import type { Call } from '../simulator/engine/types.ts'
import { createDraw } from '../simulator/faults/draw.ts'
import { createVirtualClock } from '../simulator/virtual-clock.ts'

/**
 * Writes examples/hooks/: one request of Metacontroller to each hook, captured while the first
 * examples are applied and deleted. It runs on virtual time, so equal code writes equal files.
 */
const region = 'eu-central-1'
const files = [
  '01-gateway-class.yaml',
  '02-pool.yaml',
  '03-first-request.yaml',
  '06-second-team.yaml'
]
const folder = projectFolder('examples/hooks')
/**
 * A request that is in no example. A demo that stays up has no certificate for its hostname. So a
 * dry run with the payload of its claim says that the hooks would request a certificate.
 */
const latecomer = {
  ...requestKind,
  metadata: { name: 'cart', namespace: 'shop' },
  spec: { hostname: 'cart.apps.example.com' }
}
const timeoutMs = 3_600_000

type Payload = { parent: { metadata: { name: string } } }

/** For each hook, the parent of the wanted payload, and which payload of this parent is kept. */
const wanted: Record<HookPath, { about: string; keep: 'first' | 'last' }> = {
  '/gateway-pool/customize': { about: 'default', keep: 'first' },
  '/gateway-pool/sync': { about: 'default', keep: 'first' },
  '/gateway-pool/finalize': { about: 'default', keep: 'first' },
  '/domain-claim/sync': { about: latecomer.spec.hostname, keep: 'first' },
  '/domain-claim/finalize': { about: 'shop.apps.example.com', keep: 'first' },
  '/hostname-request/customize': { about: 'shop', keep: 'first' },
  '/hostname-request/sync': { about: 'shop', keep: 'last' }
}

const captured = new Map<string, Payload>()
let isSettling = true

/** Keeps a payload if it is wanted. Payloads of syncs are captured only before the deletions. */
function capture(path: string, payload: Payload): void {
  const { about, keep } = wanted[path as HookPath] ?? {}
  if (payload.parent.metadata.name !== about) return
  const isTooLate = path.endsWith('/sync') && !isSettling
  const isKnown = keep === 'first' && captured.has(path)
  if (!isTooLate && !isKnown) captured.set(path, payload)
}

function capturing(call: Call): Call {
  return (url, body, request) => {
    capture(new URL(url).pathname, JSON.parse(body))
    return call(url, body, request)
  }
}

async function run(): Promise<void> {
  const clock = createVirtualClock()
  const cloud = createEmbeddedAws({ clock, aliasTargets: 'existing' })
  const hooks = createInProcessHooks({ clock, cloud, cluster: 'demo', region })
  // If a payload had the UID of an object of a demo, the hooks of the demo would take the payload
  // for that object. The UIDs of a demo are numbers in sequence. So the payloads get random UIDs.
  const random = createDraw(1, 'examples').next
  const cluster = startCluster({ clock, cloud, call: capturing(hooks.call), region, random })
  const { store } = cluster
  const until = async (what: string, predicate: () => boolean) => {
    const stop = await clock.runUntil(predicate, { within: timeoutMs })
    if (stop !== 'reached') throw new Error(`waiting for ${what}: ${stop}`)
  }
  const isReady = (namespace: string, name: string) => () =>
    store.get({ ...requestKind, namespace, name })?.status?.url !== undefined

  const objects = readManifests(files.map(file => projectFolder(`examples/${file}`)))
  createZonesFor(poolsAmong(objects), cloud)
  for (const object of objects) store.apply(object, { manager: 'kubectl' })
  await until('shop to be Ready', isReady('shop', 'shop'))
  await until('blog to be Ready', isReady('blog', 'blog'))
  store.apply(latecomer, { manager: 'kubectl' })
  await until('cart to be Ready', isReady('shop', 'cart'))
  isSettling = false
  for (const { metadata } of store.list(requestKind))
    store.delete({ ...requestKind, namespace: metadata.namespace, name: metadata.name })
  await until('the claims to go', () => store.list(claimKind).length === 0)
  store.delete({ ...poolKind, name: 'default' })
  await until(
    'the Gateways to go',
    () => store.list(gatewayKind).length + store.list(poolKind).length === 0
  )
  await cluster.stop()
}

/** Leaves out `managedFields`, which are long, and which these requests do not need. */
function withoutManagedFields(key: string, value: unknown): unknown {
  return key === 'managedFields' ? undefined : value
}

await run()
mkdirSync(folder, { recursive: true })
for (const path of Object.keys(wanted)) {
  const payload = captured.get(path)
  if (payload === undefined) throw new Error(`Metacontroller did not call ${path}`)
  const file = `${folder}/${path.slice(1).replace('/', '-')}.json`
  writeFileSync(file, `${JSON.stringify(payload, withoutManagedFields, 2)}\n`)
}
