import { claimFinalizer } from '../../api/domain-claim.ts'
import type { HostnameDenialSpec } from '../../api/hostname-denial.ts'
import type { DesiredObject, KubernetesObject } from '../../api/objects.ts'
import { advise } from '../../conditions/advise.ts'
import { defined } from '../../defined.ts'
import { domainFinder } from '../../hostname/domains.ts'
import { textOf } from '../../text/text-of.ts'
import type { Held } from '../admit/held.ts'
import type { RefusedRequest } from '../admit/refusal.ts'
import type { Attachment } from '../attach/attach.ts'
import { newConfigurations } from '../gateways/configurations.ts'
import { countLeft } from '../observe/count-left.ts'
import type { Observation } from '../observe/observe.ts'
import type { Placement } from '../place/place.ts'
import { renderHeldClaim, renderNewClaim } from './render-claim.ts'
import { ourAnnotations, renderGateway, renderLeaving } from './render-gateway.ts'

/** All children that are wanted, in a fixed order: the outcome of the fourth stage. */
export type Rendered = {
  /** The objects of each Gateway, by the name of the Gateway. */
  gateways: ReadonlyMap<string, readonly DesiredObject[]>
  claims: readonly DesiredObject[]
  denials: readonly DesiredObject<HostnameDenialSpec>[]
}

/** Renders the children. The same input gives the same bytes. */
export function render(
  seen: Observation,
  placement: Placement,
  attachments: readonly Attachment[]
): Rendered {
  return {
    gateways: renderGateways(seen, placement, attachments),
    claims: renderClaims(seen, placement, attachments),
    denials: isEmptied(seen) ? [] : denialsOf(seen, placement.refused)
  }
}

function renderGateways(
  seen: Observation,
  { leaving }: Placement,
  attachments: readonly Attachment[]
): ReadonlyMap<string, readonly DesiredObject[]> {
  const wanted = new Set(attachments.map(({ gateway }) => gateway.name))
  const kept = [
    ...leaving.filter(({ exists }) => exists).map(({ name }) => name),
    ...newConfigurations(seen).filter(name => !wanted.has(name))
  ]
  return new Map([
    ...attachments.map(
      attachment => [attachment.gateway.name, renderGateway(seen, attachment)] as const
    ),
    ...kept.map(name => [name, renderLeaving(seen, name)] as const)
  ])
}

function renderClaims(
  seen: Observation,
  { held, placed, shares }: Placement,
  attachments: readonly Attachment[]
): DesiredObject[] {
  const byGateway = new Map(attachments.map(attachment => [attachment.gateway.name, attachment]))
  const attachmentOf = ({ claim }: Held) => {
    const { namespace, name } = claim.object.spec.gatewayRef
    return namespace === seen.pool.spec.gatewayNamespace ? byGateway.get(name) : undefined
  }
  const domainOf = domainFinder(seen.pool.spec.domains)
  const placeOf = (holding: Held) =>
    defined({ domain: domainOf(holding.claim.hostname), attachment: attachmentOf(holding) })
  const staying = held.filter(({ leaving }) => !leaving)
  return [
    ...seen.unreadableClaims.map(({ object }) =>
      listAgain(object, 'DomainClaim', seen.versions.DomainClaim)
    ),
    ...staying.map(holding => renderHeldClaim(seen, holding, placeOf(holding), shares)),
    ...placed.map(newcomer => renderNewClaim(seen, newcomer))
  ]
}

/** Lists a child as it was observed. If the answer left the child out, it would be deleted. */
export function listAgain(
  object: KubernetesObject,
  kind: string,
  apiVersion: string
): DesiredObject {
  const { name, namespace, annotations } = object.metadata
  const kept = ourAnnotations.filter(key => annotations?.[key] !== undefined)
  const values = Object.fromEntries(kept.map(key => [key, textOf(annotations?.[key])]))
  const metadata = {
    name,
    ...defined({ namespace }),
    ...(kept.length === 0 ? {} : { annotations: values }),
    ...(kind === 'DomainClaim' ? { finalizers: [claimFinalizer] } : {})
  }
  return { apiVersion, kind, metadata, spec: object.spec }
}

/** Whether only denials are left of a pool that is being deleted. The denials go last. */
function isEmptied(seen: Observation): boolean {
  return seen.finalizing && countLeft(seen) === 0
}

/** Most characters of a denial's message, as the CRD bounds it. */
const longestMessage = 2048

function denialsOf(
  { pool, versions }: Observation,
  refused: readonly RefusedRequest[]
): DesiredObject<HostnameDenialSpec>[] {
  const poolName = pool.metadata.name
  return refused.map(({ ref, reason, message: fact }) => {
    const message = advise(reason, fact, longestMessage)
    return {
      apiVersion: versions.HostnameDenial,
      kind: 'HostnameDenial',
      metadata: { name: ref.uid },
      spec: { requestRef: ref, poolName, reason, message }
    }
  })
}
