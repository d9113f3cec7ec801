import type { DomainClaim, DomainClaimSpec, DomainClaimStatus } from '../../hooks/api/domain-claim.ts'
import { apiVersion } from '../../hooks/api/schema.ts'
import { createAWS } from '../../hooks/aws/aws.ts'
import { createClaimHook } from '../../hooks/domain-claim/hook.ts'
import type { Hook } from '../../hooks/hook.ts'
import { claimName } from '../../hooks/hostname/claim-name.ts'
import type { SyncResponse } from '../../hooks/wire/metacontroller.ts'
import { createEmbeddedAws, type EmbeddedAws, type EmbeddedAwsOptions } from '../../simulator/aws/embedded-aws.ts'
import { createVirtualClock, type VirtualClock } from '../../simulator/virtual-clock.ts'

export const region = 'eu-central-1'
export const cluster = 'test-cluster'
export const silentLog = { info: () => undefined, warn: () => undefined, error: () => undefined }
const fenceTimes = { sendWithinSeconds: 10, callTimeoutSeconds: 5 }

/** Claims, the real SDK and an embedded AWS on virtual time; this file plays Metacontroller for one claim at a time. */
export type ClaimWorld = {
  clock: VirtualClock
  cloud: EmbeddedAws
  zoneID: string
  /** The hook of a process; a new one has empty caches, as after a restart. */
  restart: () => void
  sync: (claim: DomainClaim, body?: { dryRun?: boolean }) => Promise<SyncResponse<DomainClaimStatus>>
  /** The process dies at the n-th AWS call from now, before or after its effect: answer and caches are lost. */
  killAt: (call: number, side: 'before' | 'after') => void
  /** Syncs, saves the status and waits as told, until `until` holds or so much virtual time is over. */
  run: (claim: DomainClaim, until: (claim: DomainClaim) => boolean, withinSeconds?: number) => Promise<boolean>
  /** Runs a deleted claim until it is finalized. */
  remove: (claim: DomainClaim, withinSeconds?: number) => Promise<boolean>
  /** Builds a load balancer that carries the claim's certificate, and sets the claim's target. */
  attach: (claim: DomainClaim, name?: string) => void
}

export function createClaimWorld(options: Partial<EmbeddedAwsOptions> = {}): ClaimWorld {
  const clock = createVirtualClock()
  const cloud = createEmbeddedAws({ clock, ...options })
  const zoneID = cloud.zones.create('example.com').id
  let hook = createHook()

  function createHook(): Hook {
    const credentials = { accessKeyId: 'AKIAEXAMPLE', secretAccessKey: 'example' }
    const aws = createAWS({ region, clock, fenceTimes, credentials, requestHandler: cloud.requestHandler() })
    return createClaimHook({ aws, clock, cluster, certificateRegions: [], fenceTimes })
  }

  async function sync(parent: DomainClaim, { dryRun = false } = {}) {
    const body = {
      controller: {},
      parent: structuredClone(parent),
      children: {},
      related: {},
      finalizing: parent.metadata.deletionTimestamp !== undefined
    }
    const answer = hook(body, { dryRun, log: silentLog })
    let done = false
    void answer.then(
      () => {
        done = true
      },
      () => {
        done = true
      }
    )
    await clock.runUntil(() => done, { within: 60_000 })
    return (await answer).body as SyncResponse<DomainClaimStatus>
  }

  let killed = false
  async function step(claim: DomainClaim): Promise<SyncResponse<DomainClaimStatus>> {
    const response = await sync(claim)
    if (killed) {
      killed = false
      hook = createHook()
      return { status: claim.status ?? {}, children: [], resyncAfterSeconds: 1 }
    }
    claim.status = structuredClone(response.status)
    return response
  }

  async function run(claim: DomainClaim, until: (claim: DomainClaim) => boolean, withinSeconds = 1800) {
    const end = clock.now() + withinSeconds * 1000
    while (clock.now() < end) {
      const { resyncAfterSeconds } = await step(claim)
      if (until(claim)) return true
      await clock.advance((resyncAfterSeconds ?? 1800) * 1000)
    }
    return false
  }

  return {
    clock,
    cloud,
    zoneID,
    restart: () => {
      hook = createHook()
    },
    killAt(count, side) {
      let left = count
      cloud.faults.use(() => {
        if (killed) return { before: { do: 'drop' } }
        if (--left !== 0) return undefined
        killed = true
        return { [side]: { do: 'drop' } }
      })
    },
    sync,
    run,
    async remove(claim, withinSeconds = 1800) {
      claim.metadata.deletionTimestamp ??= new Date(clock.now()).toISOString()
      const end = clock.now() + withinSeconds * 1000
      while (clock.now() < end) {
        const { resyncAfterSeconds = 1, finalized } = await step(claim)
        if (finalized) return true
        await clock.advance(resyncAfterSeconds * 1000)
      }
      return false
    },
    attach(claim, name = 'k8s-edge-public1-abc') {
      const balancer =
        cloud.loadBalancers.list().find(b => b.name === name) ?? cloud.loadBalancers.create({ name, region })
      cloud.loadBalancers.attach(balancer.arn, claim.status?.certificate?.arn ?? '')
      claim.spec.target = {
        dnsName: balancer.dnsName,
        hostedZoneID: balancer.canonicalHostedZoneID,
        recordTypes: ['A'],
        evaluateTargetHealth: true
      }
      claim.metadata.generation = (claim.metadata.generation ?? 1) + 1
    }
  }
}

let made = 0

/** A claim as its pool writes it. */
export function aClaim(world: ClaimWorld, hostname: string, spec: Partial<DomainClaimSpec> = {}): DomainClaim {
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
