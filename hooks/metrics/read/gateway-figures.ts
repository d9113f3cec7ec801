import { fieldOf } from '../../api/field-of.ts'
import type { GatewayPool } from '../../api/gateway-pool.ts'
import type { KubernetesObject } from '../../api/objects.ts'
import { readPool } from '../../api/read.ts'
import { gatewayStateOf } from '../../gateway-pool/gateways/gateway-state.ts'
import { httpsPort, listOf } from '../../gateway-pool/observe/read-gateways.ts'
import type { SyncRequest } from '../../wire/metacontroller.ts'
import { numberIn, ofKind } from './read-objects.ts'

/** What a sync of a pool shows of one of its Gateways. */
export type GatewayFigures = {
  name: string
  /** `Ready`, or the reason why the Gateway is not ready. */
  state: string
  hostnames: number
  /** Certificates on the load balancer. */
  certificates: number
  /** The most hostnames on the Gateway. */
  limit: number
  /** Routes on all listeners; `undefined` while the controller has reported no listener. */
  routes: number | undefined
}

/** The Gateways that the status of a pool lists. */
export function gatewayFigures(
  { parent, children }: SyncRequest<GatewayPool>,
  status: unknown,
  now: number
): readonly GatewayFigures[] {
  const listed = fieldOf(status, 'gateways')
  const reading = readPool(parent)
  if (!Array.isArray(listed) || !reading.ok) return []
  const pool = reading.value
  const { gatewayNamespace: namespace } = pool.spec
  const gateways = byName(ofKind(children, 'Gateway'), namespace)
  const configurations = byName(ofKind(children, 'LoadBalancerConfiguration'), namespace)
  return listed.flatMap(entry => {
    const name = fieldOf(entry, 'name')
    if (typeof name !== 'string') return []
    const object = gateways.get(name)
    const configuration = configurations.get(name)
    const seen = { name, object, configuration, protection: undefined }
    const isReady = fieldOf(entry, 'ready') === true
    const state = isReady ? 'Ready' : reasonOfUnready(gatewayStateOf(seen, { pool, now }))
    return {
      name,
      state,
      hostnames: numberIn(entry, 'hostnames') ?? 0,
      certificates: countCertificates(configuration),
      limit: pool.spec.capacity.maxHostnamesPerGateway,
      routes: attachedRoutes(object)
    }
  })
}

/** A Gateway that is not wanted any more is not ready, although its load balancer may be. */
function reasonOfUnready({ ready, reason }: { ready: boolean; reason: string }): string {
  return ready ? 'Deleting' : reason
}

function byName(
  objects: readonly KubernetesObject[],
  namespace: string
): ReadonlyMap<string, KubernetesObject> {
  const inNamespace = objects.filter(({ metadata }) => metadata.namespace === namespace)
  return new Map(inNamespace.map(object => [object.metadata.name, object]))
}

/** Counts as the pool does, but without the annotation, which takes time to read. */
function countCertificates(configuration: KubernetesObject | undefined): number {
  const listeners = listOf(fieldOf(configuration?.spec, 'listenerConfigurations'))
  const https = listeners.find(listener => fieldOf(listener, 'protocolPort') === httpsPort)
  const arns = [fieldOf(https, 'defaultCertificate'), ...listOf(fieldOf(https, 'certificates'))]
  return new Set(arns.filter(arn => typeof arn === 'string' && arn !== '')).size
}

function attachedRoutes(gateway: KubernetesObject | undefined): number | undefined {
  const listeners = fieldOf(gateway?.status, 'listeners')
  if (!Array.isArray(listeners)) return undefined
  return listeners.reduce((sum, one) => sum + (numberIn(one, 'attachedRoutes') ?? 0), 0)
}
