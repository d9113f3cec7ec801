import { apiVersion } from '../../../hooks/api/schema.ts'
import type { Call } from '../../engine/types.ts'
import { isReady } from '../conditions.ts'
import { adviceHelps } from '../invariants/advice-helps.ts'
import { gatewayStays } from '../invariants/claims.ts'
import { deletionsAreBraked } from '../invariants/deletion-brake.ts'
import { domainsAreKept } from '../invariants/domains.ts'
import { sharesAreFair } from '../invariants/fair-shares.ts'
import { gatewayQuota } from '../invariants/gateway-quota.ts'
import { listenersAdmitOwners } from '../invariants/gateways.ts'
import { schemeIsThePools } from '../invariants/schemes.ts'
import { waitsEnd } from '../invariants/waits.ts'
import {
  type Answer,
  addingListener,
  type Body,
  changingAnswers,
  changingPool,
  changingPoolSpec,
  changingPoolStatus,
  childrenOf,
  type HookObject,
  objectsOf,
  type WrapCall
} from './hook-calls.ts'
import type { Sabotages } from './sabotage.ts'

/**
 * Releases each claim that is Ready, with a release time an hour ago. Once a claim is released, the
 * answers leave it out, so that Metacontroller deletes it.
 */
function loseClaims(...[call, world]: Parameters<WrapCall>): Call {
  const releases = new Map<string, string>()
  const wrap = changingAnswers('/gateway-pool/', (answer, { children }, now) => {
    for (const claim of objectsOf(children, 'DomainClaim'))
      if (isReady(claim)) releaseOrDrop(claim, answer, releases, now)
  })
  return wrap(call, world)
}

function releaseOrDrop(
  { metadata: { name }, spec }: HookObject,
  answer: Answer,
  releases: Map<string, string>,
  now: number
): void {
  const wanted = childrenOf(answer, 'DomainClaim').find(({ metadata }) => metadata.name === name)
  if (wanted === undefined) return
  const hourAgo = new Date(now - 3600_000).toISOString().replace(/\.\d+/, '')
  const releasedAt = releases.get(name) ?? hourAgo
  releases.set(name, releasedAt)
  if (spec.releasedAt === releasedAt) answer.children.splice(answer.children.indexOf(wanted), 1)
  else wanted.spec.releasedAt = releasedAt
}

/** If several requests ask for a free hostname, all of them get the answer that it is taken. */
const denyEveryone = changingAnswers('/gateway-pool/', (answer, { related, children }) => {
  const held = objectsOf(children, 'DomainClaim').map(({ spec }) => spec.hostname)
  for (const claim of childrenOf(answer, 'DomainClaim')) {
    const requests = requestsFor(claim.spec.hostname, related)
    if (requests.length < 2 || held.includes(claim.spec.hostname)) continue
    const denials = requests.map(request => denialOf(request, claim))
    const replaced = denials.map(({ metadata }) => metadata.name)
    const others = answer.children.filter(
      child => child !== claim && !replaced.includes(child?.metadata.name ?? '')
    )
    answer.children = [...others, ...denials]
  }
})

function requestsFor(hostname: unknown, related: Body['related']): HookObject[] {
  const requests = objectsOf(related, 'GatewayHostnameRequest')
  return requests.filter(({ spec }) => spec.hostname === hostname)
}

function denialOf({ metadata }: HookObject, { spec: { poolName } }: HookObject) {
  const { name, namespace, uid } = metadata
  const requestRef = { namespace, name, uid }
  return {
    apiVersion,
    kind: 'HostnameDenial',
    metadata: { name: String(uid) },
    spec: { requestRef, poolName, reason: 'HostnameTaken', message: 'taken' }
  }
}

/** Every pool uses the largest limit that any pool has had. */
function shareLargestLimit(...[call, world]: Parameters<WrapCall>): Call {
  let largest = 0
  const wrap = changingPoolSpec(spec => {
    const capacity = spec.capacity as { maxHostnamesPerGateway: number }
    largest = Math.max(largest, capacity.maxHostnamesPerGateway)
    return { ...spec, capacity: { ...capacity, maxHostnamesPerGateway: largest } }
  })
  return wrap(call, world)
}

