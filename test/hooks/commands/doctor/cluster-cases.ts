import { type Case, setSpec } from './case.ts'
import { drop, find } from './doctor-world.ts'

type Properties = { spec: { properties: Record<string, unknown> } }

export const clusterCases: Case[] = [
  {
    name: 'Kubernetes is too old',
    change: world => {
      world.version = 'v1.29.9-eks-1'
    },
    check: 'Kubernetes',
    message: /v1\.29\.9-eks-1 is too old/,
    todo: /1\.30 or newer/
  },
  {
    name: 'the API server does not tell its version',
    change: world => {
      world.refusals.push({ path: '/version', kind: 'unreachable', message: 'timeout' })
    },
    check: 'Kubernetes',
    result: 'not checked',
    message: /timeout/
  },
  {
    name: 'Gateway API is not installed',
    change: world =>
      drop(world, 'CustomResourceDefinition', 'httproutes.gateway.networking.k8s.io'),
    check: 'CRDs of Gateway API',
    message: /missing: httproutes\.gateway\.networking\.k8s\.io/,
    todo: /gateway-api\.sigs\.k8s\.io/
  },
  {
    name: 'Gateway API is too old',
    change: world => {
      const { metadata } = find(
        world,
        'CustomResourceDefinition',
        'gateways.gateway.networking.k8s.io'
      )
      metadata.annotations = { 'gateway.networking.k8s.io/bundle-version': 'v1.0.0' }
    },
    check: 'CRDs of Gateway API',
    message: /v1\.0\.0 is too old/
  },
  {
    name: 'Gateway API is of a commit that is no release',
    change: world => {
      const name = 'gateways.gateway.networking.k8s.io'
      const { metadata } = find(world, 'CustomResourceDefinition', name)
      metadata.annotations = { 'gateway.networking.k8s.io/bundle-version': 'v0.0.0-dev' }
    },
    check: 'CRDs of Gateway API',
    result: 'passed',
    message: /serve v1/
  },
  {
    name: 'LBC does not serve the version that the CompositeControllers name',
    change: world => {
      const name = 'loadbalancerconfigurations.gateway.k8s.aws'
      setSpec(find(world, 'CustomResourceDefinition', name), {
        versions: [
          { name: 'v1', served: true },
          { name: 'v1beta1', served: false }
        ]
      })
    },
    check: 'CRDs of LBC',
    message: /v1beta1, which is not served of loadbalancerconfigurations/
  },
  {
    name: 'Metacontroller has no CRDs',
    change: world =>
      drop(world, 'CustomResourceDefinition', 'compositecontrollers.metacontroller.k8s.io'),
    check: 'CRD of Metacontroller',
    message: /missing/
  },
  {
    name: 'a CRD of ours is of an earlier version',
    change: world => {
      const crd = find(
        world,
        'CustomResourceDefinition',
        'gatewaypools.gateway-orchestrator.io'
      ) as { spec: { versions: { schema: { openAPIV3Schema: { properties: Properties } } }[] } }
      const properties = crd.spec.versions[0]?.schema.openAPIV3Schema.properties
      delete properties?.spec.properties.deletionBrake
    },
    check: 'CRDs of the Gateway Orchestrator',
    message: /lack fields.*GatewayPool spec\.deletionBrake/,
    todo: /crds\.yaml/
  }
]
