import { fieldOf } from '../../api/field-of.ts'
import { gatewayGroup } from '../../api/gateway-api.ts'
import { loadBalancerGroup } from '../../api/load-balancer-api.ts'
import type { DesiredObject } from '../../api/objects.ts'
import { defined } from '../../defined.ts'
import { exclusionAnnotations } from '../../dns/external-dns.ts'
import { textOf } from '../../text/text-of.ts'
import type { Attachment } from '../attach/attach.ts'
import { foreignListeners, namespaceLabel, neutralise } from '../gateways/foreign-listeners.ts'
import type { GatewayView } from '../gateways/gateway-view.ts'
import type { Missed } from '../gateways/missed-hostnames.ts'
import { httpListener, keeperHostname, keeperListener } from '../observe/listener-names.ts'
import type { Observation } from '../observe/observe.ts'
import { assignmentsAnnotation, httpsPort } from '../observe/read-gateways.ts'

/**
 * This annotation informs people: the load balancer controller reads it on Ingresses only. But the
 * annotation changes with the certificates, and this wakes up a controller that is backing off.
 */
const certificateAnnotation = 'alb.ingress.kubernetes.io/certificate-arn'

/**
 * Annotations that we write on children. If the answer lists a child without these annotations, the
 * child loses them.
 */
export const ourAnnotations: readonly string[] = [
  assignmentsAnnotation,
  certificateAnnotation,
  ...Object.keys(exclusionAnnotations)
]

/**
 * Renders a Gateway and everything that belongs to it. What the Gateway refers to comes first. The
 * Gateway itself is missing as long as it is held back: see `isHeldBack`.
 */
export function renderGateway(seen: Observation, attachment: Attachment): DesiredObject[] {
  const { name, heldBack } = attachment.gateway
  return [
    targetGroupConfiguration(seen, name),
    loadBalancerConfiguration(seen, name, attachment),
    ...(heldBack ? [] : [gateway(seen, attachment)]),
    redirectRoute(seen, name),
    keeperRoute(seen, name)
  ]
}

/**
 * Renders the configurations of a Gateway that is not wanted any more. The finalizer of the load
 * balancer controller keeps a configuration while a Gateway refers to it. So the configurations
 * stay in the answer until the Gateway is gone.
 */
export function renderLeaving(seen: Observation, name: string): DesiredObject[] {
  const configuration = seen.configurations.get(name)
  return [
    ...(seen.targetGroups.has(name) ? [targetGroupConfiguration(seen, name)] : []),
    ...(configuration === undefined ? [] : [loadBalancerConfiguration(seen, name, configuration)])
  ]
}

type ChildKind = 'Gateway' | 'HTTPRoute' | 'LoadBalancerConfiguration' | 'TargetGroupConfiguration'

function child(
  { pool, versions }: Observation,
  kind: ChildKind,
  named: { name: string; annotations?: Record<string, string> },
  spec: unknown
): DesiredObject {
  const { name, annotations = {} } = named
  const metadata = { name, namespace: pool.spec.gatewayNamespace, annotations }
  return { apiVersion: versions[kind], kind, metadata, spec }
}

/**
 * Renders a TargetGroupConfiguration without a targetReference. It is the default for all services
 * behind the load balancer whose LoadBalancerConfiguration names it.
 */
function targetGroupConfiguration(seen: Observation, name: string): DesiredObject {
  const { targetType } = seen.pool.spec.loadBalancer
  return child(seen, 'TargetGroupConfiguration', { name }, { defaultConfiguration: { targetType } })
}

function loadBalancerConfiguration(
  seen: Observation,
  name: string,
  { arns, assignments }: Pick<Attachment, 'arns' | 'assignments'>
): DesiredObject {
  const { loadBalancer } = seen.pool.spec
  const { scheme, ipAddressType, tags, wafV2, securityGroups, attributes } = loadBalancer
  const written = { [assignmentsAnnotation]: JSON.stringify(Object.fromEntries(assignments)) }
  const annotations = assignments.size === 0 ? {} : written
  const https = arns.length === 0 ? undefined : [httpsConfiguration(seen, arns)]
  return child(
    seen,
    'LoadBalancerConfiguration',
    { name, annotations },
    {
      scheme,
      ipAddressType,
      ...defined({ tags, wafV2, securityGroups, loadBalancerAttributes: attributes }),
      ...defined({ listenerConfigurations: https }),
      defaultTargetGroupConfiguration: { name }
    }
  )
}

/** Always names a TLS policy: the default policy of AWS still accepts TLS 1.0. */
function httpsConfiguration(
  { pool }: Observation,
  [defaultCertificate, ...certificates]: readonly string[]
) {
  return {
    protocolPort: httpsPort,
    defaultCertificate,
    ...(certificates.length === 0 ? {} : { certificates }),
    sslPolicy: pool.spec.loadBalancer.sslPolicy
  }
}

