import type { ApiStore } from '../api-store/api-store.ts'
import type { KubeObject } from '../api-store/objects.ts'
import {
  controllerName,
  type Gateway,
  type HTTPRoute,
  type LoadBalancerConfiguration,
  type Service
} from './types.ts'

const gatewayAPI = 'gateway.networking.k8s.io/v1'
export const gatewayKind = { apiVersion: gatewayAPI, kind: 'Gateway' }
export const routeKind = { apiVersion: gatewayAPI, kind: 'HTTPRoute' }
export const classKind = { apiVersion: gatewayAPI, kind: 'GatewayClass' }
export const serviceKind = { apiVersion: 'v1', kind: 'Service' }

/** The stand-in's reads of the API. */
export type Reader = {
  configurationKind: { apiVersion: string; kind: string }
  gateways: () => readonly Gateway[]
  gateway: (key: { namespace: string; name: string }) => Gateway | undefined
  /** Whether the Gateway's class belongs to the stand-in. */
  isOurs: (gateway: Gateway) => boolean
  routes: () => readonly HTTPRoute[]
  /**
   * Returns the configuration that a Gateway names. It is `undefined` if the Gateway names none,
   * and `missing` if the Gateway names one that does not exist.
   */
  configurationOf: (gateway: Gateway) => LoadBalancerConfiguration | 'missing' | undefined
  labelsOf: (namespace: string) => KubeObject['metadata']['labels']
  service: (key: { namespace: string; name: string }) => Service | undefined
}

/**
 * Makes the reader of a store. The kind LoadBalancerConfiguration has the version `v1` since LBC
 * 3.5; before, it had `v1beta1`.
 */
export function createReader(store: ApiStore): Reader {
  const hasV1 =
    store.kinds.byPlural('gateway.k8s.aws/v1', 'loadbalancerconfigurations') !== undefined
  const apiVersion = hasV1 ? 'gateway.k8s.aws/v1' : 'gateway.k8s.aws/v1beta1'
  const configurationKind = { apiVersion, kind: 'LoadBalancerConfiguration' }

  function configurationOf({
    metadata,
    spec
  }: Gateway): LoadBalancerConfiguration | 'missing' | undefined {
    const ref = spec.infrastructure?.parametersRef
    if (ref?.kind !== 'LoadBalancerConfiguration' || ref.group !== 'gateway.k8s.aws')
      return undefined
    const found = store.get({ ...configurationKind, namespace: metadata.namespace, name: ref.name })
    return (found as LoadBalancerConfiguration | undefined) ?? 'missing'
  }

  return {
    configurationKind,
    configurationOf,
    gateways: () => store.list(gatewayKind) as readonly Gateway[],
    gateway: key => store.get({ ...gatewayKind, ...key }) as Gateway | undefined,
    isOurs: ({ spec }) =>
      store.get({ ...classKind, name: spec.gatewayClassName })?.spec?.controllerName ===
      controllerName,
    routes: () => store.list(routeKind) as readonly HTTPRoute[],
    labelsOf: name => store.get({ apiVersion: 'v1', kind: 'Namespace', name })?.metadata.labels,
    service: key => store.get({ ...serviceKind, ...key }) as Service | undefined
  }
}
