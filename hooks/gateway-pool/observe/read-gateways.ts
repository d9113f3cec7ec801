import { fieldOf } from '../../api/field-of.ts'
import type { KubernetesObject } from '../../api/objects.ts'
import { group } from '../../api/schema.ts'
import { otherManagersOf } from './field-managers.ts'

/** What one observed LoadBalancerConfiguration carries on port 443. */
export type Configuration = {
  object: KubernetesObject
  /** The default certificate first. */
  arns: readonly string[]
  /** Our assignments on it, whose certificate is whose: hostname → ARN. */
  assignments: ReadonlyMap<string, string>
}

/** A listener of an observed Gateway, whoever put it there. */
export type Listener = {
  name: string
  protocol: string
  hostname?: string
  /** Field managers beside ours that own it: leaving it out of an apply does not remove it. */
  otherManagers: readonly string[]
  raw: unknown
}

/** The protocol and port of all hostnames in a LoadBalancerConfiguration. */
export const httpsPort = 'HTTPS:443'
/** Annotation on a LoadBalancerConfiguration: JSON, hostname → ARN. */
export const assignmentsAnnotation = `${group}/certificates`

/** Reads the certificates of a LoadBalancerConfiguration; whatever has another form is not there. */
export function readConfiguration(object: KubernetesObject): Configuration {
  const listeners = listOf(fieldOf(object.spec, 'listenerConfigurations'))
  const https = listeners.find(listener => fieldOf(listener, 'protocolPort') === httpsPort)
  const arns = [fieldOf(https, 'defaultCertificate'), ...listOf(fieldOf(https, 'certificates'))]
  const named = arns.filter(arn => typeof arn === 'string' && arn !== '') as string[]
  return { object, arns: [...new Set(named)], assignments: assignmentsOf(object) }
}

/** The listeners of an observed Gateway. */
export function listenersOf(gateway: KubernetesObject | undefined): Listener[] {
  return listOf(fieldOf(gateway?.spec, 'listeners')).flatMap(raw => {
    const [name, protocol, hostname] = [
      fieldOf(raw, 'name'),
      fieldOf(raw, 'protocol'),
      fieldOf(raw, 'hostname')
    ]
    if (typeof name !== 'string') return []
    const named = typeof hostname === 'string' ? { hostname } : {}
    const otherManagers =
      gateway === undefined
        ? []
        : otherManagersOf(gateway, ['f:listeners', `k:${JSON.stringify({ name })}`])
    return [{ name, protocol: String(protocol), ...named, otherManagers, raw }]
  })
}

/** The DNS name of a Gateway's load balancer; undefined while it has none. */
export function addressOf(gateway: KubernetesObject | undefined): string | undefined {
  const values = listOf(fieldOf(gateway?.status, 'addresses')).map(address =>
    fieldOf(address, 'value')
  )
  return values.find(
    value => typeof value === 'string' && dnsName.test(value) && value.length <= 253
  ) as string | undefined
}

const dnsName = /^[A-Za-z0-9-]+(\.[A-Za-z0-9-]+)+\.?$/

function assignmentsOf(object: KubernetesObject): Map<string, string> {
  const written = fieldOf(object.metadata.annotations, assignmentsAnnotation)
  const parsed = typeof written === 'string' ? parse(written) : undefined
  const entries = Object.entries(typeof parsed === 'object' && parsed !== null ? parsed : {})
  return new Map(entries.filter((entry): entry is [string, string] => typeof entry[1] === 'string'))
}

/** JSON that a person may have edited: what is none says nothing. */
function parse(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}

function listOf(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : []
}
