import { isDeepStrictEqual } from 'node:util'
import {
  type DomainClaim,
  type DomainClaimSpec,
  type DomainClaimStatus,
  domainClaimKind
} from '../../hooks/api/domain-claim.ts'
import { apiVersion } from '../../hooks/api/schema.ts'
import { createAWS } from '../../hooks/aws/aws.ts'
import { defaultCertificatesPerYear } from '../../hooks/default-certificates-per-year.ts'
import { defined } from '../../hooks/defined.ts'
import { createClaimHook } from '../../hooks/domain-claim/claim-hook.ts'
import type { Hook, HookAnswer, Log } from '../../hooks/hook.ts'
import { claimName } from '../../hooks/hostname/claim-name.ts'
import type { SyncResponse } from '../../hooks/wire/metacontroller.ts'
import { toCrd } from '../../scripts/crds.ts'
import type { CustomResourceDefinition } from '../../simulator/api-store/schema.ts'
import { validateAgainstCrd } from '../../simulator/api-store/validation.ts'
import {
  createEmbeddedAws,
  type EmbeddedAws,
  type EmbeddedAwsOptions
} from '../../simulator/aws/embedded-aws.ts'
import { createVirtualClock, type VirtualClock } from '../../simulator/virtual-clock.ts'

export const region = 'eu-central-1'
export const cluster = 'test-cluster'
export const silentLog = { info: () => undefined, warn: () => undefined, error: () => undefined }
const fenceTimes = { sendWithinSeconds: 10, callTimeoutSeconds: 5 }
const crd = toCrd(domainClaimKind) as unknown as CustomResourceDefinition

export type WorldOptions = Partial<EmbeddedAwsOptions> & {
  /** Id of the cluster whose hooks these are. */
  cluster?: string
  certificateRegions?: readonly string[]
  certificatesPerYear?: number
  /** Another cluster's world: the same account and the same time. */
  beside?: ClaimWorld
}

export type SyncOptions = { dryRun?: boolean; signal?: AbortSignal; log?: Log }

/**
 * Claims, the real SDK and an embedded AWS on virtual time; this file plays Metacontroller for one
 * claim at a time.
 */
export type ClaimWorld = {
  clock: VirtualClock
  cloud: EmbeddedAws
  zoneID: string
  /** A new process: empty caches. */
  restart: () => void
  /** Begins a call of the hook; time has to be moved on for it. */
  begin: (claim: DomainClaim, options?: SyncOptions) => Promise<HookAnswer>
  /** One call of the hook; its whole answer. */
  call: (claim: DomainClaim, options?: SyncOptions) => Promise<HookAnswer>
  sync: (claim: DomainClaim, options?: SyncOptions) => Promise<SyncResponse<DomainClaimStatus>>
  /** Syncs and saves the status, which has to be what the CRD keeps of it. */
  step: (claim: DomainClaim) => Promise<SyncResponse<DomainClaimStatus>>
  /**
   * The process dies at the n-th AWS call from now, before or after its effect: answer and caches
   * are lost.
   */
  killAt: (call: number, side: 'before' | 'after') => void
  /**
   * Syncs, saves the status and waits as told, until `until` holds or so much virtual time is over.
   */
  run: (
    claim: DomainClaim,
    until: (claim: DomainClaim) => boolean,
    withinSeconds?: number,
    resync?: number
  ) => Promise<boolean>
  /** Goes on syncing for so long, with a resync at least every `resync` seconds. */
  live: (claim: DomainClaim, seconds: number, resync?: number) => Promise<void>
  /** Marks a claim deleted, as the API server does: to the second. */
  markDeleted: (claim: DomainClaim) => void
  /** Runs a deleted claim until it is finalized. */
  remove: (claim: DomainClaim, withinSeconds?: number) => Promise<boolean>
  /** Builds a load balancer that carries the claim's certificate, and sets the claim's target. */
  attach: (claim: DomainClaim, name?: string) => void
  /** How often a status differed from the one before. */
  statusWrites: () => number
}

