import type { KubeObject } from '../../api-store/objects.ts'
import type { Sight, Step } from '../sight.ts'
import { type Finding, firstOf, type Invariant, writtenKind } from './invariant.ts'

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
  begin: () => ({
    afterStep: (_, step) => {
      if (!('event' in step) || step.event.object.kind !== 'DomainClaim' || step.event.old === undefined)
        return undefined
      const [before, after] = [gatewayOf(step.event.old), gatewayOf(step.event.object)]
      return before === after ? undefined : `${step.event.object.metadata.name} moved from ${before} to ${after}`
    }
  })
}

function gatewayOf({ spec }: KubeObject): string {
  return JSON.stringify(spec?.gatewayRef)
}

const finalizer = 'metacontroller.io/compositecontroller-domain-claims'

export const finalizersWait: Invariant = {
  name: 'the finalizer of a claim goes only when AWS is clean',
  begin: () => ({
    afterStep: (sight, step) => {
      const claim = releasedClaim(step)
      if (claim === undefined || sight.people.forced.has(claim.metadata.uid)) return undefined
      return leftInAWS(sight, claim)
    }
  })
}

/** The claim that this step let go, by Metacontroller's hand. */
function releasedClaim(step: Step): KubeObject | undefined {
  if (!('event' in step) || step.event.object.kind !== 'DomainClaim') return undefined
  const { object, old } = step.event
  const had = old?.metadata.finalizers?.includes(finalizer) === true
  const isGone = step.event.type === 'DELETED' || !object.metadata.finalizers?.includes(finalizer)
  return had && isGone ? object : undefined
}

function leftInAWS(sight: Sight, { metadata: { name } }: KubeObject): Finding {
  const owner = sight.owners().find(({ claim }) => claim === name)
  if (owner !== undefined) return `${name} was let go while its TXT stands at ${owner.hostname}`
  const left = sight.ownCertificates().find(({ claim }) => claim === name)
  return left === undefined ? undefined : `${name} was let go while ${left.certificate.arn} exists`
}