function gateway(seen: Observation, attachment: Attachment): DesiredObject {
  const { arns, https } = attachment
  const { name, listeners: observed } = attachment.gateway
  const group = loadBalancerGroup
  const parametersRef = { group, kind: 'LoadBalancerConfiguration', name }
  const wanted = [listenerOnHTTP, ...(https ? listenersOnHTTPS(attachment) : [])]
  const neutralised = foreignListeners(observed, namesOf(wanted)).map(neutralise)
  const annotations = { [certificateAnnotation]: arns.join(',') }
  return child(
    seen,
    'Gateway',
    { name, ...(arns.length === 0 ? {} : { annotations }) },
    {
      gatewayClassName: seen.pool.spec.gatewayClassName,
      infrastructure: { parametersRef },
      listeners: [...wanted, ...neutralised]
    }
  )
}

function namesOf(listeners: readonly unknown[]): Set<string> {
  return new Set(listeners.map(listener => textOf(fieldOf(listener, 'name'))))
}

const listenerOnHTTP = {
  name: httpListener,
  port: 80,
  protocol: 'HTTP',
  allowedRoutes: { namespaces: { from: 'Same' } }
}

/**
 * The listener that keeps port 443 open. Without a route on port 443, the load balancer controller
 * makes no listener there and attaches no certificate. This listener always has a route.
 */
const keeper = {
  name: keeperListener,
  hostname: keeperHostname,
  port: 443,
  protocol: 'HTTPS',
  allowedRoutes: { namespaces: { from: 'Same' } }
}

function listenersOnHTTPS({ gateway, listeners }: Attachment): unknown[] {
  const ofHostnames = hostnameListeners(gateway, listeners)
  return [keeper, ...ofHostnames, ...listenersOfUnreadable(gateway, namesOf(ofHostnames))]
}

/** Renders the listeners of claims, and of hostnames for which the observed lists have no claim. */
function hostnameListeners({ missed }: GatewayView, claims: Attachment['listeners']) {
  const held = claims.map(({ object, hostname, namespace }) => {
    return { name: object.spec.gatewayRef.sectionName, hostname, namespace }
  })
  const heldNames = namesOf(held)
  const others = missed.filter(({ name }) => !heldNames.has(name))
  return [...held, ...others].map(hostnameListener)
}

/** The kinds of routes that a policy checks and that the load balancer controller builds. */
const routeKinds = ['HTTPRoute', 'GRPCRoute']

/**
 * Renders the listener of a hostname. App teams must not answer for each other's hostnames, so the
 * listener takes routes of its owner's namespace only. One bad route can freeze a whole load
 * balancer. Admission policies keep bad routes away, but they check these kinds only. So the
 * listener takes no other kind of route.
 */
function hostnameListener({ name, hostname, namespace }: Missed) {
  const selector = { matchLabels: { [namespaceLabel]: namespace } }
  return {
    name,
    hostname,
    port: 443,
    protocol: 'HTTPS',
    allowedRoutes: {
      namespaces: { from: 'Selector', selector },
      kinds: routeKinds.map(kind => ({ group: gatewayGroup, kind }))
    }
  }
}

/**
 * Finds the listeners of claims that cannot be read, and keeps them as they are. The API server
 * refuses a Gateway with two listeners of the same name, so a listener in `rendered` is left out.
 */
function listenersOfUnreadable(
  { unreadableClaims, listeners }: GatewayView,
  rendered: ReadonlySet<string>
): unknown[] {
  const names = new Set<unknown>()
  for (const { object } of unreadableClaims) {
    const sectionName = fieldOf(fieldOf(object.spec, 'gatewayRef'), 'sectionName')
    names.add(object.metadata.name).add(sectionName)
  }
  const kept = listeners.filter(
    ({ name, protocol }) => protocol === 'HTTPS' && names.has(name) && !rendered.has(name)
  )
  return kept.map(({ raw }) => raw)
}

function redirectRoute(seen: Observation, gateway: string): DesiredObject {
  const requestRedirect = { scheme: 'https', port: 443, statusCode: 301 }
  return child(
    seen,
    'HTTPRoute',
    { name: `${gateway}-redirect`, annotations: exclusionAnnotations },
    {
      parentRefs: [listenerRef(gateway, httpListener)],
      rules: [{ filters: [{ type: 'RequestRedirect', requestRedirect }] }]
    }
  )
}

function keeperRoute(seen: Observation, gateway: string): DesiredObject {
  return child(
    seen,
    'HTTPRoute',
    { name: `${gateway}-keeper`, annotations: exclusionAnnotations },
    { parentRefs: [listenerRef(gateway, keeperListener)], rules: [{}] }
  )
}

function listenerRef(gateway: string, listener: string) {
  return { group: gatewayGroup, kind: 'Gateway', name: gateway, sectionName: listener }
}
