import type { KubeObject } from '../api-store/objects.ts'
import type { LabelSelector } from '../api-store/selectors.ts'

/** The parts of AWS that the stand-in needs. The embedded AWS has them. */
export type LoadBalancerCloud = {
  readonly loadBalancers: {
    readonly create: (fields: {
      name: string
      region: string
      scheme: Scheme
    }) => LoadBalancerHandle
    /** If a certificate cannot be used, throws and changes nothing. */
    readonly setCertificates: (arn: string, certificateARNs: readonly string[]) => void
    readonly remove: (arn: string) => void
  }
  readonly certificates: { readonly list: () => readonly CertificateInfo[] }
}

export type LoadBalancerHandle = { readonly arn: string; readonly dnsName: string }

export type CertificateInfo = {
  readonly arn: string
  readonly region: string
  readonly status: string
  readonly names: readonly string[]
}

export type Scheme = 'internet-facing' | 'internal'

/** A listener of a Gateway. */
export type Listener = {
  name: string
  port: number
  protocol: string
  hostname?: string
  allowedRoutes?: {
    namespaces?: { from?: 'All' | 'Same' | 'Selector'; selector?: LabelSelector }
    kinds?: readonly { group?: string; kind: string }[]
  }
}

export type Gateway = KubeObject & {
  spec: {
    gatewayClassName: string
    listeners: readonly Listener[]
    infrastructure?: { parametersRef?: { group: string; kind: string; name: string } }
  }
  status?: {
    addresses?: readonly { type?: string; value: string }[]
    conditions?: readonly Condition[]
    listeners?: readonly { name: string; conditions: readonly Condition[] }[]
  }
}

export type GatewayClass = KubeObject & {
  spec: {
    controllerName: string
    parametersRef?: { group: string; kind: string; name: string; namespace?: string }
  }
  status?: { conditions?: readonly Condition[] }
}

export type ParentRef = {
  group?: string
  kind?: string
  name: string
  namespace?: string
  sectionName?: string
  port?: number
}

export type RouteRule = {
  matches?: readonly { path?: { type?: string; value?: string } }[]
  filters?: readonly { type: string }[]
  backendRefs?: readonly BackendRef[]
}

export type BackendRef = {
  group?: string
  kind?: string
  name?: string
  namespace?: string
  port?: number
  weight?: number
}

export type ReferenceGrant = KubeObject & {
  spec: {
    from: readonly { group: string; kind: string; namespace: string }[]
    to: readonly { group: string; kind: string; name?: string }[]
  }
}

export type Service = KubeObject & {
  spec: {
    ipFamilies?: readonly string[]
    ports?: readonly {
      name?: string
      port: number
      targetPort?: number | string
      nodePort?: number
    }[]
  }
}

/** The settings of a target group that can make it impossible to build. */
export type TargetGroupProps = {
  targetGroupName?: string
  targetType?: 'instance' | 'ip'
  protocol?: string
  healthCheckConfig?: { healthCheckPort?: string; healthCheckProtocol?: string }
}

export type TargetGroupConfiguration = KubeObject & {
  spec: {
    targetReference?: { group?: string; kind?: string; name: string }
    defaultConfiguration?: TargetGroupProps
    routeConfigurations?: readonly {
      routeIdentifier: { kind?: string; namespace?: string; name?: string }
      targetGroupProps: TargetGroupProps
    }[]
  }
}

/** An HTTPRoute, or a GRPCRoute, whose matches the stand-in does not read. */
export type HTTPRoute = KubeObject & {
  spec: {
    parentRefs?: readonly ParentRef[]
    hostnames?: readonly string[]
    rules?: readonly RouteRule[]
  }
  status?: { parents?: readonly RouteParent[] }
}

export type RouteParent = {
  parentRef: ParentRef
  controllerName: string
  conditions: readonly Condition[]
}

export type LoadBalancerConfiguration = KubeObject & { spec: LoadBalancerSettings }

/** The spec of a configuration, or of the merged configurations of a class and a Gateway. */
export type LoadBalancerSettings = {
  /** Read only on the configuration that a GatewayClass names. */
  mergingMode?: 'prefer-gateway-class' | 'prefer-gateway'
  scheme?: Scheme
  ipAddressType?: string
  loadBalancerName?: string
  loadBalancerAttributes?: readonly { key: string; value: string }[]
  defaultTargetGroupConfiguration?: { name: string }
  listenerConfigurations?: readonly {
    protocolPort: string
    defaultCertificate?: string
    certificates?: readonly string[]
  }[]
}

export type Condition = {
  type: string
  status: 'True' | 'False' | 'Unknown'
  reason: string
  message: string
  observedGeneration?: number
  lastTransitionTime: string
}

/** GatewayClasses with this controllerName belong to the stand-in. */
export const controllerName = 'gateway.k8s.aws/alb'

export const gatewayFinalizer = 'gateway.k8s.aws/alb'

/**
 * The message of a Gateway's condition Accepted if its load balancer cannot be built, or if AWS
 * refuses it. LBC 3.2 to 3.5 write the cause into the events of the Gateway only.
 */
export const seeEvents = 'Check Gateway Events for more information.'

export const configurationFinalizer = 'gateway.k8s.aws/loadbalancerconfigurations'
