import type { DomainClaimSpec } from '../../../hooks/api/domain-claim.ts'
import type { HostnameDenialSpec } from '../../../hooks/api/hostname-denial.ts'
import type { KubernetesObject } from '../../../hooks/api/objects.ts'
import { sync, type World } from './world.ts'

/** What becomes of each request, in their order: `claim`, or the reason of its denial. */
export function fates(w: World): string[] {
  const { children } = sync(w)
  return w.requests.map(({ metadata }) => {
    const claim = children.find(
      ({ kind, spec }) => kind === 'DomainClaim' && uidOf(spec) === metadata.uid
    )
    const denial = children.find(
      ({ kind, metadata: { name } }) => kind === 'HostnameDenial' && name === metadata.uid
    )
    if (claim !== undefined && denial === undefined) return 'claim'
    return denial === undefined ? 'nothing' : (denial.spec as HostnameDenialSpec).reason
  })
}

function uidOf(spec: unknown): string {
  return (spec as DomainClaimSpec).requestRef.uid
}

/** The message of a request's denial. */
export function messageFor(w: World, asked: KubernetesObject): string {
  const denial = sync(w).children.find(({ metadata }) => metadata.name === asked.metadata.uid)
  return (denial?.spec as HostnameDenialSpec | undefined)?.message ?? 'no denial'
}
