import type { DomainClaim } from '../../../hooks/api/domain-claim.ts'
import type { HostnameRequest } from '../../../hooks/api/gateway-hostname-request.ts'
import { awsTimings } from '../../aws/timings.ts'
import { isReady } from '../conditions.ts'
import type { Step, Truth } from '../truth.ts'
import { type Finding, firstOf, type Invariant } from './invariant.ts'

/**
 * How long a Ready condition may be wrong after people have destroyed something (ms). The hooks
 * observe AWS for a Ready claim only at its resync, every half hour, and the observation may be a
 * minute old. For a claim that is not Ready yet, the observation of its zone may be ten minutes
 * old. Faults can make syncs fail, so that a later sync repeats them.
 */
export const unseenMilliseconds = 45 * 60_000

/** How long (ms) a request may repeat an old status of its claim, because a cache may be stale. */
const repeatedMilliseconds = 5 * 60_000

/**
 * How long (ms) a claim may be Ready for a spec that it no longer has. A change of the spec causes
 * a sync at once, which may take as long as a call to AWS may take.
 */
const outdatedMilliseconds = 30_000

/** Times (ms) by uid of the request. */
type Memory = {
  /** When the claim was last Ready and everything was in place. */
  lastGood: Map<string, number>
  /** Since when the conditions of the claim are of an older generation. */
  outdatedSince: Map<string, number>
  /** Since when the request is Ready although its claim is not Ready or something is missing. */
  wrongSince: Map<string, number>
}

export const readyIsTrue: Invariant = {
  name: 'Ready is never True while certificate, listener or record is missing',
  begin: () => {
    const memory: Memory = { lastGood: new Map(), outdatedSince: new Map(), wrongSince: new Map() }
    return {
      afterStep: (truth, step) =>
        firstOf(truth.claims(), claim => watchClaim(claim, truth, memory)) ??
        requestTurnsReadyEarly(truth, step, memory) ??
        claimTurnsReadyEarly(truth, step) ??
        firstOf(truth.requests(), request => watchRequest(request, truth, memory)),
      settled: checkSettled
    }
  }
}

function checkSettled(truth: Truth): Finding {
  const claims = truth.claims().filter(isReady)
  const requests = truth.requests().filter(isReady)
  return (
    firstOf(claims, claim => missing(claim, truth) ?? outdated(claim)) ??
    firstOf(requests, request => unfounded(request, truth)) ??
    firstOf(claims, claim => outOfSync(claim, truth))
  )
}

function watchClaim(claim: DomainClaim, truth: Truth, memory: Memory): Finding {
  const { lastGood } = memory
  const { hostname, requestRef } = claim.spec
  if (!isReady(claim) || claim.metadata.deletionTimestamp !== undefined) return undefined
  const finding = missing(claim, truth)
  if (finding === undefined && outOfSync(claim, truth) === undefined)
    lastGood.set(requestRef.uid, truth.now())
  const isExcused = isNewlyOutdated(claim, truth, memory) || isNewlyDisturbed(hostname, truth)
  return isExcused ? undefined : finding
}

/**
 * Whether the spec of the claim has just changed. A sync for the spec before may have changed AWS
 * meanwhile, and its status is not written yet. The conditions then are of an older generation.
 */
function isNewlyOutdated(claim: DomainClaim, { now }: Truth, { outdatedSince }: Memory): boolean {
  const { uid } = claim.spec.requestRef
  const ready = (claim.status?.conditions ?? []).find(({ type }) => type === 'Ready')
  if (ready?.observedGeneration === claim.metadata.generation) {
    outdatedSince.delete(uid)
    return false
  }
  const since = outdatedSince.get(uid) ?? now()
  outdatedSince.set(uid, since)
  return now() - since < outdatedMilliseconds
}

/** Whether people disturbed the hostname so recently that its claim may not know it yet. */
function isNewlyDisturbed(hostname: string, { now, people }: Truth): boolean {
  return now() - people.disturbedAt(hostname) < unseenMilliseconds
}

/** What a Ready claim lacks: a certificate, a listener or a record. */
function missing(claim: DomainClaim, truth: Truth): Finding {
  const { hostname, gatewayRef } = claim.spec
  const ready = `${hostname} is Ready, and`
  const issued = truth
    .certificates()
    .filter(({ domain, status }) => domain === hostname && status === 'ISSUED')
  if (issued.length === 0) return `${ready} has no issued certificate`
  const attached = truth.certificatesOn(gatewayRef)
  if (!issued.some(({ arn }) => attached.includes(arn)))
    return `${ready} its load balancer does not carry the certificate`
  const gateway = truth.gateways().find(({ metadata }) => metadata.name === gatewayRef.name)
  if (!gateway?.spec.listeners.some(listener => listener.hostname === hostname))
    return `${ready} has no listener`
  return misdirected(claim, truth)
}

