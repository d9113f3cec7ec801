import { fieldOf } from '../../api/field-of.ts'
import type { DesiredObject } from '../../api/objects.ts'
import { defined } from '../../defined.ts'
import type { Attachment } from '../attach/attach.ts'
import { foreignOnes, namespaceLabel, neutralise } from '../gateways/foreign-listeners.ts'
import { type Missed, missedOn } from '../gateways/missed-hostnames.ts'
import { httpListener, keeperHostname, keeperListener } from '../observe/listener-names.ts'
import type { Observation } from '../observe/observe.ts'
import { assignmentsAnnotation, httpsPort } from '../observe/read-gateways.ts'
import { gatewayGroup, loadBalancerGroup } from '../observe/versions.ts'
import { gatewayNameOf } from '../place/occupancy.ts'

/**
 * For the record only: the load balancer controller reads it on Ingresses. As it changes with the
 * certificates it also wakes up a controller that is backing off.
 */
const certificateAnnotation = 'alb.ingress.kubernetes.io/certificate-arn'

/** Annotations that we write on children, and would remove if we listed them without. */
export const ourAnnotations: readonly string[] = [assignmentsAnnotation, certificateAnnotation]

/** A Gateway and all that belongs to it: what has to be there before it comes first. */
export function renderGateway(seen: Observation, attachment: Attachment): DesiredObject[] {
  const { name } = attachment.slot
  return [
    targetGroupConfiguration(seen, name),
    loadBalancerConfiguration(seen, { ...attachment, name }),
    gateway(seen, attachment),
    redirectRoute(seen, name),
    keeperRoute(seen, name)
  ]
}

/**
 * What stays of a Gateway that is not wanted any more, until it is really gone: the load balancer
 * controller holds a configuration by a finalizer while a Gateway refers to it.
 */
export function renderLeaving(seen: Observation, name: string): DesiredObject[] {
  const configuration = seen.configurations.get(name)
  const { arns, assignments } = configuration ?? {
    arns: [],
    assignments: new Map<string, string>()
  }
  return [
    ...(seen.targetGroups.has(name) ? [targetGroupConfiguration(seen, name)] : []),
    ...(configuration === undefined
      ? []
      : [loadBalancerConfiguration(seen, { name, arns, assignments })])
  ]
}

type ChildKind = 'Gateway' | 'HTTPRoute' | 'LoadBalancerConfiguration' | 'TargetGroupConfiguration'

function child(seen: Observation, kind: ChildKind, name: string, spec: unknown): DesiredObject {
  return {
    apiVersion: seen.versions[kind],
    kind,
    metadata: { name, namespace: seen.pool.spec.gatewayNamespace, annotations: {} },
    spec
  }
}

/** Without a reference it is the default of the configuration that names it, for all services behind it. */
function targetGroupConfiguration(seen: Observation, name: string): DesiredObject {
  const { targetType } = seen.pool.spec.loadBalancer
  return child(seen, 'TargetGroupConfiguration', name, { defaultConfiguration: { targetType } })
}

type Carried = Pick<Attachment, 'arns' | 'assignments'> & { name: string }

function loadBalancerConfiguration(
  seen: Observation,
  { name, arns, assignments }: Carried
): DesiredObject {
  const { scheme, ipAddressType, tags, wafV2, securityGroups, attributes } =
    seen.pool.spec.loadBalancer
  const configuration = child(seen, 'LoadBalancerConfiguration', name, {
    scheme,
    ipAddressType,
    ...defined({ tags, wafV2, securityGroups, loadBalancerAttributes: attributes }),
    ...(arns.length === 0 ? {} : { listenerConfigurations: [httpsConfiguration(seen, arns)] }),
    defaultTargetGroupConfiguration: { name }
  })
  const written = { [assignmentsAnnotation]: JSON.stringify(Object.fromEntries(assignments)) }
  return {
    ...configuration,
    metadata: { ...configuration.metadata, annotations: assignments.size === 0 ? {} : written }
  }
}

