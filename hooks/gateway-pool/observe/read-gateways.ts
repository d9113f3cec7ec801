import { fieldOf } from '../../api/field-of.ts'
import type { KubernetesObject } from '../../api/objects.ts'
import { group } from '../../api/schema.ts'
import { parseJSON } from '../../text/parse-json.ts'
import { textOf } from '../../text/text-of.ts'
import { otherManagersOf } from '../../wire/field-managers.ts'

/** The certificates of one observed LoadBalancerConfiguration, for port 443. */
export type Configuration = {
  object: KubernetesObject
  /** The default certificate first. */
  arns: readonly string[]
  /** Which certificate we assigned to which hostname: hostname → ARN. Kept in an annotation. */
  assignments: ReadonlyMap<string, string>
}

/** A listener of an observed Gateway, whoever added it. */
export type Listener = {
  name: string
  protocol: string
  hostname?: string
  /**
   * Field managers other than ours that own this listener. While there is one, our apply cannot
   * remove the listener.
   */
  otherManagers: readonly string[]
  raw: unknown
}

/** The `protocolPort` under which a LoadBalancerConfiguration lists all certificates. */
export const httpsPort = 'HTTPS:443'
/** Annotation on a LoadBalancerConfiguration: JSON, hostname → ARN. */
export const assignmentsAnnotation = `${group}/certificates`

/**
 * Reads the certificates of a LoadBalancerConfiguration. Values that are not valid are left out.
 */
export function readConfiguration(object: KubernetesObject): Configuration {
  const listeners = listOf(fieldOf(object.spec, 'listenerConfigurations'))
  const https = listeners.find(listener => fieldOf(listener, 'protocolPort') === httpsPort)
  const arns = [fieldOf(https, 'defaultCertificate'), ...listOf(fieldOf(https, 'certificates'))]
  const named = arns.filter(arn => typeof arn === 'string' && arn !== '') as string[]
  return { object, arns: [...new Set(named)], assignments: assignmentsOf(object) }
}

/** The listeners of an observed Gateway. */
export function listenersOf(gateway: KubernetesObject | undefined): Listener[] {
  if (gateway === undefined) return []
  const listeners = listOf(fieldOf(gateway.spec, 'listeners'))
  return listeners.flatMap(raw => readListener(raw, gateway) ?? [])
}

function readListener(raw: unknown, gateway: KubernetesObject): Listener | undefined {
  const name = fieldOf(raw, 'name')
  if (typeof name !== 'string') return undefined
  const hostname = fieldOf(raw, 'hostname')
  return {
    name,
    protocol: textOf(fieldOf(raw, 'protocol')),
    ...(typeof hostname === 'string' ? { hostname } : {}),
    otherManagers: otherManagersOf(gateway, ['f:listeners', `k:${JSON.stringify({ name })}`]),
    raw
  }
}

/** The DNS name of a Gateway's load balancer; `undefined` while it has none. */
export function addressOf(gateway: KubernetesObject | undefined): string | undefined {
  const addresses = listOf(fieldOf(gateway?.status, 'addresses'))
  return addresses.map(address => fieldOf(address, 'value')).find(isDNSName)
}

function isDNSName(value: unknown): value is string {
  return typeof value === 'string' && dnsName.test(value) && value.length <= 253
}

const dnsName = /^[A-Za-z0-9-]+(\.[A-Za-z0-9-]+)+\.?$/

function assignmentsOf(object: KubernetesObject): Map<string, string> {
  const written = fieldOf(object.metadata.annotations, assignmentsAnnotation)
  const parsed = typeof written === 'string' ? parseJSON(written) : undefined
  const entries = Object.entries(typeof parsed === 'object' && parsed !== null ? parsed : {})
  return new Map(entries.filter((entry): entry is [string, string] => typeof entry[1] === 'string'))
}

/** The value if it is a list, else an empty list. */
export function listOf(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : []
}
