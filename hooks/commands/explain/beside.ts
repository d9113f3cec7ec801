import { conditionOf } from '../../conditions/conditions.ts'
import { readConditions } from '../../conditions/read-conditions.ts'
import { isReason, reasons } from '../../conditions/reasons.ts'
import type { ReadObject } from '../cluster/cluster-reader.ts'
import { nameOf, textAt } from '../cluster/objects.ts'
import { type Reading, readValue } from '../cluster/reading.ts'
import type { HostnameSeen } from '../hostnames/observe-hostname.ts'
import { poolOf } from '../hostnames/observe-hostname.ts'
import type { Beside, Unread } from './story.ts'

/** The steps that wait for the load balancer. */
const ofLoadBalancer: readonly unknown[] = ['CertificateAttached', 'DNSAliasReady', 'RouteAccepted']

/**
 * What other objects say that concerns a hostname which is not Ready: the pool about Gateways that
 * wait for a person, and the load balancer controller, if the hostname waits for it.
 * @param present - the step that is awaited
 */
export function besideOf(seen: HostnameSeen, present: string | undefined): Beside[] {
  const gateway = seen.gateway && readValue(seen.gateway)
  const pool = readValue(seen.pool)
  const waits = ofLoadBalancer.includes(present)
  return [
    ...poolMissing(seen),
    ...deletionOf(pool, 'GatewayPool'),
    ...falseConditions('GatewayPool', pool, ['GatewaysReady']).filter(({ stalls }) => stalls),
    ...deletionOf(gateway, 'Gateway'),
    ...(waits ? falseConditions('Gateway', gateway, ['Accepted', 'Programmed']) : [])
  ].map(({ object, says }) => ({ object, says }))
}

function poolMissing({ pool, request }: HostnameSeen): Beside[] {
  if (pool.ok || pool.kind !== 'missing') return []
  return [{ object: `GatewayPool ${poolOf(request)}`, says: 'does not exist' }]
}

function deletionOf(object: ReadObject | undefined, kind: string): Beside[] {
  const since = object?.metadata.deletionTimestamp
  if (object === undefined || since === undefined) return []
  return [{ object: `${kind} ${nameOf(object)}`, says: `is being deleted since ${since}` }]
}

function falseConditions(
  kind: string,
  object: ReadObject | undefined,
  types: readonly string[]
): (Beside & { stalls: boolean })[] {
  const conditions = readConditions(object?.status)
  return types.flatMap(type => {
    const found = conditionOf(conditions, type)
    if (object === undefined || found === undefined || found.status === 'True') return []
    const says = `${type} is ${found.status} (${found.reason}): ${found.message}`
    const { reason } = found
    const stalls = isReason(reason) && reasons[reason].stalls
    return [{ object: `${kind} ${nameOf(object)}`, says: says.replace(/: $/, ''), stalls }]
  })
}

/** What could not be read, and why. What does not exist was read. */
export function unreadOf({ claim, denial, pool, gateway }: HostnameSeen): Unread[] {
  const all: [string, Reading<unknown> | undefined][] = [
    ['the DomainClaim', claim],
    ['the HostnameDenial', denial],
    ['the GatewayPool', pool],
    ['the Gateway', gateway]
  ]
  return all.flatMap(([what, reading]) =>
    reading === undefined || reading.ok || reading.kind === 'missing'
      ? []
      : [{ what, isDenied: reading.kind === 'denied', why: reading.why }]
  )
}

/** `namespace/name` of the Gateway that a claim or a request names. */
export function gatewayNameOf(seen: HostnameSeen): string | undefined {
  const refs = [
    [readValue(seen.claim), 'spec', 'gatewayRef'],
    [seen.request, 'status', 'parentRef']
  ] as const
  for (const [object, part, field] of refs) {
    const [namespace, name] = ['namespace', 'name'].map(key => textAt(object, part, field, key))
    if (namespace !== undefined && name !== undefined) return `${namespace}/${name}`
  }
  return undefined
}
