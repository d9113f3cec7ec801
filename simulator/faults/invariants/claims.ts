import type { DomainClaim } from '../../../hooks/api/domain-claim.ts'
import type { KubeObject } from '../../api-store/objects.ts'
import type { WatchEvent } from '../../api-store/storage.ts'
import type { Truth } from '../truth.ts'
import { type Finding, firstOf, type Invariant, releasedClaim, writtenKind } from './invariant.ts'
import { findLeftBehind, noteKeptRecord } from './validation-records.ts'

export const oneClaimPerHostname: Invariant = {
  name: 'at most one claim holds a hostname',
  begin: () => ({
    afterStep: (truth, step) => {
      if (writtenKind(step) !== 'DomainClaim') return undefined
      const byHostname = Map.groupBy(truth.claims(), ({ spec }) => spec.hostname)
      return firstOf(byHostname, ([hostname, claims]) => {
        if (claims.length === 1) return undefined
        return `${hostname} is held by ${claims.map(({ metadata }) => metadata.name).join(', ')}`
      })
    }
  })
}

export const gatewayStays: Invariant = {
  name: "a hostname's Gateway never changes by itself",
  begin: () => {
    const firstGateways = new Map<string, string>()
    return {
      afterStep: (truth, step) => {
        if (!('event' in step) || step.event.object.kind !== 'DomainClaim') return undefined
        return lostClaim(step.event, truth) ?? movedGateway(step.event.object, firstGateways)
      }
    }
  }
}

/**
 * Finds a claim that is deleted while its request still asks for its hostname. The next claim of
 * the request might be placed on another Gateway. Deletions by people do not count.
 */
function lostClaim({ type, object, old }: WatchEvent, { people, requests }: Truth): Finding {
  const isDeleted = type === 'DELETED' || object.metadata.deletionTimestamp !== undefined
  const wasDeleted = old?.metadata.deletionTimestamp !== undefined
  if (!isDeleted || wasDeleted || people.forcedUIDs.has(object.metadata.uid)) return undefined
  const { requestRef, hostname, poolName } = specOf(object)
  const request = requests().find(({ metadata }) => metadata.uid === requestRef.uid)
  if (request?.spec.hostname !== hostname || request.spec.poolName !== poolName) return undefined
  return `${object.metadata.name} is deleted, and request ${requestRef.name} asks for it`
}

/**
 * Reports a claim that is on a different Gateway than the first claim of its request was.
 * @param firstGateways - the first Gateway of each request, by uid of the request
 */
function movedGateway(claim: KubeObject, firstGateways: Map<string, string>): Finding {
  const { requestRef, gatewayRef } = specOf(claim)
  const current = JSON.stringify(gatewayRef)
  const first = firstGateways.get(requestRef.uid) ?? current
  firstGateways.set(requestRef.uid, first)
  return first === current ? undefined : `${claim.metadata.name} moved from ${first} to ${current}`
}

function specOf({ spec }: KubeObject): DomainClaim['spec'] {
  return spec as DomainClaim['spec']
}

export const finalizersWait: Invariant = {
  name: 'the finalizer of a claim goes only when AWS is clean',
  begin: () => {
    const keptNames = new Set<string>()
    return {
      afterStep: (truth, step) => {
        noteKeptRecord(keptNames, truth, step)
        const claim = releasedClaim(step, truth)
        return claim && leftInAWS(claim, keptNames, truth)
      }
    }
  }
}

function leftInAWS(claim: DomainClaim, keptNames: ReadonlySet<string>, truth: Truth): Finding {
  const { name } = claim.metadata
  const released = `${name} has lost its finalizer while`
  const owner = truth.owners().find(owner => owner.claim === name)
  if (owner !== undefined) return `${released} its TXT record at ${owner.hostname} is there`
  const own = truth.ownCertificates().find(own => own.claim === name)
  if (own !== undefined) return `${released} ${own.certificate.arn} exists`
  const record = findLeftBehind(claim, keptNames, truth)
  return record && `${released} ${record.name} ${record.type} is there`
}
