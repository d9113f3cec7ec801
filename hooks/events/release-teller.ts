import type { DomainClaimSpec } from '../api/domain-claim.ts'
import { fieldOf } from '../api/field-of.ts'
import type { DesiredObject, KubernetesObject } from '../api/objects.ts'
import { apiVersion } from '../api/schema.ts'
import { defined } from '../defined.ts'
import { groupedObjects } from '../wire/groups.ts'
import type { SyncRequest, SyncResponse } from '../wire/metacontroller.ts'
import type { TakeEvents } from './decide/new-event.ts'
import { refTo } from './decide/refs.ts'
import { type Holding, releaseEvents } from './decide/release-events.ts'
import { createTold } from './told.ts'

/** Tells which claims a pool releases and hands over, from its observed and its wanted claims. */
export function createReleaseTeller(take: TakeEvents) {
  const told = createTold<Holding>()
  return (request: SyncRequest, { children }: SyncResponse): void => {
    const observed = groupedObjects(request.children, 'DomainClaim', apiVersion) ?? []
    const wanted = new Map(children.filter(isClaim).map(claim => [claim.metadata.name, claim]))
    const graceSeconds = graceOf(request.parent)
    for (const claim of observed) {
      const next = wanted.get(claim.metadata.name)?.spec
      const isShown = isSame(claim.spec, next)
      const last = told.of(claim.metadata.uid)
      if (isShown && last === undefined) continue
      const before = last ?? holdingOf(claim.spec)
      const after = holdingOf(next)
      if (before === undefined || after === undefined) continue
      take(releaseEvents({ claim: refTo(claim), before, after }, graceSeconds))
      told.note(claim.metadata.uid, after, isShown)
    }
  }
}

/** The API server writes the default of the CRD into each pool. A pool of an old CRD may lack it. */
function graceOf({ spec }: KubernetesObject): number {
  const seconds = fieldOf(spec, 'releaseGraceSeconds')
  return typeof seconds === 'number' ? seconds : 300
}

function isClaim({ kind }: DesiredObject): boolean {
  return kind === 'DomainClaim'
}

/** Who holds the hostname; `undefined` if the claim does not have our form. */
function holdingOf(spec: unknown): Holding | undefined {
  const hostname = fieldOf(spec, 'hostname')
  const requestRef = fieldOf(spec, 'requestRef') as DomainClaimSpec['requestRef'] | undefined
  const releasedAt = fieldOf(spec, 'releasedAt')
  if (typeof hostname !== 'string' || typeof fieldOf(requestRef, 'uid') !== 'string')
    return undefined
  if (requestRef === undefined) return undefined
  const released = typeof releasedAt === 'string' ? releasedAt : undefined
  return { hostname, requestRef, ...defined({ releasedAt: released }) }
}

/** Whether two unchecked specs of a claim have the same holder and the same release. */
function isSame(a: unknown, b: unknown): boolean {
  if (fieldOf(a, 'releasedAt') !== fieldOf(b, 'releasedAt')) return false
  return fieldOf(fieldOf(a, 'requestRef'), 'uid') === fieldOf(fieldOf(b, 'requestRef'), 'uid')
}