export function createClaimWorld({ beside, ...options }: WorldOptions = {}): ClaimWorld {
  const clock = beside?.clock ?? createVirtualClock()
  const cloud = beside?.cloud ?? createEmbeddedAws({ clock, ...options })
  const zoneID = beside?.zoneID ?? cloud.zones.create('example.com').id
  const process = createProcess(cloud, clock, options)
  const calls = createCalls(process, clock)
  const { step, statusWrites } = createSteps(process, calls.sync)
  return {
    clock,
    cloud,
    zoneID,
    restart: process.restart,
    killAt: process.killAt,
    ...calls,
    step,
    ...createRuns(step, clock),
    attach: (claim, name) => attach(cloud, claim, name),
    statusWrites
  }
}

/** The hooks' process: it can be restarted, and killed in the middle of a sync. */
type Process = Pick<ClaimWorld, 'restart' | 'killAt'> & {
  hook: () => Hook
  /** Whether the process was killed since this was asked last; then it has been restarted. */
  wasKilled: () => boolean
}

function createProcess(cloud: EmbeddedAws, clock: VirtualClock, options: WorldOptions): Process {
  let hook = createHook(cloud, clock, options)
  let killed = false
  const restart = () => {
    hook = createHook(cloud, clock, options)
  }
  return {
    hook: () => hook,
    restart,
    killAt(count, side) {
      let left = count
      cloud.faults.use(() => {
        if (killed) return { before: { do: 'drop' } }
        if (--left !== 0) return undefined
        killed = true
        return { [side]: { do: 'drop' } }
      })
    },
    wasKilled() {
      if (!killed) return false
      killed = false
      restart()
      return true
    }
  }
}

function createHook(cloud: EmbeddedAws, clock: VirtualClock, options: WorldOptions): Hook {
  const { cluster: id = cluster, certificateRegions = [] } = options
  const { certificatesPerYear = defaultCertificatesPerYear } = options
  const aws = createAWS({
    region,
    clock,
    fenceTimes,
    credentials: { accessKeyId: 'AKIAEXAMPLE', secretAccessKey: 'example' },
    requestHandler: cloud.requestHandler(),
    certificatesPerYear
  })
  return createClaimHook({ aws, clock, cluster: id, certificateRegions, fenceTimes })
}

function createCalls(
  { hook }: Process,
  clock: VirtualClock
): Pick<ClaimWorld, 'begin' | 'call' | 'sync'> {
  function begin(
    parent: DomainClaim,
    { dryRun = false, log = silentLog, signal }: SyncOptions = {}
  ) {
    const finalizing = parent.metadata.deletionTimestamp !== undefined
    const objects = { parent: structuredClone(parent), children: {}, related: {} }
    const body = { controller: {}, ...objects, finalizing }
    return hook()(body, { dryRun, log, ...defined({ signal }) })
  }

  async function call(parent: DomainClaim, syncOptions: SyncOptions = {}) {
    const answer = begin(parent, syncOptions)
    let done = false
    const end = () => {
      done = true
    }
    void answer.then(end, end)
    await clock.runUntil(() => done, { within: 60_000 })
    return answer
  }

  async function sync(claim: DomainClaim, syncOptions: SyncOptions = {}) {
    const answer = await call(claim, syncOptions)
    return answer.status === 429 ? noNews(claim, answer) : (answer.body as ClaimResponse)
  }

  return { begin, call, sync }
}

type ClaimResponse = SyncResponse<DomainClaimStatus>

/** What an answer of 429 says: nothing changes, and when the next sync comes. */
function noNews({ status = {} }: DomainClaim, { headers }: HookAnswer): ClaimResponse {
  const { observedGeneration: _, ...rest } = status as { observedGeneration?: number }
  return { status: rest, children: [], resyncAfterSeconds: Number(headers?.['retry-after']) }
}

