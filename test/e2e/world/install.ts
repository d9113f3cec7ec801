import { spawnSync } from 'node:child_process'
import { upstreamKinds } from '../../../simulator/cluster/upstream-kinds.ts'
import type { Kubectl } from './kubectl.ts'

export const hooksNamespace = 'gateway-orchestrator'
export const hooksDeployment = { namespace: hooksNamespace, name: 'gateway-orchestrator' }
export const region = 'eu-central-1'
export const clusterID = 'e2e'

/** The GatewayClass of the stand-in of the load balancer controller. */
export const gatewayClass = {
  apiVersion: 'gateway.networking.k8s.io/v1',
  kind: 'GatewayClass',
  metadata: { name: 'alb' },
  spec: { controllerName: 'gateway.k8s.aws/alb' }
}

/** Why nothing can be installed; `undefined` if kubectl and the CRDs of other projects are there. */
export function missingBasics(): string | undefined {
  if (spawnSync('kubectl', ['version', '--client']).status !== 0) return 'kubectl is not installed'
  if (process.env.UPSTREAM_CRDS) return undefined
  return 'UPSTREAM_CRDS, a folder with the CRDs of other projects, is not set'
}

/**
 * As docs/quick-start.md installs it. No node runs its pod: the tests start Metacontroller
 * themselves.
 */
const metacontroller = {
  apiVersion: 'apps/v1',
  kind: 'StatefulSet',
  metadata: { name: 'metacontroller', namespace: 'metacontroller' },
  spec: {
    serviceName: '',
    selector: { matchLabels: { app: 'metacontroller' } },
    template: {
      metadata: { labels: { app: 'metacontroller' } },
      spec: {
        serviceAccountName: 'metacontroller',
        containers: [
          {
            name: 'metacontroller',
            image: 'ghcr.io/metacontroller/metacontroller:v4.17.2',
            args: [
              '--apply-strategy=server-side-apply',
              '--client-go-qps=200',
              '--client-go-burst=400',
              '--workers=50'
            ]
          }
        ]
      }
    }
  }
}

/** Installs what a cluster has before us: the CRDs of others, Metacontroller, a GatewayClass. */
export async function installOthers(kubectl: Kubectl): Promise<void> {
  const crds = upstreamKinds().filter(({ spec }) => spec.group !== '')
  await kubectl.run(['apply', '--server-side', '-f', '-'], crds.map(approved))
  await kubectl.run(['wait', '--for=condition=Established', 'crd', '--all', '--timeout=60s'])
  await kubectl.run(['create', 'namespace', 'metacontroller'])
  await kubectl.run(['create', 'serviceaccount', 'metacontroller', '-n', 'metacontroller'])
  await kubectl.apply(metacontroller, gatewayClass)
  const ready = ['--subresource=status', '-p', '{"status":{"replicas":1,"readyReplicas":1}}']
  await kubectl.run(['patch', 'statefulset/metacontroller', '-n', 'metacontroller', ...ready])
}

/**
 * The API server takes CRDs of the group k8s.io only with this annotation. The CRDs of Gateway API
 * have it; the minimal ones, which stand in for kinds that the folder lacks, do not.
 */
function approved<T extends { metadata: object }>(crd: T): T {
  const approval = { 'api-approved.kubernetes.io': 'unapproved, for tests' }
  const { annotations = {} } = crd.metadata as { annotations?: object }
  return { ...crd, metadata: { ...crd.metadata, annotations: { ...approval, ...annotations } } }
}