/** Always with a policy of ours: the default of AWS still speaks TLS 1.0. */
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
  const { slot, arns, https } = attachment
  const parametersRef = {
    group: loadBalancerGroup,
    kind: 'LoadBalancerConfiguration',
    name: slot.name
  }
  const ofClaims = hostnameListeners(seen, attachment)
  const onHTTPS = https
    ? [keeper(), ...ofClaims, ...listenersOfUnreadable(seen, slot.name, namesOf(ofClaims))]
    : []
  const onHTTP = {
    name: httpListener,
    port: 80,
    protocol: 'HTTP',
    allowedRoutes: { namespaces: { from: 'Same' } }
  }
  const wanted = [onHTTP, ...onHTTPS]
  const rendered = child(seen, 'Gateway', slot.name, {
    gatewayClassName: seen.pool.spec.gatewayClassName,
    infrastructure: { parametersRef },
    listeners: [...wanted, ...neutralised(seen, slot.name, wanted)]
  })
  const annotations = arns.length === 0 ? {} : { [certificateAnnotation]: arns.join(',') }
  return { ...rendered, metadata: { ...rendered.metadata, annotations } }
}

/** Listeners that would stay if they were left out, in a form that serves nobody. */
function neutralised(seen: Observation, gateway: string, wanted: readonly unknown[]): unknown[] {
  return foreignOnes(seen.listeners.get(gateway) ?? [], namesOf(wanted)).map(neutralise)
}

function namesOf(listeners: readonly unknown[]): Set<string> {
  return new Set(listeners.map(listener => String(fieldOf(listener, 'name'))))
}

/** Without a route on 443 the load balancer controller makes no listener and attaches no certificate. */
function keeper() {
  return {
    name: keeperListener,
    hostname: keeperHostname,
    port: 443,
    protocol: 'HTTPS',
    allowedRoutes: { namespaces: { from: 'Same' } }
  }
}

/** Of claims, and of hostnames whose claim is missing from the lists. */
function hostnameListeners(seen: Observation, { slot, listeners }: Attachment) {
  const held = listeners.map(({ object, ...claim }) => ({
    ...claim,
    name: object.spec.gatewayRef.sectionName
  }))
  const names = new Set(held.map(({ name }) => name))
  return [...held, ...missedOn(slot.name, seen).filter(({ name }) => !names.has(name))].map(
    hostnameListener
  )
}

/**
 * The isolation of teams: a hostname's listener takes routes of its owner's namespace only, and only
 * HTTPRoutes: those are what the admission policy keeps from freezing a whole load balancer.
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
      kinds: [{ group: gatewayGroup, kind: 'HTTPRoute' }]
    }
  }
}

/**
 * Listeners of claims that cannot be read are listed again as they are; not those that are `listed`
 * already: with two of one name, the API server refuses the whole Gateway.
 */
function listenersOfUnreadable(
  seen: Observation,
  gateway: string,
  listed: ReadonlySet<string>
): unknown[] {
  const names = new Set<unknown>()
  for (const { object } of seen.unreadableClaims) {
    if (gatewayNameOf(object.spec) !== gateway) continue
    names.add(object.metadata.name).add(fieldOf(fieldOf(object.spec, 'gatewayRef'), 'sectionName'))
  }
  for (const name of listed) names.delete(name)
  const observed = seen.listeners.get(gateway) ?? []
  return observed
    .filter(({ name, protocol }) => protocol === 'HTTPS' && names.has(name))
    .map(({ raw }) => raw)
}

function redirectRoute(seen: Observation, name: string): DesiredObject {
  const requestRedirect = { scheme: 'https', port: 443, statusCode: 301 }
  return child(seen, 'HTTPRoute', `${name}-redirect`, {
    parentRefs: [{ group: gatewayGroup, kind: 'Gateway', name, sectionName: httpListener }],
    rules: [{ filters: [{ type: 'RequestRedirect', requestRedirect }] }]
  })
}

function keeperRoute(seen: Observation, name: string): DesiredObject {
  return child(seen, 'HTTPRoute', `${name}-keeper`, {
    parentRefs: [{ group: gatewayGroup, kind: 'Gateway', name, sectionName: keeperListener }],
    rules: [{}]
  })
}
