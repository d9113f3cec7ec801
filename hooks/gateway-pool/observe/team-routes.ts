import { fieldOf } from '../../api/field-of.ts'
import type { KubernetesObject } from '../../api/objects.ts'
import { groupedObjects } from '../../wire/groups.ts'
import type { ObjectGroups } from '../../wire/metacontroller.ts'
import { gatewayVersion } from './class-parameters.ts'
import type { Versions } from './versions.ts'

/**
 * The routes that teams have written, and the Services that they go to. All lists are empty unless
 * the targets of the pool are instances: see `readsTeamRoutes`.
 */
export type TeamRoutes = {
  routes: readonly KubernetesObject[]
  /** Services by `namespace/name`. */
  services: ReadonlyMap<string, KubernetesObject>
  configurations: readonly KubernetesObject[]
}

/**
 * Whether a pool reads the routes and Services of all teams. Only with instance targets can a
 * Service of the most common type stop a load balancer. The spec may be unchecked.
 */
export function readsTeamRoutes(spec: unknown): boolean {
  return fieldOf(fieldOf(spec, 'loadBalancer'), 'targetType') === 'instance'
}

/** Reads the related objects. A group that Metacontroller does not send yet counts as empty. */
export function teamRoutesOf(related: ObjectGroups, versions: Versions): TeamRoutes {
  const group = (kind: string, version: string) => groupedObjects(related, kind, version) ?? []
  const services = group('Service', 'v1')
  return {
    routes: [...group('HTTPRoute', versions.HTTPRoute), ...group('GRPCRoute', gatewayVersion)],
    services: new Map(services.map(service => [keyOf(service.metadata), service])),
    configurations: group('TargetGroupConfiguration', versions.TargetGroupConfiguration)
  }
}

function keyOf({ namespace, name }: KubernetesObject['metadata']): string {
  return `${namespace}/${name}`
}
