import type {
  BackendRef,
  HTTPRoute,
  LoadBalancerConfiguration,
  Service,
  TargetGroupConfiguration,
  TargetGroupProps
} from './types.ts'

/** What the target groups of a load balancer depend on beside its routes. */
export type TargetGroupInput = {
  service: (key: { namespace: string; name: string }) => Service | undefined
  /** The TargetGroupConfiguration of a Service. It is always in the namespace of the Service. */
  configurationOf: (key: {
    namespace: string
    name: string
  }) => TargetGroupConfiguration | undefined
  /** The settings for Services that have no TargetGroupConfiguration, or leave a field out. */
  defaults: TargetGroupProps
  isDualStack: boolean
}

/**
 * Hazard: some target groups cannot be built, and the real controller then stops all changes of the
 * whole load balancer. The status of the route says nothing about it.
 * @returns the error of the first target group that cannot be built, for the events of the Gateway
 */
export function targetGroupError(
  routes: readonly HTTPRoute[],
  input: TargetGroupInput
): string | undefined {
  const names = new Set<string>()
  for (const route of routes) {
    for (const { key, ref } of backendsOf(route)) {
      const service = input.service(key)
      const port = service?.spec.ports?.find(entry => entry.port === ref.port)
      if (service === undefined || port === undefined) continue
      const props = propsFor(route, input.configurationOf(key), input.defaults)
      const error = errorOf(service, port, props, input)
      if (error !== undefined) return error
      const name =
        props.targetGroupName ?? `${route.kind} ${keyOf(route)} ${keyOf(service)} ${port}`
      if (props.targetGroupName !== undefined && names.has(name))
        return `DuplicateTargetGroupName: target group '${name}' exists already`
      names.add(name)
    }
  }
  return undefined
}

function backendsOf({ metadata, spec }: HTTPRoute) {
  const refs = (spec.rules ?? []).flatMap(({ backendRefs = [] }) => backendRefs)
  const unique = new Map<string, { key: { namespace: string; name: string }; ref: BackendRef }>()
  for (const ref of refs) {
    const key = { namespace: ref.namespace ?? metadata.namespace ?? '', name: ref.name ?? '' }
    unique.set(`${key.namespace}/${key.name}:${ref.port}`, { key, ref })
  }
  return [...unique.values()]
}

/** The settings of one target group: those for the route, for the Service, and the defaults. */
function propsFor(
  { kind, metadata }: HTTPRoute,
  configuration: TargetGroupConfiguration | undefined,
  defaults: TargetGroupProps
): TargetGroupProps {
  const { defaultConfiguration = {}, routeConfigurations = [] } = configuration?.spec ?? {}
  const rank = (identifier: { kind?: string; namespace?: string; name?: string }) => {
    if (identifier.kind !== kind) return 0
    if (identifier.name !== undefined)
      return identifier.name === metadata.name && identifier.namespace === metadata.namespace
        ? 3
        : 0
    if (identifier.namespace === undefined) return 1
    return identifier.namespace === metadata.namespace ? 2 : 0
  }
  const ranked = routeConfigurations.map(entry => ({ entry, rank: rank(entry.routeIdentifier) }))
  const [best] = ranked.filter(found => found.rank > 0).sort((a, b) => b.rank - a.rank)
  return { ...defaults, ...defaultConfiguration, ...best?.entry.targetGroupProps }
}

function errorOf(
  service: Service,
  port: { nodePort?: number; targetPort?: number | string },
  { targetType, protocol = 'HTTP', healthCheckConfig = {} }: TargetGroupProps,
  { isDualStack }: TargetGroupInput
): string | undefined {
  if (protocol !== 'HTTP' && protocol !== 'HTTPS')
    return `backend protocol must be within [HTTP, HTTPS]: ${protocol}`
  const { healthCheckPort = 'traffic-port', healthCheckProtocol = 'HTTP' } = healthCheckConfig
  const isNamed = healthCheckPort !== 'traffic-port' && !/^\d+$/.test(healthCheckPort)
  if (isNamed && !service.spec.ports?.some(({ name }) => name === healthCheckPort))
    return `unable to find port ${healthCheckPort} on service ${keyOf(service)}`
  if (healthCheckProtocol === 'TCP')
    return `ValidationError: Health check protocol '${healthCheckProtocol}' is not supported`
  if (service.spec.ipFamilies?.includes('IPv6') && !isDualStack)
    return 'unsupported IPv6 configuration, lb not dual-stack'
  if ((targetType ?? 'instance') !== 'instance' || (port.nodePort ?? 0) !== 0) return undefined
  return (
    'TargetGroup port is empty. When using Instance targets, ' +
    "your service must be of type 'NodePort' or 'LoadBalancer'"
  )
}

function keyOf({ metadata }: { metadata: { namespace?: string; name: string } }): string {
  return `${metadata.namespace}/${metadata.name}`
}

type Index = Pick<TargetGroupInput, 'configurationOf'> & {
  /** The settings that a LoadBalancerConfiguration names as its defaults. */
  defaultsOf: (configuration: LoadBalancerConfiguration | undefined) => TargetGroupProps
}

/** Makes TargetGroupConfigurations findable by their Service, and by their name. */
export function indexTargetGroups(all: readonly TargetGroupConfiguration[]): Index {
  const byService = new Map<string, TargetGroupConfiguration>()
  const byName = new Map(all.map(found => [keyOf(found), found]))
  for (const found of all) {
    const { kind = 'Service', name } = found.spec.targetReference ?? {}
    const key = `${found.metadata.namespace}/${name}`
    if (name !== undefined && kind === 'Service' && !byService.has(key)) byService.set(key, found)
  }
  return {
    configurationOf: ({ namespace, name }) => byService.get(`${namespace}/${name}`),
    defaultsOf: configuration => {
      const { name } = configuration?.spec.defaultTargetGroupConfiguration ?? {}
      const key = `${configuration?.metadata.namespace}/${name}`
      return byName.get(key)?.spec.defaultConfiguration ?? {}
    }
  }
}