function createSteps(
  process: Process,
  sync: ClaimWorld['sync']
): Pick<ClaimWorld, 'step' | 'statusWrites'> {
  let writes = 0

  async function step(claim: DomainClaim): Promise<SyncResponse<DomainClaimStatus>> {
    const response = await sync(claim)
    if (process.wasKilled())
      return { status: claim.status ?? {}, children: [], resyncAfterSeconds: 1 }
    const said = JSON.parse(JSON.stringify(response.status)) as DomainClaimStatus
    const status = { ...said, observedGeneration: claim.metadata.generation ?? 1 }
    const problems = validateAgainstCrd(crd, JSON.parse(JSON.stringify({ ...claim, status })))
    if (problems.length > 0)
      throw new Error(`the CRD does not take this status: ${problems.join('; ')}`)
    if (!isDeepStrictEqual(status, claim.status)) writes++
    claim.status = status
    return response
  }

  return { step, statusWrites: () => writes }
}

function createRuns(
  step: ClaimWorld['step'],
  clock: VirtualClock
): Pick<ClaimWorld, 'run' | 'live' | 'markDeleted' | 'remove'> {
  const run: ClaimWorld['run'] = async (claim, until, withinSeconds = 1800, resync = 1800) => {
    const end = clock.now() + withinSeconds * 1000
    while (clock.now() < end) {
      const { resyncAfterSeconds = resync } = await step(claim)
      if (until(claim)) return true
      const left = Math.max(0, end - clock.now())
      await clock.advance(Math.min(resync * 1000, resyncAfterSeconds * 1000, left))
    }
    return false
  }

  function markDeleted({ metadata }: DomainClaim): void {
    metadata.deletionTimestamp ??= `${new Date(clock.now()).toISOString().slice(0, 19)}Z`
  }

  return {
    run,
    async live(claim, seconds, resync) {
      await run(claim, () => false, seconds, resync)
    },
    markDeleted,
    async remove(claim, withinSeconds = 1800) {
      markDeleted(claim)
      const end = clock.now() + withinSeconds * 1000
      while (clock.now() < end) {
        const { resyncAfterSeconds = 1, finalized } = await step(claim)
        if (finalized) return true
        await clock.advance(resyncAfterSeconds * 1000)
      }
      return false
    }
  }
}

function attach(
  { loadBalancers }: EmbeddedAws,
  { metadata, spec, status }: DomainClaim,
  name = 'k8s-edge-public1-abc'
): void {
  const existing = loadBalancers.list().find(balancer => balancer.name === name)
  const balancer = existing ?? loadBalancers.create({ name, region })
  loadBalancers.attach(balancer.arn, status?.certificate?.arn ?? '')
  spec.target = {
    dnsName: balancer.dnsName,
    hostedZoneID: balancer.canonicalHostedZoneID,
    recordTypes: ['A'],
    evaluateTargetHealth: true
  }
  metadata.generation = (metadata.generation ?? 1) + 1
}

let made = 0

/** A claim as its pool writes it. */
export function aClaim(
  world: ClaimWorld,
  hostname: string,
  spec: Partial<DomainClaimSpec> = {}
): DomainClaim {
  const uid = `${String(++made).padStart(8, '0')}-0000-4000-8000-000000000000`
  return {
    apiVersion,
    kind: 'DomainClaim',
    metadata: {
      name: claimName(hostname),
      uid,
      generation: 1,
      creationTimestamp: new Date(world.clock.now()).toISOString()
    },
    spec: {
      hostname,
      requestRef: { namespace: 'shop', name: 'shop', uid: 'request-uid' },
      poolName: 'public',
      region,
      hostedZoneID: world.zoneID,
      gatewayRef: { namespace: 'edge', name: 'public-1', sectionName: claimName(hostname) },
      deletionPolicy: 'Delete',
      dns: { validationTTLSeconds: 300, validationRecords: 'Delete' },
      ...spec
    }
  }
}

export function conditionIs(type: string, status: 'True' | 'False' | 'Unknown', reason?: string) {
  return (claim: DomainClaim) =>
    claim.status?.conditions?.some(
      c => c.type === type && c.status === status && (reason === undefined || c.reason === reason)
    ) ?? false
}

export const isReady = conditionIs('Ready', 'True')
export const isIssued = conditionIs('CertificateIssued', 'True')

/** Brings a claim to Ready, with a load balancer that carries its certificate. */
export async function bringToReady(world: ClaimWorld, claim: DomainClaim): Promise<boolean> {
  if (!(await world.run(claim, isIssued))) return false
  world.attach(claim)
  return world.run(claim, isReady)
}
