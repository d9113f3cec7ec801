import type { Call } from '../../engine/types.ts'
import { gatewayStays } from '../invariants/claims.ts'
import { isReady } from '../sight.ts'
import type { Sabotage } from './sabotage.ts'
import { answering, childrenOf, listed, type Wrap } from './wrap.ts'

/** Each claim that was Ready is once released long ago, and left out when it says so. */
function losingClaims(...[call, world]: Parameters<Wrap>): Call {
  const releases = new Map<string, string>()
  return answering('/gateway-pool/', (answer, { children }, now) => {
    for (const { metadata, spec, status } of listed(children, 'DomainClaim')) {
      const wanted = childrenOf(answer, 'DomainClaim').find(({ metadata: { name } }) => name === metadata.name)
      if (wanted === undefined || !isReady({ ...(status && { status }) })) continue
      const releasedAt = releases.get(metadata.name) ?? new Date(now - 3600_000).toISOString().replace(/\.\d+/, '')
      releases.set(metadata.name, releasedAt)
      if (spec.releasedAt === releasedAt) answer.children.splice(answer.children.indexOf(wanted), 1)
      else wanted.spec.releasedAt = releasedAt
    }
  })(call, world)
}

/** Bugs in who gets what, between Metacontroller and the hook of pools. */
export const poolSabotages: { readonly [name: string]: Sabotage } = {
  lostClaim: { breaks: gatewayStays.name, hooks: losingClaims }
}
