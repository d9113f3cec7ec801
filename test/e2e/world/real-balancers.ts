import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { upstreamKinds } from '../../../simulator/cluster/upstream-kinds.ts'
import { crd } from '../../../simulator/load-balancer-controller/minimal-crds.ts'
import { freePort, loopback } from '../../helpers/loopback.ts'
import { startChild } from '../control-plane/child.ts'
import type { ControlPlane } from '../control-plane/control-plane.ts'
import { waitUntil } from '../control-plane/wait-until.ts'
import type { StartBalancers } from './balancers.ts'
import { clusterID, region } from './install.ts'
import type { Kubectl } from './kubectl.ts'

/** Why the real AWS Load Balancer Controller (LBC) cannot run; `undefined` if it can. */
export function missingLoadBalancerController(): string | undefined {
  const { LBC_BIN } = process.env
  if (!LBC_BIN)
    return 'LBC_BIN, the path of an AWS Load Balancer Controller 3.5 or newer, is not set'
  return existsSync(LBC_BIN) ? undefined : `LBC_BIN names ${LBC_BIN}, which does not exist`
}

export type RealOptions = {
  /** Where it reaches AWS. */
  awsURL: string
  vpcID: string
}

/** The program that `LBC_BIN` names. Its load balancers are in an AWS that others inspect. */
export function realController(options: RealOptions): StartBalancers {
  return async ({ plane, admin }) => {
    await installKinds(admin)
    const logFile = join(plane.folder, 'load-balancer-controller.log')
    const probe = `${loopback}:${await freePort()}`
    const child = await startChild({
      program: process.env.LBC_BIN ?? '',
      args: await flags(plane, options, probe),
      env: {
        HOME: plane.folder,
        AWS_ACCESS_KEY_ID: 'test',
        AWS_SECRET_ACCESS_KEY: 'test',
        AWS_EC2_METADATA_DISABLED: 'true'
      },
      logFile
    })
    const isReady = () =>
      fetch(`http://${probe}/readyz`).then(
        answer => answer.ok,
        () => false
      )
    await waitUntil('the load balancer controller', isReady, { death: child.death })
    return {
      death: child.death,
      stop: async () => {
        await child.stop()
        if (process.env.E2E_VERBOSE) console.error(readFileSync(logFile, 'utf8'))
      }
    }
  }
}

const services = ['ACM', 'EC2', 'Elastic Load Balancing v2', 'STS'] as const

async function flags(
  plane: ControlPlane,
  { awsURL, vpcID }: RealOptions,
  probe: string
): Promise<readonly string[]> {
  const kubeconfig = plane.kubeconfigOf('lbc', plane.users.loadBalancerController.token)
  return [
    `--kubeconfig=${kubeconfig}`,
    `--cluster-name=${clusterID}`,
    `--aws-region=${region}`,
    `--aws-vpc-id=${vpcID}`,
    `--aws-api-endpoints=${services.map(service => `${service}=${awsURL}`).join()}`,
    // Without nodes, no instance can be a target.
    '--default-target-type=ip',
    // moto has neither Shield nor WAF Classic.
    '--enable-shield=false',
    '--enable-waf=false',
    '--enable-wafv2=false',
    '--enable-leader-election=false',
    `--health-probe-bind-addr=${probe}`,
    '--metrics-bind-addr=0',
    ...webhookFlags(plane, await freePort())
  ]
}

/**
 * Its webhooks, which nothing here calls. Hazard: it serves them on all addresses of the machine.
 * So it takes only clients with a certificate of the API server's CA, and there is no such client.
 */
function webhookFlags({ folder }: ControlPlane, port: number): readonly string[] {
  return [
    `--webhook-bind-port=${port}`,
    `--webhook-cert-dir=${folder}`,
    '--webhook-cert-file=apiserver.crt',
    '--webhook-key-file=apiserver.key',
    `--kube-ca-pem-filepath=${join(folder, 'apiserver.crt')}`
  ]
}

/** Kinds without which LBC does not start, beside those that the pools need. */
const group = 'elbv2.k8s.aws'
const ownKinds = [
  { kind: 'TargetGroupBinding', plural: 'targetgroupbindings', scope: 'Namespaced' },
  { kind: 'IngressClassParams', plural: 'ingressclassparams', scope: 'Cluster' }
] as const

/** Installs LBC's own kinds with open schemas, where the folder with CRDs of others lacks them. */
async function installKinds(admin: Kubectl): Promise<void> {
  const names = new Set(upstreamKinds().map(({ metadata }) => metadata.name))
  const crds = ownKinds
    .filter(({ plural }) => !names.has(`${plural}.${group}`))
    .map(({ kind, plural, scope }) => crd(group, kind, plural, { scope, versions: ['v1beta1'] }))
  if (crds.length === 0) return
  await admin.apply(...crds)
  await admin.run(['wait', '--for=condition=Established', 'crd', '--all', '--timeout=60s'])
}
