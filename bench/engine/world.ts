import { apiVersion } from '../../hooks/api/schema.ts'
import { createAWS } from '../../hooks/aws/aws.ts'
import { createHooks, type HookPath } from '../../hooks/create-hooks.ts'
import type { KubeObject } from '../../simulator/api-store/objects.ts'
import { createEmbeddedAws, type EmbeddedAws } from '../../simulator/aws/embedded-aws.ts'
import { type Cluster, startCluster } from '../../simulator/cluster/cluster.ts'
import { type InProcessRequest, inProcessCall } from '../../simulator/engine/transports.ts'
import type { FaultPolicy, HookReply, SyncReport } from '../../simulator/engine/types.ts'
import { createVirtualClock, type VirtualClock } from '../../simulator/virtual-clock.ts'
import {
  type Capacity,
  clusterID,
  domain,
  platformFor,
  region,
  requestFor,
  zoneID
} from './manifests.ts'

/** A whole installation on virtual time, with the documented quotas and usual delays of AWS. */
export type BenchWorld = {
  clock: VirtualClock
  cloud: EmbeddedAws
  cluster: Cluster
  /** What Metacontroller did since the counters were last reset. */
  work: Work
  /** The newest request to each hook, by path. */
  requests: ReadonlyMap<string, object>
  askForAll: () => void
  giveUpAll: () => void
  readyCount: () => number
  claimCount: () => number
  /** Stops everything, and advances the time until all has stopped. */
  stop: () => Promise<void>
}

/** The number of syncs by controller, of status writes, and of failed syncs. */
export type Work = { syncs: Record<string, number>; statusWrites: number; failures: number }

type BenchWorldOptions = Capacity & {
  workers: number
  /** The time at the start, in ms since the epoch. By default that of the virtual clock. */
  start?: number
}

/**
 * How long a real installation takes for its own work, in milliseconds: the API server answers a
 * write, a watch delivers the change, a small hook answers. A pool sync of 1,000 hostnames takes
 * about a second: 5.7 MB are serialised and parsed on both sides, and all children are compared.
 */
const paceMs = { write: 5, watch: 50, hook: 5, poolHook: 250, poolHookPerHostname: 1 }
const fenceTimes = { sendWithinSeconds: 10, callTimeoutSeconds: 5 }
const credentials = { accessKeyId: 'AKIAEMBEDDED', secretAccessKey: 'embedded' }
const silence = { info: () => undefined, warn: () => undefined, error: () => undefined }
const requestKind = { apiVersion, kind: 'GatewayHostnameRequest' }

/** Makes a world with the platform's objects, and without any request. */
export function createBenchWorld(options: BenchWorldOptions): BenchWorld {
  const clock = createVirtualClock(options.start)
  const cloud = createEmbeddedAws({ clock, aliasTargets: 'existing' })
  cloud.zones.create(domain, { id: zoneID })
  const requests = new Map<string, object>()
  const work: Work = { syncs: {}, statusWrites: 0, failures: 0 }
  const cluster = startCluster({
    clock,
    cloud,
    region,
    workers: options.workers,
    policy: paceOf(options.hostnames),
    call: inProcessCall(hooksOf(clock, cloud, requests), { takesObjects: true }),
    onSync: report => count(work, report)
  })
  const { store } = cluster
  for (const object of platformFor(options)) store.apply(object, { manager: 'kubectl' })
  const ready = watchReady(store)
  const wanted = Array.from({ length: options.hostnames }, (_, index) => requestFor(index))
  return {
    clock,
    cloud,
    cluster,
    work,
    requests,
    askForAll() {
      for (const request of wanted) store.apply(request, { manager: 'kubectl' })
    },
    giveUpAll() {
      for (const { metadata } of wanted) {
        store.delete({ ...requestKind, name: metadata.name, namespace: metadata.namespace ?? '' })
      }
    },
    readyCount: () => ready.size,
    claimCount: () => store.list({ apiVersion, kind: 'DomainClaim' }).length,
    stop: () => stopIn(clock, cluster)
  }
}

/** The UIDs of all requests that are Ready, always up to date. */
function watchReady(store: Cluster['store']): ReadonlySet<string> {
  const ready = new Set<string>()
  store.watch(({ type, object }) => {
    if (type !== 'DELETED' && isReady(object)) ready.add(object.metadata.uid)
    else ready.delete(object.metadata.uid)
  }, requestKind)
  return ready
}

async function stopIn(clock: VirtualClock, cluster: Cluster): Promise<void> {
  let isStopped = false
  const stopping = cluster.stop().then(() => {
    isStopped = true
  })
  await clock.runUntil(() => isStopped, { within: 600_000 })
  return stopping
}

/** The real hooks with the real AWS SDK, on the clock of the world. */
function hooksOf(clock: VirtualClock, cloud: EmbeddedAws, requests: Map<string, object>) {
  const aws = createAWS({
    region,
    clock,
    fenceTimes,
    credentials,
    requestHandler: cloud.requestHandler()
  })
  const hooks = createHooks({
    aws,
    clock,
    cluster: clusterID,
    certificateRegions: [],
    fenceTimes,
    defaultRegion: region
  })
  return async ({ path, object = {}, signal }: InProcessRequest): Promise<HookReply> => {
    requests.set(path, object)
    const answer = await hooks[path as HookPath](object, { signal, dryRun: false, log: silence })
    return {
      status: answer.status,
      headers: answer.headers ?? {},
      body: JSON.stringify(answer.body)
    }
  }
}

function paceOf(hostnames: number): FaultPolicy {
  const poolHook = Math.max(paceMs.poolHook, hostnames * paceMs.poolHookPerHostname)
  return {
    writeMilliseconds: () => paceMs.write,
    informerLagMilliseconds: () => paceMs.watch,
    hookFault: ({ hook, parent }) => {
      if (hook === 'customize') return undefined
      const isPool = parent.kind === 'GatewayPool'
      return { delayReplyMilliseconds: isPool ? poolHook : paceMs.hook }
    }
  }
}

function count(work: Work, { controller, statusWritten, result }: SyncReport): void {
  work.syncs[controller] = (work.syncs[controller] ?? 0) + 1
  if (statusWritten) work.statusWrites += 1
  if (result === 'failed') work.failures += 1
}

function isReady({ status }: KubeObject): boolean {
  const conditions = (status?.conditions ?? []) as { type: string; status: string }[]
  return conditions.some(({ type, status }) => type === 'Ready' && status === 'True')
}
