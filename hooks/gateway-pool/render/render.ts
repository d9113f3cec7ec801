import type { HostnameDenialSpec } from '../../api/hostname-denial.ts'
import type { DesiredObject, KubernetesObject } from '../../api/objects.ts'
import { advise } from '../../conditions/advise.ts'
import { defined } from '../../defined.ts'
import type { RefusedRequest } from '../admit/refusal.ts'
import type { Attachment } from '../attach/attach.ts'
import { newConfigurations } from '../gateways/frozen.ts'
import { countLeft } from '../observe/count-left.ts'
import type { Observation } from '../observe/observe.ts'
import type { Placement } from '../place/place.ts'
import { renderHeldClaim, renderNewClaim } from './render-claim.ts'
import { ourAnnotations, renderGateway, renderLeaving } from './render-gateway.ts'

/** All that is wanted, by kind of concern, in a fixed order: the fourth stage. */
export type Rendered = {
  gateways: readonly DesiredObject[]
  claims: readonly DesiredObject[]
  denials: readonly DesiredObject<HostnameDenialSpec>[]
}

/** Renders the children. The same input gives the same bytes. */
export function render(
  seen: Observation,
  placement: Placement,
  attachments: readonly Attachment[]
): Rendered {
  const at = new Map(attachments.map(attachment => [attachment.slot.name, attachment]))
  const leaving = placement.leaving.filter(name => seen.gateways.has(name))
  const kept = [...leaving, ...newConfigurations(seen).filter(name => !at.has(name))]
  const staying = placement.held.filter(held => !held.leaving)
  const held = staying.map(one =>
    renderHeldClaim(seen, one, gatewayOf(one.claim.object.spec.gatewayRef, at, seen))
  )
  return {
    gateways: [
      ...attachments.flatMap(attachment => renderGateway(seen, attachment)),
      ...kept.flatMap(name => renderLeaving(seen, name))
    ],
    claims: [
      ...seen.unreadableClaims.map(({ object }) => listAgain(object, seen.versions.DomainClaim)),
      ...held,
      ...placement.placed.map(placed => renderNewClaim(seen, placed))
    ],
    denials: isEmptied(seen) ? [] : denialsOf(seen, placement.refused)
  }
}

type GatewayRef = { namespace: string; name: string }

function gatewayOf(
  { namespace, name }: GatewayRef,
  attachment: ReadonlyMap<string, Attachment>,
  { pool }: Observation
) {
  return namespace === pool.spec.gatewayNamespace ? attachment.get(name) : undefined
}

/** A child as it was observed: what is left out of the answer is deleted. */
export function listAgain(object: KubernetesObject, apiVersion: string): DesiredObject {
  const { name, namespace, annotations } = object.metadata
  const kept = ourAnnotations.filter(key => annotations?.[key] !== undefined)
  const records = Object.fromEntries(kept.map(key => [key, String(annotations?.[key])]))
  const metadata = {
    name,
    ...defined({ namespace }),
    ...(kept.length === 0 ? {} : { annotations: records })
  }
  return { apiVersion, kind: object.kind, metadata, spec: object.spec }
}

/** A pool that is being deleted refuses as long as it is there for another reason. */
function isEmptied(seen: Observation): boolean {
  return seen.finalizing && countLeft(seen) === 0
}

function denialsOf(
  seen: Observation,
  refused: readonly RefusedRequest[]
): DesiredObject<HostnameDenialSpec>[] {
  const poolName = seen.pool.metadata.name
  return refused.map(({ ref, reason, message }) => ({
    apiVersion: seen.versions.HostnameDenial,
    kind: 'HostnameDenial',
    metadata: { name: ref.uid },
    spec: { requestRef: ref, poolName, reason, message: advise(reason, message, 2048) }
  }))
}
