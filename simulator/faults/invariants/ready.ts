import type { DomainClaim } from '../../../hooks/api/domain-claim.ts'
import type { HostnameRequest } from '../../../hooks/api/gateway-hostname-request.ts'
import { awsTimings } from '../../aws/timings.ts'
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

/** Times by uid of the request: when its claim was last Ready in truth, and since when it says so without one. */
type Memory = { lastGood: Map<string, number>; wrongSince: Map<string, number> }

export const readyIsTrue: Invariant = {
  name: 'Ready is never True while certificate, listener or record is missing',
  begin: () => {
    const memory: Memory = { lastGood: new Map(), wrongSince: new Map() }
    return {
      afterStep: (sight, step) =>
        firstOf(sight.claims(), claim => watchClaim(claim, sight, memory)) ??
        requestSaysReady(sight, step, memory) ??
        turnsReadyEarly(sight, step) ??
        firstOf(sight.requests(), request => staysReady(request, sight, memory)),
      settled: sight =>
        firstOf(sight.claims(), claim =>
          isReady(claim) ? (missing(claim, sight) ?? outdated(claim)) : undefined
        ) ??
        firstOf(sight.requests(), request =>
          isReady(request) ? unfounded(request, sight) : undefined
        ) ??
        firstOf(sight.claims(), claim => (isReady(claim) ? outOfSync(claim, sight) : undefined))
    }
  }
}

function watchClaim(claim: DomainClaim, sight: Sight, { lastGood }: Memory): Finding {
  const { hostname, requestRef } = claim.spec
  if (!isReady(claim) || claim.metadata.deletionTimestamp !== undefined) return undefined
  const what = missing(claim, sight)
  if (what === undefined && outOfSync(claim, sight) === undefined)
    lastGood.set(requestRef.uid, sight.now())
  return sight.now() - sight.people.disturbedAt(hostname) < unseenMilliseconds ? undefined : what
}

function missing(claim: DomainClaim, sight: Sight): Finding {
  const { hostname, gatewayRef } = claim.spec
  const what = `${hostname} is Ready, and`
  const arns = sight.certificatesOn(gatewayRef)
  const issued = sight
    .certificates()
    .filter(({ domain, status }) => domain === hostname && status === 'ISSUED')
  if (issued.length === 0) return `${what} has no issued certificate`
  if (!issued.some(({ arn }) => arns.includes(arn)))
    return `${what} its load balancer does not carry the certificate`
  const gateway = sight.gateways().find(({ metadata }) => metadata.name === gatewayRef.name)
  if (!gateway?.spec.listeners.some(listener => listener.hostname === hostname))
    return `${what} has no listener`
  return misdirected(claim, sight)
}

/** In the end a Ready claim has the records that its load balancer calls for. */
function outdated({ spec, status }: DomainClaim): Finding {
  const wanted = spec.target?.recordTypes.toSorted() ?? []
  const found = status?.alias?.recordTypes?.toSorted() ?? []
  return wanted.join() === found.join()
    ? undefined
    : `${spec.hostname} has ${found} where ${wanted} are wanted`
}

/** Each record that the claim says it has, and is still to have, points to the load balancer. */
function misdirected({ spec, status }: DomainClaim, sight: Sight): Finding {
  const { hostname, hostedZoneID, gatewayRef } = spec
  const target = sight.addressOf(gatewayRef)
  const here = sight
    .records()
    .filter(({ zoneID, name }) => zoneID === hostedZoneID && name === hostname)
  const types =
    spec.target?.recordTypes.filter(type => status?.alias?.recordTypes?.includes(type)) ?? []
  return firstOf(new Set(['A', ...types]), wanted => {
    const alias = here.find(({ type }) => type === wanted)
    const isRight = target !== undefined && alias?.target === target
    return isRight
      ? undefined
      : `${hostname} is Ready, and its ${wanted} points to ${alias?.target ?? 'nothing'}`
  })
}

/** A request that turns Ready repeats its claim, which must have been Ready in truth not long ago. */
function requestSaysReady(sight: Sight, step: Step, { lastGood }: Memory): Finding {
  if (!('event' in step) || step.event.object.kind !== 'GatewayHostnameRequest') return undefined
  const { object, old, type } = step.event
  if (type === 'DELETED' || !isReady(object as never) || isReady(old as never)) return undefined
  const hostname = String(object.spec?.hostname)
  if (sight.now() - sight.people.disturbedAt(hostname) < unseenMilliseconds) return undefined
  const good = lastGood.get(object.metadata.uid) ?? Number.NEGATIVE_INFINITY
  if (sight.now() - good <= repeatedMilliseconds) return undefined
  return `request ${object.metadata.name} says that ${hostname} is Ready, which it is not`
}

/** A request that has been Ready for a while has a claim that is, unless nobody could tell it yet. */
function staysReady(request: HostnameRequest, sight: Sight, { wrongSince }: Memory): Finding {
  const { uid } = request.metadata
  const what = isReady(request) ? unfounded(request, sight) : undefined
  if (what === undefined) {
    wrongSince.delete(uid)
    return undefined
  }
  const since = wrongSince.get(uid) ?? sight.now()
  wrongSince.set(uid, since)
  const isDisturbed =
    sight.now() - sight.people.disturbedAt(request.spec.hostname) < unseenMilliseconds
  return isDisturbed || sight.now() - since <= toldMilliseconds(sight) ? undefined : what
}

/** A request that is Ready asks by itself no sooner than at the resync; the events of its claim may be dropped. */
function toldMilliseconds({ schedule: { faults } }: Sight): number {
  return faults.relatedDropped === undefined ? repeatedMilliseconds : unseenMilliseconds
}

/** What a request that is Ready lacks: a claim of its own that is Ready, with all that this takes. */
function unfounded({ metadata, spec }: HostnameRequest, sight: Sight): Finding {
  const claim = sight.claims().find(({ spec: { requestRef } }) => requestRef.uid === metadata.uid)
  const what = `request ${metadata.namespace}/${metadata.name} for ${spec.hostname} is Ready, and`
  if (claim === undefined) return `${what} has no claim`
  if (!isReady(claim) || claim.metadata.deletionTimestamp !== undefined)
    return `${what} its claim is not`
  return missing(claim, sight)
}

/** A claim that turns Ready; of one that is Ready an alias that was taken away may just be written again. */
function turnsReadyEarly(sight: Sight, step: Step): Finding {
  if (
    !('event' in step) ||
    step.event.object.kind !== 'DomainClaim' ||
    step.event.type === 'DELETED'
  )
    return undefined
  const { object, old } = step.event
  return isReady(object as never) && !isReady(old as never)
    ? outOfSync(object as unknown as DomainClaim, sight)
    : undefined
}

/** What is written is not yet what the world is told: Route 53 says so with INSYNC. */
function outOfSync(
  { spec: { hostname, hostedZoneID } }: DomainClaim,
  { now, records }: Sight
): Finding {
  const here = records().filter(
    ({ zoneID, name, target }) => zoneID === hostedZoneID && name === hostname && target
  )
  const isSpreading = here.some(({ since }) => now() - since < awsTimings.changeSync)
  return isSpreading
    ? `${hostname} is Ready before Route 53 has told its alias everywhere`
    : undefined
}
