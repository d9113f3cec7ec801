import { defined } from '../../../hooks/defined.ts'
import type { ApiStore } from '../../../simulator/api-store/api-store.ts'
import type { JsonObject, KubeObject } from '../../../simulator/api-store/objects.ts'
import { upstreamKinds } from '../../../simulator/cluster/upstream-kinds.ts'
import {
  type LoadBalancerController,
  startLoadBalancerController
} from '../../../simulator/load-balancer-controller/load-balancer-controller.ts'
import type {
  Condition,
  HTTPRoute,
  Listener,
  LoadBalancerCloud
} from '../../../simulator/load-balancer-controller/types.ts'
import type { VirtualClock } from '../../../simulator/virtual-clock.ts'
import { storeOf } from '../widgets.ts'

export const region = 'eu-central-1'
export const edgeGateway = { namespace: 'edge', name: 'public-1' }
const gatewayAPI = 'gateway.networking.k8s.io/v1'

const crds = upstreamKinds()

/** The parts of AWS that the stand-in uses. Certificates are issued at once. */
export function fakeCloud() {
  const certificates: { arn: string; region: string; status: string; names: string[] }[] = []
  const balancers = new Map<string, { dnsName: string; certificates: readonly string[] }>()
  let count = 0
  const cloud: LoadBalancerCloud = {
    loadBalancers: {
      create: ({ name, region, scheme }) => {
        const prefix = scheme === 'internal' ? 'internal-' : ''
        const arn = `arn:lb/${name}/${++count}`
        const dnsName = `${prefix}${name}-${1_000_000 + count}.${region}.elb.amazonaws.com`
        balancers.set(arn, { dnsName, certificates: [] })
        return { arn, dnsName }
      },
      setCertificates: (arn, wanted) => {
        const balancer = balancers.get(arn)
        if (balancer !== undefined) balancer.certificates = wanted
      },
      remove: arn => void balancers.delete(arn)
    },
    certificates: { list: () => certificates }
  }
  const issue = (...names: string[]) => {
    const arn = `arn:cert/${names[0]}/${certificates.length}`
    certificates.push({ arn, region, status: 'ISSUED', names })
    return arn
  }
  const inUse = () => [...balancers.values()].flatMap(({ certificates: attached }) => attached)
  return { cloud, certificates, balancers, issue, inUse }
}

export type Edge = {
  store: ApiStore
  clock: VirtualClock
  aws: ReturnType<typeof fakeCloud>
  controller: LoadBalancerController
  seconds: (count: number) => Promise<void>
}

/**
 * A store with a GatewayClass and the namespaces edge, shop and other, on which the stand-in runs.
 * It has the upstream CRDs if `UPSTREAM_CRDS` names them.
 */
export function edgeOf(): Edge {
  const { store, clock } = storeOf(crds)
  for (const name of ['edge', 'other'])
    store.create({ apiVersion: 'v1', kind: 'Namespace', metadata: { name } })
  const aws = fakeCloud()
  const controller = startLoadBalancerController({ store, clock, cloud: aws.cloud, region })
  const spec = { controllerName: 'gateway.k8s.aws/alb' }
  store.create({ apiVersion: gatewayAPI, kind: 'GatewayClass', metadata: { name: 'alb' }, spec })
  return { store, clock, aws, controller, seconds: count => clock.advance(count * 1000) }
}

/** Applies the Gateway `edge/public-1` with these listeners. */
export function applyGateway(store: ApiStore, listeners: readonly Listener[]): KubeObject {
  const parametersRef = {
    group: 'gateway.k8s.aws',
    kind: 'LoadBalancerConfiguration',
    name: 'public-1'
  }
  const spec = { gatewayClassName: 'alb', listeners, infrastructure: { parametersRef } }
  return store.apply(
    { apiVersion: gatewayAPI, kind: 'Gateway', metadata: edgeGateway, spec },
    { manager: 'test', force: true }
  )
}

/** Applies the Gateway's configuration. The first certificate is the default for port 443. */
export function applyConfiguration(
  store: ApiStore,
  arns: readonly string[],
  more: JsonObject = {},
  version = 'v1'
): void {
  const [defaultCertificate, ...certificates] = arns
  const named = defaultCertificate === undefined ? {} : { defaultCertificate, certificates }
  const https = { protocolPort: 'HTTPS:443', ...named }
  const spec = { scheme: 'internet-facing', listenerConfigurations: [https], ...more }
  const configuration = {
    apiVersion: `gateway.k8s.aws/${version}`,
    kind: 'LoadBalancerConfiguration',
    metadata: edgeGateway,
    spec
  }
  store.apply(configuration, { manager: 'test', force: true })
}

/** An HTTPS listener for a hostname that allows routes from one namespace. */
export function listener(hostname: string, namespace = 'shop', name = hostname): Listener {
  const selector = { matchLabels: { 'kubernetes.io/metadata.name': namespace } }
  return {
    name,
    port: 443,
    protocol: 'HTTPS',
    hostname,
    allowedRoutes: { namespaces: { from: 'Selector', selector } }
  }
}

/** The listener on port 80 for the Gateway's own namespace. */
export const http: Listener = {
  name: 'http',
  port: 80,
  protocol: 'HTTP',
  allowedRoutes: { namespaces: { from: 'Same' } }
}

/** Applies a route to the Gateway. */
export function applyRoute(
  store: ApiStore,
  name: string,
  spec: Partial<HTTPRoute['spec']> & { namespace?: string; sectionName?: string } = {}
): void {
  const { namespace = 'shop', sectionName, ...rest } = spec
  const parentRefs = [{ ...edgeGateway, ...defined({ sectionName }) }]
  const route = {
    apiVersion: gatewayAPI,
    kind: 'HTTPRoute',
    metadata: { name, namespace },
    spec: { parentRefs, ...rest }
  }
  store.apply(route, { manager: 'test', force: true })
}

/** Reads the Gateway. */
export function readGateway(store: ApiStore): KubeObject & {
  status: {
    addresses?: { value: string }[]
    conditions: Condition[]
    listeners?: { name: string; attachedRoutes: number }[]
  }
} {
  return store.read({ apiVersion: gatewayAPI, kind: 'Gateway', ...edgeGateway }) as ReturnType<
    typeof readGateway
  >
}

/** A condition of the Gateway as `status reason observedGeneration`, or `none`. */
export function conditionOf(store: ApiStore, type: string): string {
  const found = readGateway(store).status.conditions.find(condition => condition.type === type)
  return found === undefined
    ? 'none'
    : `${found.status} ${found.reason} ${found.observedGeneration ?? '-'}`
}

/** A condition of a route as `status reason`, or `none`. */
export function verdictOf(
  store: ApiStore,
  name: string,
  namespace = 'shop',
  type = 'Accepted'
): string {
  const route = store.read({
    apiVersion: gatewayAPI,
    kind: 'HTTPRoute',
    namespace,
    name
  }) as HTTPRoute
  const found = route.status?.parents?.[0]?.conditions.find(condition => condition.type === type)
  return found === undefined ? 'none' : `${found.status} ${found.reason}`
}
