import { apiVersion } from '../../../hooks/api/schema.ts'
import type { Call } from '../../engine/types.ts'
import { gatewayStays } from '../invariants/claims.ts'
import { settles } from '../invariants/ends.ts'
import { gatewayQuota } from '../invariants/gateway-quota.ts'
import { listenersAdmitOwners } from '../invariants/gateways.ts'
import { isReady } from '../sight.ts'
import type { Sabotage } from './sabotage.ts'
import { answering, askingPool, childrenOf, listed, listenersOf, type Wrap } from './wrap.ts'

/** Each claim that was Ready is once released long ago, and left out when it says so. */
function losingClaims(...[call, world]: Parameters<Wrap>): Call {
  const releases = new Map<string, string>()
  return answering('/gateway-pool/', (answer, { children }, now) => {
    for (const { metadata, spec, status } of listed(children, 'DomainClaim')) {
      const wanted = childrenOf(answer, 'DomainClaim').find(
        ({ metadata: { name } }) => name === metadata.name
      )
      if (wanted === undefined || !isReady({ ...(status && { status }) })) continue
      const releasedAt =
        releases.get(metadata.name) ?? new Date(now - 3600_000).toISOString().replace(/\.\d+/, '')
      releases.set(metadata.name, releasedAt)
      if (spec.releasedAt === releasedAt) answer.children.splice(answer.children.indexOf(wanted), 1)
      else wanted.spec.releasedAt = releasedAt
    }
  })(call, world)
}

/** Whoever asks for what others ask for too is told that it is taken, and nobody gets it. */
const takingNobody = answering('/gateway-pool/', (answer, { related, children }) => {
  const held = listed(children, 'DomainClaim').map(({ spec }) => spec.hostname)
  for (const claim of childrenOf(answer, 'DomainClaim')) {
    const { hostname, poolName } = claim.spec
    const askers = listed(related, 'GatewayHostnameRequest').filter(
      ({ spec }) => spec.hostname === hostname
    )
    if (askers.length < 2 || held.includes(hostname)) continue
    const denials = askers.map(({ metadata: { name, namespace, uid } }) => ({
      apiVersion,
      kind: 'HostnameDenial',
      metadata: { name: String(uid) },
      spec: {
        requestRef: { namespace, name, uid },
        poolName,
        reason: 'HostnameTaken',
        message: 'taken'
      }
    }))
    const names = denials.map(({ metadata }) => metadata.name)
    const others = answer.children.filter(
      child => child !== claim && !names.includes(child?.metadata.name ?? '')
    )
    answer.children = [...others, ...denials]
  }
})

/** Every pool takes the largest limit of any for its own. */
function largestLimit(...[call, world]: Parameters<Wrap>): Call {
  let most = 0
  return askingPool(spec => {
    const capacity = spec.capacity as { maxHostnamesPerGateway: number }
    most = Math.max(most, capacity.maxHostnamesPerGateway)
    return { ...spec, capacity: { ...capacity, maxHostnamesPerGateway: most } }
  })(call, world)
}

/** Bugs in who gets what, between Metacontroller and the hook of pools. */
export const poolSabotages: { readonly [name: string]: Sabotage } = {
  lostClaim: { breaks: gatewayStays.name, hooks: losingClaims },
  largestLimit: { breaks: gatewayQuota.name, hooks: largestLimit },
  ghostListener: {
    breaks: listenersAdmitOwners.name,
    hooks: answering('/gateway-pool/', answer => {
      for (const gateway of childrenOf(answer, 'Gateway')) {
        const listeners = listenersOf(gateway)
        const [model] = listeners.filter(({ hostname }) => hostname?.endsWith('.example.com'))
        if (model !== undefined)
          listeners.push({ ...model, name: 'ghost', hostname: 'ghost.elsewhere.com' })
      }
    })
  },
  takenByNobody: { breaks: settles.name, hooks: takingNobody },
  fullForNothing: {
    breaks: settles.name,
    hooks: askingPool(spec => ({
      ...spec,
      capacity: { maxHostnamesPerGateway: 1, minGateways: 0, maxGateways: 1 }
    }))
  }
}
