import { defined } from '../../hooks/defined.ts'
import type { ControllerStore } from '../api-store/controller-store.ts'
import type { KubeObject } from '../api-store/objects.ts'
import type { IsGranted } from './backends.ts'
import {
  controllerName,
  type Gateway,
  type GatewayClass,
  type HTTPRoute,
  type LoadBalancerConfiguration,
  type ReferenceGrant,
  type Service,
  type TargetGroupConfiguration
} from './types.ts'

const gatewayAPI = 'gateway.networking.k8s.io/v1'
export const gatewayKind = { apiVersion: gatewayAPI, kind: 'Gateway' }
export const routeKind = { apiVersion: gatewayAPI, kind: 'HTTPRoute' }
export const grpcRouteKind = { apiVersion: gatewayAPI, kind: 'GRPCRoute' }
export const classKind = { apiVersion: gatewayAPI, kind: 'GatewayClass' }
export const grantKind = { apiVersion: gatewayAPI, kind: 'ReferenceGrant' }
export const serviceKind = { apiVersion: 'v1', kind: 'Service' }

/** A configuration that another object names. */
export type NamedConfiguration = LoadBalancerConfiguration | 'missing' | undefined

/** The stand-in's reads of the API. */
export type Reader = {
  configurationKind: { apiVersion: string; kind: string }
  gateways: () => readonly Gateway[]
  gateway: (key: { namespace: string; name: string }) => Gateway | undefined
  /** Whether the Gateway's class belongs to the stand-in. */
  isOurs: (gateway: Gateway) => boolean
  routes: () => readonly HTTPRoute[]
  classOf: (gateway: Gateway) => GatewayClass | undefined
  classes: () => readonly GatewayClass[]
  /**
   * Returns the configuration that a Gateway names. It is `undefined` if the Gateway names none,
   * and `missing` if the Gateway names one that does not exist.
   */
  configurationOf: (gateway: Gateway) => NamedConfiguration
  /** Returns the configuration that a GatewayClass names, like `configurationOf`. */
  configurationOfClass: (gatewayClass: GatewayClass | undefined) => NamedConfiguration
  labelsOf: (namespace: string) => KubeObject['metadata']['labels']
  service: (key: { namespace: string; name: string }) => Service | undefined
  isGranted: IsGranted
  targetGroups: () => readonly TargetGroupConfiguration[]
  targetGroupKind: { apiVersion: string; kind: string }
}

/**
 * Makes the reader of a store. The kind LoadBalancerConfiguration has the version `v1` since LBC
 * 3.5; before, it had `v1beta1`.
 */
export function createReader(store: ControllerStore): Reader {
  const hasV1 =
    store.kinds.byPlural('gateway.k8s.aws/v1', 'loadbalancerconfigurations') !== undefined
  const apiVersion = hasV1 ? 'gateway.k8s.aws/v1' : 'gateway.k8s.aws/v1beta1'
  const configurationKind = { apiVersion, kind: 'LoadBalancerConfiguration' }

  function named(
    ref: { group: string; kind: string; name: string } | undefined,
    namespace: string | undefined
  ): NamedConfiguration {
    if (ref?.kind !== 'LoadBalancerConfiguration' || ref.group !== 'gateway.k8s.aws')
      return undefined
    const found = store.get({ ...configurationKind, ...defined({ namespace }), name: ref.name })
    if (found === undefined) return 'missing'
    return { ...found, spec: found.spec ?? {} } as LoadBalancerConfiguration
  }

  const targetGroupKind = { apiVersion, kind: 'TargetGroupConfiguration' }
  const hasGRPC = store.kinds.byPlural(gatewayAPI, 'grpcroutes') !== undefined
  const routesOf = (kind: typeof routeKind) => store.list(kind) as readonly HTTPRoute[]
  const classNamed = (name: string) => store.get({ ...classKind, name }) as GatewayClass | undefined
  return {
    configurationKind,
    configurationOf: ({ metadata, spec }) =>
      named(spec.infrastructure?.parametersRef, metadata.namespace),
    configurationOfClass: gatewayClass => {
      const ref = gatewayClass?.spec.parametersRef
      return named(ref, ref?.namespace)
    },
    classOf: ({ spec }) => classNamed(spec.gatewayClassName),
    classes: () => store.list(classKind) as readonly GatewayClass[],
    gateways: () => store.list(gatewayKind) as readonly Gateway[],
    gateway: key => store.get({ ...gatewayKind, ...key }) as Gateway | undefined,
    isOurs: ({ spec }) => classNamed(spec.gatewayClassName)?.spec.controllerName === controllerName,
    routes: () => [routeKind, ...(hasGRPC ? [grpcRouteKind] : [])].flatMap(routesOf),
    labelsOf: name => store.get({ apiVersion: 'v1', kind: 'Namespace', name })?.metadata.labels,
    service: key => store.get({ ...serviceKind, ...key }) as Service | undefined,
    isGranted: (from, to) =>
      store.list(grantKind).some(grant => allows(grant as ReferenceGrant, from, to)),
    targetGroupKind,
    targetGroups: () => store.list(targetGroupKind) as readonly TargetGroupConfiguration[]
  }
}

/** Whether a ReferenceGrant, which is in the namespace of the Service, allows a reference. */
function allows({ metadata, spec }: ReferenceGrant, ...[from, to]: Parameters<IsGranted>): boolean {
  const isFrom = spec.from.some(
    ({ group, kind, namespace }) =>
      group === 'gateway.networking.k8s.io' && kind === from.kind && namespace === from.namespace
  )
  const isTo = spec.to.some(
    ({ group, kind, name = to.name }) => group === '' && kind === 'Service' && name === to.name
  )
  return metadata.namespace === to.namespace && isFrom && isTo
}
