import { projectFolder } from '../../../simulator/cluster/manifests.ts'
import { upstreamKinds } from '../../../simulator/cluster/upstream-kinds.ts'
import type { Kubectl } from './kubectl.ts'

export const hooksNamespace = 'gateway-orchestrator'
export const hooksDeployment = { namespace: hooksNamespace, name: 'gateway-orchestrator' }
export const region = 'eu-central-1'
export const clusterID = 'e2e'

/**
 * The settings of the hooks. The two times are short because the hooks wait for calls to AWS that
 * may still take effect, and the tests give up many hostnames.
 */
const settings = {
  CLUSTER_ID: clusterID,
  AWS_REGION: region,
  SEND_WITHIN_SECONDS: '3',
  CALL_TIMEOUT_SECONDS: '2'
}

/** The GatewayClass of the stand-in of the load balancer controller. */
export const gatewayClass = {
  apiVersion: 'gateway.networking.k8s.io/v1',
  kind: 'GatewayClass',
  metadata: { name: 'alb' },
  spec: { controllerName: 'gateway.k8s.aws/alb' }
}

/** Why nothing can be installed; `undefined` if `UPSTREAM_CRDS` is set. */
export function missingCrds(): string | undefined {
  if (process.env.UPSTREAM_CRDS) return undefined
  return 'UPSTREAM_CRDS, a folder with the CRDs of other projects, is not set'
}

/** Installs what a cluster has before us: the CRDs of others, and the account of Metacontroller. */
export async function installOthers(kubectl: Kubectl): Promise<void> {
  const crds = upstreamKinds().filter(({ spec }) => spec.group !== '')
  await kubectl.run(['apply', '--server-side', '-f', '-'], crds.map(approved))
  await kubectl.run(['wait', '--for=condition=Established', 'crd', '--all', '--timeout=60s'])
  await kubectl.run(['create', 'namespace', 'metacontroller'])
  await kubectl.run(['create', 'serviceaccount', 'metacontroller', '-n', 'metacontroller'])
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

/** Installs `metacontroller/` with the commands of the README. */
export async function installManifests(kubectl: Kubectl): Promise<void> {
  await kubectl.run(['create', 'namespace', hooksNamespace])
  const literals = Object.entries(settings).map(
    ([name, value]) => `--from-literal=${name}=${value}`
  )
  await kubectl.run(['create', 'configmap', hooksNamespace, '-n', hooksNamespace, ...literals])
  // As the runbook does: the CompositeControllers come when the CRDs are established.
  const file = (name: string) => projectFolder(`metacontroller/${name}.yaml`)
  await kubectl.run(['apply', '-f', file('crds')])
  await kubectl.run(['wait', '--for=condition=Established', 'crd', '--all', '--timeout=60s'])
  // The namespace was made before, so kubectl warns that it lacks an annotation.
  const { status, stderr } = await kubectl.try(['apply', '-f', projectFolder('metacontroller')])
  if (status !== 0) throw new Error(stderr)
}
