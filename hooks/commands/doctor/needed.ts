import { domainClaimKind } from '../../api/domain-claim.ts'
import { hostnameRequestKind } from '../../api/gateway-hostname-request.ts'
import { gatewayPoolKind } from '../../api/gateway-pool.ts'
import { hostnameDenialKind } from '../../api/hostname-denial.ts'
import { group } from '../../api/schema.ts'
import type { Version } from './versions.ts'

/** The oldest versions that work, as the quick start has them. */
export const oldest = {
  kubernetes: [1, 30],
  gatewayAPI: [1, 1],
  metacontroller: [4, 15],
  /** `endpointConfigs`, by which Metacontroller sends the token. */
  metacontrollerWithToken: [4, 16]
} as const satisfies Record<string, Version>

/** The names of our CompositeControllers (metacontroller/composite-controllers.yaml). */
export const controllerNames = ['gateway-pools', 'domain-claims', 'gateway-hostname-requests']

/** CRDs of Gateway API, all with version v1. */
export const gatewayCRDs = ['gatewayclasses', 'gateways', 'httproutes', 'grpcroutes'].map(
  plural => `${plural}.gateway.networking.k8s.io`
)

/** Plurals and group of the kinds of the AWS Load Balancer Controller (LBC). */
export const lbcGroup = 'gateway.k8s.aws'
export const lbcPlurals = ['loadbalancerconfigurations', 'targetgroupconfigurations']
export const lbcCRDs = lbcPlurals.map(plural => `${plural}.${lbcGroup}`)

export const ownKinds = [gatewayPoolKind, hostnameRequestKind, domainClaimKind, hostnameDenialKind]
export const ownCRDs = ownKinds.map(({ plural }) => `${plural}.${group}`)

export const metacontrollerCRD = 'compositecontrollers.metacontroller.k8s.io'

/** Our ValidatingAdmissionPolicies (metacontroller/policies.yaml); bindings have the same names. */
export const policyNames = [
  'domain-claims',
  'gateway-pools',
  'installation',
  'controllers-with-pools',
  'controllers-with-claims',
  'controller-uid',
  'httproutes',
  'grpcroutes',
  'listenersets',
  'gateways',
  'targetgroupconfigurations'
].map(name => `${name}.${group}`)

/** The controllerName of GatewayClasses of LBC for ALBs. */
export const lbcControllerName = 'gateway.k8s.aws/alb'

/** The flags of Metacontroller that the quick start gives, as numbers. */
export const wantedFlags = {
  'client-go-qps': 200,
  'client-go-burst': 400,
  workers: 50
} as const
