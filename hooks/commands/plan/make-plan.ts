import type { Clock } from '../../clock.ts'
import { defined } from '../../defined.ts'
import { foresee } from '../../gateway-pool/foresee.ts'
import type { Applier } from '../cluster/applier.ts'
import type { ClusterReader, ReadObject } from '../cluster/cluster-reader.ts'
import type { HookReply } from '../cluster/hooks-client.ts'
import { nameOf } from '../cluster/objects.ts'
import type { Reading } from '../cluster/reading.ts'
import { adviceFor } from './backend-problem.ts'
import { checkManifest, uncheckedNote } from './check-manifest.ts'
import { claimRequest, readClaimAnswer } from './claim-request.ts'
import { type AWSAnswer, type Foresight, plannedHostname } from './conclude.ts'
import { type ClusterObjects, observeCluster } from './observe-cluster.ts'
import type { Plan, PlannedHostname } from './planned.ts'
import { poolRequest, regionOf } from './pool-request.ts'
import { type ManifestObject, plannedKinds, withManifest } from './with-manifest.ts'

/** What a plan works with. Nothing of it changes anything. */
export type PlanTools = {
  reader: ClusterReader
  applier: Applier
  /** The namespace of the user, in which a request is checked whose own is not there yet. */
  namespace?: string
  /** Asks a hook for a dry run. */
  askHooks: (path: string, body: object) => Promise<Reading<HookReply>>
  clock: Clock
  /** The settings of the hooks, as far as they are known. */
  settings: { region?: string; certificatesPerYear?: number }
}

/**
 * Says what a manifest will get. The API server checks each object, the stages of the pool decide
 * on the requests, and the hooks say what they would do in AWS.
 * @throws {ReadFailure} if something cannot be read without which the plan would be wrong
 */
export async function makePlan(tools: PlanTools, objects: readonly ReadObject[]): Promise<Plan> {
  const { clock } = tools
  const planned = objects.filter(({ kind }) => plannedKinds.includes(kind))
  const now = await observeCluster(tools.reader)
  const manifest = await checkManifest(tools, planned, now)
  const { cluster, requests } = withManifest(now, manifest, clock.now())
  const elsewhere = manifest
    .filter(({ isElsewhere }) => isElsewhere)
    .map(({ object }) => nameOf(object))
  const invalid = manifest.flatMap(each => invalidHostname(each) ?? [])
  const hostnames: PlannedHostname[] = []
  for (const request of requests) {
    const foresight = foreseeOne(request, cluster, tools)
    const aws = await askAWS(foresight, cluster, tools)
    const hostname = plannedHostname(request, foresight, aws, cluster)
    const notes = elsewhere.includes(nameOf(request)) ? [uncheckedNote] : []
    hostnames.push({ ...hostname, concerns: [...hostname.concerns, ...notes] })
  }
  const others = objects.filter(({ kind }) => !plannedKinds.includes(kind))
  return {
    hostnames: [...hostnames, ...invalid],
    ignored: others.map(object => `${object.kind} ${nameOf(object)}`)
  }
}

function invalidHostname({ object, applied }: ManifestObject): PlannedHostname | undefined {
  if (applied.ok || object.kind !== 'GatewayHostnameRequest') return undefined
  const { hostname = '', poolName = 'default' } = (object.spec ?? {}) as Record<string, string>
  return {
    request: nameOf(object),
    hostname: `${hostname}`,
    pool: `${poolName}`,
    outcome: 'invalid',
    advice: adviceFor('Invalid', applied.why),
    records: [],
    concerns: [],
    aws: { asked: false, says: ['the API server refuses the request'] }
  }
}

function foreseeOne(
  request: ReadObject,
  cluster: ClusterObjects,
  { clock, settings }: PlanTools
): Foresight {
  const { poolName = 'default' } = (request.spec ?? {}) as { poolName?: string }
  const pool = cluster.byKind.GatewayPool?.find(({ metadata }) => metadata.name === poolName)
  if (pool === undefined) return { is: 'without pool' }
  const { certificatesPerYear } = settings
  const region = regionOf(pool, cluster, settings.region)
  const answer = foresee(poolRequest(cluster, pool), {
    now: clock.now(),
    defaultRegion: region ?? 'us-east-1',
    ...defined({ certificatesPerYear })
  })(request.metadata.uid ?? '')
  return { is: 'with pool', pool, answer, isRegionKnown: region !== undefined }
}

async function askAWS(
  foresight: Foresight,
  { claimController }: ClusterObjects,
  { askHooks, clock }: PlanTools
): Promise<AWSAnswer> {
  if (foresight.is === 'without pool' || foresight.answer.is !== 'placed')
    return { asked: false, why: 'there is nothing to do in AWS for a new hostname' }
  const body = claimRequest(claimController, foresight.answer.claim, clock.now())
  const reading = await askHooks('/domain-claim/sync?dryRun=true', body)
  if (!reading.ok) return { asked: false, why: reading.why }
  const { status, body: text } = reading.value
  const answer = status === 200 ? readClaimAnswer(text) : undefined
  if (answer === undefined) return { asked: false, why: `the hooks answer ${status}` }
  const { blind } = answer
  return blind === undefined ? { asked: true, answer } : { asked: false, why: blind }
}
