import type { DomainClaim } from '../../../hooks/api/domain-claim.ts'
import { isReady, type Sight, type Step } from '../sight.ts'
import { type Finding, firstOf, type Invariant } from './invariant.ts'

/**
 * What a person destroys is seen at the next look. A claim that is Ready looks at the resync every half hour, by
 * snapshots of at most a minute; one on its way to Ready believes a snapshot of its zone for ten minutes, and in all
 * cases syncs may be lost and tried again while faults strike.
 */
const unseenMilliseconds = 45 * 60_000

/** A request repeats what a cache told of its claim, which may be late. */
const repeatedMilliseconds = 5 * 60_000

export const readyIsTrue: Invariant = {
  name: 'Ready is never True while certificate, listener or record is missing',
  begin: () => {
    const lastGood = new Map<string, number>()
    return {
      afterStep: (sight, step) =>
        firstOf(sight.claims(), claim => watchClaim(claim, sight, lastGood)) ?? requestSaysReady(sight, step, lastGood),
      settled: sight =>
        firstOf(sight.claims(), claim => (isReady(claim) ? (missing(claim, sight) ?? outdated(claim)) : undefined))
    }
  }
}

function watchClaim(claim: DomainClaim, sight: Sight, lastGood: Map<string, number>): Finding {
  const { hostname } = claim.spec
  if (!isReady(claim) || claim.metadata.deletionTimestamp !== undefined) return undefined
  const what = missing(claim, sight)
  if (what === undefined) lastGood.set(hostname, sight.now())
  return sight.now() - sight.people.disturbedAt(hostname) < unseenMilliseconds ? undefined : what
}

function missing(claim: DomainClaim, sight: Sight): Finding {
  const { hostname, gatewayRef } = claim.spec
  const what = `${hostname} is Ready, and`
  const arns = sight.certificatesOn(gatewayRef)
  const issued = sight.certificates().filter(({ domain, status }) => domain === hostname && status === 'ISSUED')
  if (issued.length === 0) return `${what} has no issued certificate`
  if (!issued.some(({ arn }) => arns.includes(arn))) return `${what} its load balancer does not carry the certificate`
  const gateway = sight.gateways().find(({ metadata }) => metadata.name === gatewayRef.name)
  if (!gateway?.spec.listeners.some(listener => listener.hostname === hostname)) return `${what} has no listener`
  return misdirected(claim, sight)
}

/** In the end a Ready claim has the records that its load balancer calls for. */
function outdated({ spec, status }: DomainClaim): Finding {
  const wanted = spec.target?.recordTypes.toSorted() ?? []
  const found = status?.alias?.recordTypes?.toSorted() ?? []
  return wanted.join() === found.join() ? undefined : `${spec.hostname} has ${found} where ${wanted} are wanted`
}

/** Each record that the claim says it has, and is still to have, points to the load balancer. */
function misdirected({ spec, status }: DomainClaim, sight: Sight): Finding {
  const { hostname, hostedZoneID, gatewayRef } = spec
  const target = sight.addressOf(gatewayRef)
  const here = sight.records().filter(({ zoneID, name }) => zoneID === hostedZoneID && name === hostname)
  const types = spec.target?.recordTypes.filter(type => status?.alias?.recordTypes?.includes(type)) ?? []
  return firstOf(new Set(['A', ...types]), wanted => {
    const alias = here.find(({ type }) => type === wanted)
    const isRight = target !== undefined && alias?.target === target
    return isRight ? undefined : `${hostname} is Ready, and its ${wanted} points to ${alias?.target ?? 'nothing'}`
  })
}

/** A request that turns Ready repeats its claim, which must have been Ready in truth not long ago. */
function requestSaysReady(sight: Sight, step: Step, lastGood: ReadonlyMap<string, number>): Finding {
  if (!('event' in step) || step.event.object.kind !== 'GatewayHostnameRequest') return undefined
  const { object, old, type } = step.event
  if (type === 'DELETED' || !isReady(object as never) || isReady(old as never)) return undefined
  const hostname = String(object.spec?.hostname)
  if (sight.now() - sight.people.disturbedAt(hostname) < unseenMilliseconds) return undefined
  const good = lastGood.get(hostname) ?? Number.NEGATIVE_INFINITY
  if (sight.now() - good <= repeatedMilliseconds) return undefined
  return `request ${object.metadata.name} says that ${hostname} is Ready, which it is not`
}
