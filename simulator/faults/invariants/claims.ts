import type { DomainClaim } from '../../../hooks/api/domain-claim.ts'
import type { KubeObject } from '../../api-store/objects.ts'
import type { WatchEvent } from '../../api-store/storage.ts'
import type { Sight } from '../sight.ts'
import { type Finding, firstOf, type Invariant, releasedClaim, writtenKind } from './invariant.ts'
import { leftBehind, noteKept } from './validations.ts'

export const oneClaimPerHostname: Invariant = {
  name: 'at most one claim holds a hostname',
  begin: () => ({
    afterStep: (sight, step) => {
      if (writtenKind(step) !== 'DomainClaim') return undefined
      const holders = Map.groupBy(sight.claims(), ({ spec }) => spec.hostname)
      return firstOf(holders, ([hostname, claims]) =>
        claims.length > 1
          ? `${hostname} is held by ${claims.map(({ metadata }) => metadata.name).join(', ')}`
          : undefined
      )
    }
  })
}

export const gatewayStays: Invariant = {
  name: "a hostname's Gateway never changes by itself",
  begin: () => {
    const gateways = new Map<string, string>()
    return {
      afterStep: (sight, step) => {
        if (!('event' in step) || step.event.object.kind !== 'DomainClaim') return undefined
        return lostClaim(step.event, sight) ?? movedGateway(step.event.object, gateways)
      }
    }
  }
}

/** A claim that is deleted may come back elsewhere: who asks for its hostname keeps it, but for what people do. */
function lostClaim({ type, object, old }: WatchEvent, { people, requests }: Sight): Finding {
  const isGoing = type === 'DELETED' || object.metadata.deletionTimestamp !== undefined
  if (
    !isGoing ||
    old?.metadata.deletionTimestamp !== undefined ||
    people.forced.has(object.metadata.uid)
  )
    return undefined
  const { requestRef, hostname, poolName } = specOf(object)
  const asker = requests().find(({ metadata }) => metadata.uid === requestRef.uid)
  const isAsked = asker?.spec.hostname === hostname && asker.spec.poolName === poolName
  return isAsked
    ? `${object.metadata.name} is deleted, and request ${requestRef.name} asks for it`
    : undefined
}

/** For one request a hostname stays where it was put first, in whatever claim. */
function movedGateway(claim: KubeObject, gateways: Map<string, string>): Finding {
  const { requestRef, gatewayRef } = specOf(claim)
  const after = JSON.stringify(gatewayRef)
  const before = gateways.get(requestRef.uid) ?? after
  gateways.set(requestRef.uid, before)
  return before === after ? undefined : `${claim.metadata.name} moved from ${before} to ${after}`
}

function specOf({ spec }: KubeObject): DomainClaim['spec'] {
  return spec as DomainClaim['spec']
}

export const finalizersWait: Invariant = {
  name: 'the finalizer of a claim goes only when AWS is clean',
  begin: () => {
    const kept = new Set<string>()
    return {
      afterStep: (sight, step) => {
        noteKept(kept, sight, step)
        const claim = releasedClaim(step, sight)
        return claim && leftInAWS(claim, kept, sight)
      }
    }
  }
}

function leftInAWS(claim: DomainClaim, kept: ReadonlySet<string>, sight: Sight): Finding {
  const { name } = claim.metadata
  const owner = sight.owners().find(({ claim }) => claim === name)
  if (owner !== undefined) return `${name} was let go while its TXT stands at ${owner.hostname}`
  const left = sight.ownCertificates().find(({ claim }) => claim === name)
  if (left !== undefined) return `${name} was let go while ${left.certificate.arn} exists`
  const record = leftBehind(claim, kept, sight)
  return record && `${name} was let go while ${record.name} ${record.type} stands`
}