/** Charges each namespace that has a request with ten times what another has spent. */
const chargeEveryone = changingPoolStatus(({ spentCertificates, ...status }, related) => {
  const spent = (spentCertificates ?? []) as { certificates: number }[]
  const all = spent.reduce((sum, { certificates }) => sum + certificates, 0)
  const asOf = spent.length === 0 ? undefined : { ...spent[0] }
  const requests = objectsOf(related, 'GatewayHostnameRequest')
  const namespaces = new Set(requests.map(({ metadata }) => metadata.namespace))
  const charged = [...namespaces].map(namespace => ({
    ...asOf,
    namespace,
    certificates: 10 * all
  }))
  return { ...status, spentCertificates: asOf === undefined ? spent : charged }
})

/** Makes the hook see a pool that may have one Gateway, with this many hostnames at most. */
function withSingleGateway(maxHostnamesPerGateway: number): WrapCall {
  const capacity = { maxHostnamesPerGateway, minGateways: 0, maxGateways: 1 }
  return changingPoolSpec(spec => ({ ...spec, capacity }))
}

/** Makes the hook see a pool of which every domain is for all namespaces. */
const openDomains = changingPoolSpec(spec => {
  const domains = spec.domains as readonly object[]
  return { ...spec, domains: domains.map(domain => ({ ...domain, namespaces: { from: 'All' } })) }
})

/** Every claim gets the address of its Gateway as its target, whatever the scheme is. */
const anyScheme = changingAnswers('/gateway-pool/', (answer, { children }) => {
  for (const gateway of objectsOf(children, 'Gateway')) {
    const { addresses = [] } = (gateway.status ?? {}) as { addresses?: { value: string }[] }
    const dnsName = addresses[0]?.value
    if (dnsName?.startsWith('internal-') !== true) continue
    for (const { spec } of childrenOf(answer, 'DomainClaim')) {
      const { name } = spec.gatewayRef as { name: string }
      if (name !== gateway.metadata.name) continue
      const target = { dnsName, hostedZoneID: frankfurt, recordTypes: ['A'] }
      spec.target = { ...target, evaluateTargetHealth: true }
      delete spec.gatewayStatus
    }
  }
})

/** The hosted zone ID of load balancers in eu-central-1. */
const frankfurt = 'Z215JYRZR1TBD5'

/** The hook sees an annotation that nobody has written: it allows what is held back. */
const allowByItself = changingPool(parent => {
  const brake = parent.status?.deletionBrake as { heldBack?: number } | undefined
  if (brake?.heldBack === undefined) return parent
  const allowed = { 'gateway-orchestrator.io/allow-deletions': String(brake.heldBack) }
  const annotations = { ...parent.metadata.annotations, ...allowed }
  return { ...parent, metadata: { ...parent.metadata, annotations } }
})

/** Claims keep their first zones for life, as they did before they could take those of the pool. */
const keepZones = changingAnswers('/gateway-pool/', (answer, { children }) => {
  const observed = new Map(
    objectsOf(children, 'DomainClaim').map(({ metadata, spec }) => [metadata.name, spec])
  )
  for (const { metadata, spec } of childrenOf(answer, 'DomainClaim'))
    spec.hostedZoneID = observed.get(metadata.name)?.hostedZoneID ?? spec.hostedZoneID
})

/** Bugs of the pool's hook in the decision which request gets which place. */
export const poolSabotages: Sabotages = {
  noBrake: {
    breaks: deletionsAreBraked.name,
    hooks: changingPoolSpec(spec => ({ ...spec, deletionBrake: { percent: 100, atLeast: 1 } }))
  },
  selfAllowed: { breaks: deletionsAreBraked.name, hooks: allowByItself },
  zonesForLife: { breaks: adviceHelps.name, hooks: keepZones },
  lostClaim: { breaks: gatewayStays.name, hooks: loseClaims },
  largestLimit: { breaks: gatewayQuota.name, hooks: shareLargestLimit },
  noLimit: { breaks: gatewayQuota.name, hooks: withSingleGateway(62) },
  ghostListener: {
    breaks: listenersAdmitOwners.name,
    hooks: addingListener({ name: 'ghost', hostname: 'ghost.elsewhere.com' })
  },
  openDomains: { breaks: domainsAreKept.name, hooks: openDomains },
  anyScheme: { breaks: schemeIsThePools.name, hooks: anyScheme },
  takenByNobody: { breaks: waitsEnd.name, hooks: denyEveryone },
  paidByOthers: { breaks: sharesAreFair.name, hooks: chargeEveryone },
  fullForNothing: { breaks: adviceHelps.name, hooks: withSingleGateway(1) }
}
