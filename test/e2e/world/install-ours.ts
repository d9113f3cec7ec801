import { execFile } from 'node:child_process'
import { existsSync } from 'node:fs'
import { promisify } from 'node:util'
import { projectFolder } from '../../../simulator/cluster/manifests.ts'
import { findTool } from '../tools/find-tool.ts'
import { clusterID, hooksNamespace, region } from './install.ts'
import type { Kubectl } from './kubectl.ts'

const run = promisify(execFile)

/** The longest installation with Helm, in milliseconds. */
const helmLimitMs = 120_000

/**
 * The two times are short because the hooks wait for calls to AWS that may still take effect, and
 * the tests give up many hostnames.
 */
const [sendWithinSeconds, callTimeoutSeconds] = ['3', '2']

/** How we are installed: with the chart, or with the manifests in `metacontroller/`. */
export type Installer = { install: (kubectl: Kubectl, kubeconfig: string) => Promise<void> }

/**
 * The chart where there is one, unless `E2E_INSTALL=manifests`. Without Helm the reason is returned
 * why nothing can be installed.
 */
export async function findInstaller(): Promise<Installer | { missing: string }> {
  const chart = projectFolder('charts/gateway-orchestrator')
  const { E2E_INSTALL = 'chart' } = process.env
  if (E2E_INSTALL === 'manifests' || !existsSync(chart)) return byManifests
  const helm = await findTool('helm-4')
  if ('missing' in helm) return helm
  return { install: (_, kubeconfig) => installChart(helm.path, chart, kubeconfig) }
}

/** `helm install`, which waits until the Job with the doctor has ended well. */
async function installChart(helm: string, chart: string, kubeconfig: string): Promise<void> {
  const where = ['--namespace', hooksNamespace, '--create-namespace', '--kubeconfig', kubeconfig]
  const words = ['install', hooksNamespace, chart, ...where, ...chartValues]
  await run(helm, words, { timeout: helmLimitMs })
}

/** The values of the chart, as arguments of Helm. */
export const chartValues: readonly string[] = Object.entries({
  clusterID,
  region,
  sendWithinSeconds,
  callTimeoutSeconds
}).map(([name, value]) => `--set=${name}=${value}`)

/** `metacontroller/` with the commands of docs/install-manifests.md. */
export const byManifests: Installer = { install: installManifests }

async function installManifests(kubectl: Kubectl): Promise<void> {
  await kubectl.run(['create', 'namespace', hooksNamespace])
  const settings = {
    CLUSTER_ID: clusterID,
    AWS_REGION: region,
    SEND_WITHIN_SECONDS: sendWithinSeconds,
    CALL_TIMEOUT_SECONDS: callTimeoutSeconds
  }
  const literals = Object.entries(settings).map(
    ([name, value]) => `--from-literal=${name}=${value}`
  )
  await kubectl.run(['create', 'configmap', hooksNamespace, '-n', hooksNamespace, ...literals])
  // The CompositeControllers and policies come when the CRDs are established.
  await kubectl.run(['apply', '-f', projectFolder('metacontroller/crds.yaml')])
  await kubectl.run(['wait', '--for=condition=Established', 'crd', '--all', '--timeout=60s'])
  // The namespace was made before, so kubectl warns that it lacks an annotation.
  const { status, stderr } = await kubectl.try(['apply', '-f', projectFolder('metacontroller')])
  if (status !== 0) throw new Error(stderr)
}
