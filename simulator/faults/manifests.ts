import { apiVersion } from '../../hooks/api/schema.ts'
import { defined } from '../../hooks/defined.ts'
import type { ObjectInput } from '../api-store/objects.ts'
import { isWithin } from './hostnames.ts'
import type { ClassScheme, PoolPlan } from './schedule.ts'

/** The ids of the public hosted zones, by domain. */
export const zones: { readonly [domain: string]: string } = {
  'apps.example.com': 'Z0APPS',
  'pay.example.com': 'Z0PAY'
}

/** The ids of the private hosted zones of the same domains. */
export const privateZones: { readonly [domain: string]: string } = {
  'apps.example.com': 'Z0APPSPRIVATE',
  'pay.example.com': 'Z0PAYPRIVATE'
}

/**
 * Hosted zones that a pool may name by mistake: one that does not exist, and one that is of another
 * domain than both domains of the schedules.
 */
export const wrongZones = ['Z0TYPO', 'Z0OTHER'] as const

/** The public hosted zone of a hostname, in which ACM looks for its validation record. */
export function zoneOf(hostname: string): string {
  const domain = Object.keys(zones).find(name => isWithin(name, hostname))
  return zones[domain ?? ''] ?? ''
}

/** The namespace of the Gateways. */
export const gatewayNamespace = 'edge'
/**
 * How many certificates the hooks take as the account's number of a year. It is small, so that some
 * schedules use up a share.
 */
export const certificatesPerYear = 100
export const region = 'eu-central-1'

/** The namespaces of the teams. */
export const namespaces = ['team-a', 'team-b'] as const

/** The namespace of what belongs to the platform team alone. */
const platformNamespace = 'platform'

/** The objects that exist before the first request. */
export function groundwork(): readonly ObjectInput[] {
  const names = [gatewayNamespace, platformNamespace, ...namespaces]
  return [...classManifests('none'), ...names.map(name => namespaceManifest(name))]
}

/** The configuration that the GatewayClass of the platform team names in its parameters. */
const classConfiguration = {
  apiVersion: 'gateway.k8s.aws/v1beta1',
  kind: 'LoadBalancerConfiguration',
  metadata: { namespace: platformNamespace, name: 'defaults' }
}

/** The GatewayClass as the platform team writes it, and the configuration that it names. */
export function classManifests(scheme: ClassScheme): readonly ObjectInput[] {
  const { kind, metadata } = classConfiguration
  const ref = { group: 'gateway.k8s.aws', kind, ...metadata }
  const parametersRef = scheme === 'none' ? undefined : ref
  const gatewayClass = {
    apiVersion: 'gateway.networking.k8s.io/v1',
    kind: 'GatewayClass',
    metadata: { name: 'alb' },
    spec: { controllerName: 'gateway.k8s.aws/alb', ...defined({ parametersRef }) }
  }
  return scheme === 'none'
    ? [gatewayClass]
    : [{ ...classConfiguration, spec: { scheme } }, gatewayClass]
}

/** Whether a LoadBalancerConfiguration is the one that the platform team wrote for its class. */
export function isOfClass({ metadata }: { metadata: { namespace?: string } }): boolean {
  return metadata.namespace === platformNamespace
}

/** Pools with a selector admit the namespaces with this label. */
export const allowedLabel = { hostnames: 'allowed' }

/** Restricted domains admit the namespaces with this label. */
export const restrictedLabel = { shop: 'allowed' }

/**
 * A namespace as the platform team writes it. At first, only the first team may use restricted
 * domains.
 */
export function namespaceManifest(
  name: string,
  isAllowed = true,
  mayUseRestricted = name === namespaces[0]
): ObjectInput {
  const labels = {
    ...(isAllowed ? allowedLabel : {}),
    ...(mayUseRestricted ? restrictedLabel : {})
  }
  return { apiVersion: 'v1', kind: 'Namespace', metadata: { name, labels } }
}

function zonesFor(name: string, { privateDomains, wrongZone }: PoolPlan) {
  if (wrongZone !== undefined) return { hostedZoneID: wrongZone }
  const publicZone = zoneOf(name)
  const isPrivate = privateDomains.find(domain => isWithin(domain, name))
  if (isPrivate === undefined) return { hostedZoneID: publicZone }
  return { hostedZoneID: privateZones[isPrivate] ?? publicZone, validationZoneID: publicZone }
}

function domainOf(name: string, plan: PoolPlan) {
  const { namespaces, restrictedDomains, nestedHostnames, maxHostnamesPerNamespace } = plan
  const from = restrictedDomains.includes(name) ? 'Selector' : namespaces
  const matchLabels = restrictedDomains.includes(name) ? restrictedLabel : allowedLabel
  const selector = from === 'Selector' ? { matchLabels } : undefined
  return {
    name,
    ...zonesFor(name, plan),
    namespaces: { from, ...defined({ selector }) },
    apexHostname: 'Allow',
    wildcardHostnames: 'Allow',
    nestedHostnames,
    maxHostnamesPerNamespace
  }
}

/** A pool as the platform team writes it. */
export function poolManifest(plan: PoolPlan): ObjectInput {
  const { maxHostnamesPerGateway, maxGateways, releaseGraceSeconds } = plan
  const { ipAddressType, validationRecords, deletionPolicy, deletionBrake } = plan
  return {
    apiVersion,
    kind: 'GatewayPool',
    metadata: { name: plan.name },
    spec: {
      gatewayClassName: 'alb',
      gatewayNamespace,
      region,
      // The longest first, so that the first domain that covers a hostname is the one that counts.
      domains: [...plan.restrictedDomains, ...plan.domains].map(name => domainOf(name, plan)),
      capacity: { maxHostnamesPerGateway, maxGateways },
      loadBalancer: { ipAddressType },
      dns: { validationRecords },
      releaseGraceSeconds,
      deletionBrake,
      deletionPolicy
    }
  }
}

/** A request as a team writes it. */
export function requestManifest(
  namespace: string,
  name: string,
  hostname: string,
  poolName: string
): ObjectInput {
  return {
    apiVersion,
    kind: 'GatewayHostnameRequest',
    metadata: { name, namespace },
    spec: { hostname, poolName }
  }
}
