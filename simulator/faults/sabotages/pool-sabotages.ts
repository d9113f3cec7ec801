import { apiVersion } from '../../../hooks/api/schema.ts'
import type { Call } from '../../engine/types.ts'
import { isReady } from '../conditions.ts'
import { gatewayStays } from '../invariants/claims.ts'
import { sharesAreFair } from '../invariants/fair-shares.ts'
import { gatewayQuota } from '../invariants/gateway-quota.ts'
import { listenersAdmitOwners } from '../invariants/gateways.ts'
import { settles } from '../invariants/settles.ts'
import {
  type Answer,
  addingListener,
  type Body,
  changingAnswers,
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

/** Bugs of the pool's hook in the decision which request gets which place. */
export const poolSabotages: Sabotages = {
  lostClaim: { breaks: gatewayStays.name, hooks: loseClaims },
  largestLimit: { breaks: gatewayQuota.name, hooks: shareLargestLimit },
  noLimit: { breaks: gatewayQuota.name, hooks: withSingleGateway(62) },
  ghostListener: {
    breaks: listenersAdmitOwners.name,
    hooks: addingListener({ name: 'ghost', hostname: 'ghost.elsewhere.com' })
  },
  takenByNobody: { breaks: settles.name, hooks: denyEveryone },
  paidByOthers: { breaks: sharesAreFair.name, hooks: chargeEveryone },
  fullForNothing: { breaks: settles.name, hooks: withSingleGateway(1) }
}
