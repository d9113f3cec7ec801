import { fieldOf } from '../api/field-of.ts'
import type { KubernetesObject } from '../api/objects.ts'
import { textOf } from '../text/text-of.ts'

/** How a load balancer reaches Services. */
export type Reach = {
  /** The target type for Services whose TargetGroupConfiguration names none. */
  targetType: string
  /** Whether it has IPv6 addresses; `undefined` while that is not known. */
  hasIPv6: boolean | undefined
}

/**
 * Why the load balancer cannot reach a port of a Service; `undefined` when it can, when that is not
 * known, or when the Service or the port does not exist. The load balancer controller would refuse
 * all changes of a load balancer with a route to such a Service.
 * @param configurations TargetGroupConfigurations, of any namespace and Service
 */
export function unreachable(
  service: KubernetesObject | undefined,
  port: unknown,
  configurations: readonly KubernetesObject[],
  { targetType, hasIPv6 }: Reach
): string | undefined {
  const found = entriesOf(service?.spec, 'ports').find(entry => fieldOf(entry, 'port') === port)
  if (service === undefined || found === undefined) return undefined
  const { namespace, name } = service.metadata
  const words = `Service ${namespace}/${name}`
  if (entriesOf(service.spec, 'ipFamilies').includes('IPv6') && hasIPv6 === false)
    return `${words} has IPv6 addresses (ipFamilies), and the load balancer has only IPv4`
  const own = targetTypeOf(service, configurations)
  const hasNodePort = Number(fieldOf(found, 'nodePort') ?? 0) > 0
  if ((own ?? targetType) !== 'instance' || hasNodePort) return undefined
  const type = textOf(fieldOf(service.spec, 'type') ?? 'ClusterIP')
  return `${words} of type ${type} has no node port for its port ${port}, and targets are instances`
}

/** Whether it depends on the addresses of the load balancer if it can reach a Service. */
export function needsIPv6(service: KubernetesObject | undefined): boolean {
  return entriesOf(service?.spec, 'ipFamilies').includes('IPv6')
}

/** The TargetGroupConfigurations that name a Service. */
export function configurationsFor(
  { namespace, name }: { namespace?: string; name: string },
  configurations: readonly KubernetesObject[]
): readonly KubernetesObject[] {
  return configurations.filter(({ metadata, spec }) => {
    const target = fieldOf(spec, 'targetReference')
    const isService = (fieldOf(target, 'kind') ?? 'Service') === 'Service'
    return metadata.namespace === namespace && isService && fieldOf(target, 'name') === name
  })
}

/**
 * The target type that the TargetGroupConfiguration of a Service names, for HTTPRoutes; `undefined`
 * when it names none.
 */
function targetTypeOf(
  { metadata }: KubernetesObject,
  configurations: readonly KubernetesObject[]
): string | undefined {
  const settings = configurationsFor(metadata, configurations).flatMap(({ spec }) => [
    ...entriesOf(spec, 'routeConfigurations')
      .filter(entry => fieldOf(fieldOf(entry, 'routeIdentifier'), 'kind') === 'HTTPRoute')
      .map(entry => fieldOf(entry, 'targetGroupProps')),
    fieldOf(spec, 'defaultConfiguration')
  ])
  const types = settings.map(entry => fieldOf(entry, 'targetType'))
  return types.find(type => typeof type === 'string')
}

function entriesOf(object: unknown, field: string): readonly unknown[] {
  const value = fieldOf(object, field)
  return Array.isArray(value) ? value : []
}