/** Finds a Ready claim whose alias has other record types than the claim wants. */
function outdated({ spec, status }: DomainClaim): Finding {
  const wanted = (spec.target?.recordTypes.toSorted() ?? []).join()
  const found = (status?.alias?.recordTypes?.toSorted() ?? []).join()
  return wanted === found ? undefined : `${spec.hostname} has ${found} where ${wanted} are wanted`
}

/**
 * Finds a record of a claim that does not point to the load balancer. It checks the A record, and
 * each other record that the claim wants and that its status lists.
 */
function misdirected({ spec, status }: DomainClaim, truth: Truth): Finding {
  const { hostname, hostedZoneID, gatewayRef } = spec
  const target = truth.addressOf(gatewayRef)
  const records = truth
    .records()
    .filter(({ zoneID, name }) => zoneID === hostedZoneID && name === hostname)
  const written = status?.alias?.recordTypes
  const types = spec.target?.recordTypes.filter(type => written?.includes(type)) ?? []
  return firstOf(new Set(['A', ...types]), expected => {
    const alias = records.find(({ type }) => type === expected)
    if (target !== undefined && alias?.target === target) return undefined
    return `${hostname} is Ready, and its ${expected} points to ${alias?.target ?? 'nothing'}`
  })
}

/**
 * Finds a request that turns Ready too early. A request repeats the status of its claim. So when
 * the request turns Ready, everything must have been in place not long ago.
 */
function requestTurnsReadyEarly(truth: Truth, step: Step, { lastGood }: Memory): Finding {
  if (!turnsReady(step, 'GatewayHostnameRequest')) return undefined
  const { metadata, spec } = step.event.object
  const hostname = String(spec?.hostname)
  if (isNewlyDisturbed(hostname, truth)) return undefined
  const goodAt = lastGood.get(metadata.uid) ?? Number.NEGATIVE_INFINITY
  if (truth.now() - goodAt <= repeatedMilliseconds) return undefined
  return `request ${metadata.name} says that ${hostname} is Ready, which it is not`
}

/** Whether the step wrote an object of this kind whose Ready condition turned True. */
function turnsReady(step: Step, kind: string): step is Extract<Step, { event: unknown }> {
  if (!('event' in step) || step.event.object.kind !== kind) return false
  const { object, old, type } = step.event
  return type !== 'DELETED' && isReady(object) && !isReady(old)
}

/** Finds a request that is Ready without cause for longer than it may take to notice a change. */
function watchRequest(request: HostnameRequest, truth: Truth, { wrongSince }: Memory): Finding {
  const { uid } = request.metadata
  const finding = isReady(request) ? unfounded(request, truth) : undefined
  if (finding === undefined) {
    wrongSince.delete(uid)
    return undefined
  }
  const since = wrongSince.get(uid) ?? truth.now()
  wrongSince.set(uid, since)
  const isNew = truth.now() - since <= noticeMilliseconds
  return isNew || isNewlyDisturbed(request.spec.hostname, truth) ? undefined : finding
}

/**
 * How long (ms) a request may take to notice a change of its claim. If the event of the claim is
 * dropped, the request notices the change when it asks again, after seven minutes at most.
 */
const noticeMilliseconds = 8 * 60_000

/**
 * Finds what is missing although a request is Ready: a claim of the request, the claim's own Ready,
 * or something that a Ready claim must have, such as an alias.
 */
function unfounded({ metadata, spec }: HostnameRequest, truth: Truth): Finding {
  const claim = truth.claims().find(({ spec: { requestRef } }) => requestRef.uid === metadata.uid)
  const ready = `request ${metadata.namespace}/${metadata.name} for ${spec.hostname} is Ready, and`
  if (claim === undefined) return `${ready} has no claim`
  if (!isReady(claim) || claim.metadata.deletionTimestamp !== undefined)
    return `${ready} its claim is not`
  return missing(claim, truth)
}

/**
 * Finds a claim that turns Ready before its alias is INSYNC. A claim that was Ready before the step
 * does not count, because the hooks may just have repaired an alias that people removed.
 */
function claimTurnsReadyEarly(truth: Truth, step: Step): Finding {
  if (!turnsReady(step, 'DomainClaim')) return undefined
  return outOfSync(step.event.object as unknown as DomainClaim, truth)
}

/** Finds an alias of a claim that is so new that Route 53 has not propagated it yet. */
function outOfSync({ spec }: DomainClaim, { now, records }: Truth): Finding {
  const { hostname, hostedZoneID } = spec
  const aliases = records().filter(
    ({ zoneID, name, target }) => zoneID === hostedZoneID && name === hostname && target
  )
  if (aliases.every(({ since }) => now() - since >= awsTimings.changeSync)) return undefined
  return `${hostname} is Ready before Route 53 has propagated its alias`
}
