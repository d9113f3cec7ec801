import { createAWS } from '../../hooks/aws/aws.ts'
import { createHooks, type HookPath } from '../../hooks/create-hooks.ts'
import type { KubeObject } from '../../simulator/api-store/objects.ts'
import { createEmbeddedAws, type EmbeddedAws } from '../../simulator/aws/embedded-aws.ts'
import { type Cluster, startCluster } from '../../simulator/cluster/cluster.ts'
import { type InProcessRequest, inProcessCall } from '../../simulator/engine/transports.ts'
import type { HookReply } from '../../simulator/engine/types.ts'
import { createVirtualClock, type VirtualClock } from '../../simulator/virtual-clock.ts'
import { inSetting } from './aws-in-setting.ts'
import type { Flags } from './flags.ts'
import {
  type Capacity,
  clusterID,
  domain,
  platformFor,
  region,
  requestFor,
  zoneID
} from './manifests.ts'
import type { Setting } from './setting.ts'
import { createWorkCounter, kindOf, readyOf, type WorkCounter } from './work.ts'

/** A whole installation on virtual time, with the documented quotas of AWS. */
export type BenchWorld = {
  clock: VirtualClock
  cloud: EmbeddedAws
  cluster: Cluster
  /** Counts what Metacontroller does. */
  work: WorkCounter
  /** The newest request to each hook, by path. */
  requests: ReadonlyMap<string, object>
  /** Lets people create all requests, or delete them, at the pace of the setting. */
  askForAll: () => Promise<void>
  giveUpAll: () => Promise<void>
  readyCount: () => number
  /** When each request was Ready for the first time, in ms since the epoch. */
  readyTimes: () => readonly number[]
  /** How many requests and claims there are. */
  leftCount: () => number
  /** Stops everything, and advances the time until all has stopped. */
  stop: () => Promise<void>
}

type BenchWorldOptions = Capacity & {
  flags: Flags
  setting: Setting
  /** The time at the start, in ms since the epoch. By default that of the virtual clock. */
  start?: number
}

const fenceTimes = { sendWithinSeconds: 10, callTimeoutSeconds: 5 }
const credentials = { accessKeyId: 'AKIAEMBEDDED', secretAccessKey: 'embedded' }
const silence = { info: () => undefined, warn: () => undefined, error: () => undefined }
const requestKind = kindOf('GatewayHostnameRequest')

/** Makes a world with the platform's objects, and without any request. */
export function createBenchWorld(options: BenchWorldOptions): BenchWorld {
  const { setting, hostnames } = options
  const clock = createVirtualClock(options.start)
  const { aws: timings, needsRecord } = setting
  const cloud = createEmbeddedAws({ clock, aliasTargets: 'existing', timings, needsRecord })
  cloud.zones.create(domain, { id: zoneID })
  const requests = new Map<string, object>()
  const work = createWorkCounter()
  const cluster = startBenchCluster({ ...options, clock, cloud, work, requests })
  const { store } = cluster
  for (const object of platformFor(options)) store.apply(object, { manager: 'kubectl' })
  const ready = uidsOf(store, 'GatewayHostnameRequest', isReady)
  const firstReady = new Map<string, number>()
  store.watch(({ object }) => {
    const { uid } = object.metadata
    if (ready.has(uid) && !firstReady.has(uid)) firstReady.set(uid, clock.now())
  }, requestKind)
  const left = ['GatewayHostnameRequest', 'DomainClaim'].map(kind => uidsOf(store, kind))
  const wanted = Array.from({ length: hostnames }, (_, index) => requestFor(index))
  return {
    clock,
    cloud,
    cluster,
    work,
    requests,
    askForAll: () =>
      paced(wanted, setting.createdPerSecond, clock, request =>
        store.apply(request, { manager: 'kubectl' })
      ),
    giveUpAll: () =>
      paced(wanted, setting.deletedPerSecond, clock, ({ metadata: { name, namespace = '' } }) =>
        store.delete({ ...requestKind, name, namespace })
      ),
    readyCount: () => ready.size,
    readyTimes: () => [...firstReady.values()],
    leftCount: () => left.reduce((sum, uids) => sum + uids.size, 0),
    stop: () => stopIn(clock, cluster)
  }
}

type BenchParts = BenchWorldOptions & {
  clock: VirtualClock
  cloud: EmbeddedAws
  work: WorkCounter
  requests: Map<string, object>
}

function startBenchCluster(parts: BenchParts): Cluster {
  const { flags, setting, clock, cloud, work } = parts
  const { workers, qps, burst } = flags
  const cluster = startCluster({
    clock,
    cloud,
    region,
    workers,
    client: { qps, burst, callMilliseconds: setting.apiCall },
    loadBalancerTimings: setting.loadBalancers,
    policy: { informerLagMilliseconds: () => setting.watch },
    call: inProcessCall(
      hooksOf(parts, () => claims.size),
      { takesObjects: true }
    ),
    onSync: work.onSync,
    onRequest: work.onRequest
  })
  const claims = uidsOf(cluster.store, 'DomainClaim')
  work.watch(cluster.store)
  return cluster
}

/** The UIDs of all objects of a kind for which `isWanted` is true, always up to date. */
function uidsOf(
  store: Cluster['store'],
  kind: string,
  isWanted: (object: KubeObject) => boolean = () => true
): ReadonlySet<string> {
  const uids = new Set<string>()
  store.watch(({ type, object }) => {
    if (type !== 'DELETED' && isWanted(object)) uids.add(object.metadata.uid)
    else uids.delete(object.metadata.uid)
  }, kindOf(kind))
  return uids
}

async function paced<T>(
  items: readonly T[],
  perSecond: number,
  clock: VirtualClock,
  act: (item: T) => void
): Promise<void> {
  for (const item of items) {
    act(item)
    if (Number.isFinite(perSecond)) await clock.sleep(1000 / perSecond)
  }
}

async function stopIn(clock: VirtualClock, cluster: Cluster): Promise<void> {
  let isStopped = false
  const stopping = cluster.stop().then(() => {
    isStopped = true
  })
  await clock.runUntil(() => isStopped, { within: 600_000 })
  return stopping
}

/** The real hooks with the real AWS SDK, on the clock of the world and at the pace of its setting. */
function hooksOf({ clock, cloud, requests, setting }: BenchParts, claimCount: () => number) {
  const requestHandler = inSetting(cloud.requestHandler(), setting, clock)
  const aws = createAWS({
    region,
    clock,
    fenceTimes,
    credentials,
    requestHandler
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
    const hook = path as HookPath
    const answer = await hooks[hook](object, { signal, dryRun: false, log: silence })
    await clock.sleep(timeOf(setting, hook, { claims: claimCount(), status: answer.status }))
    return {
      status: answer.status,
      headers: answer.headers ?? {},
      body: JSON.stringify(answer.body)
    }
  }
}

/** How long (ms) a call of a hook takes. */
function timeOf(
  setting: Setting,
  hook: HookPath,
  { claims, status }: { claims: number; status: number }
): number {
  if (hook.endsWith('customize')) return 0
  return hook.startsWith('/gateway-pool/') ? setting.poolHook(claims, status !== 429) : setting.hook
}

function isReady(request: KubeObject): boolean {
  return readyOf(request)?.status === 'True'
}
