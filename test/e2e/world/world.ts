import { join } from 'node:path'
import { systemClock } from '../../../hooks/clock.ts'
import { createEmbeddedAws, type EmbeddedAws } from '../../../simulator/aws/embedded-aws.ts'
import { awsTimings, scaleWaits } from '../../../simulator/aws/timings.ts'
import { startLoadBalancerController } from '../../../simulator/load-balancer-controller/load-balancer-controller.ts'
import type { LoadBalancerCloud } from '../../../simulator/load-balancer-controller/types.ts'
import { type ControlPlane, startControlPlane } from '../control-plane/control-plane.ts'
import { createRemoteStore } from '../kubernetes/remote-store.ts'
import {
  type Controllers,
  missingMetacontroller,
  type Runner,
  startControllers
} from './controllers.ts'
import { type HookProxy, startHookProxy } from './hook-proxy.ts'
import { type HooksProcess, startHooks } from './hooks-process.ts'
import { gatewayClass, hooksDeployment, installOthers, missingBasics, region } from './install.ts'
import { findInstaller, type Installer } from './install-ours.ts'
import { createKubectl, type Kubectl } from './kubectl.ts'
import { renderPod } from './rendered-pod.ts'

/** A cluster in which everything runs. */
export type World<Cloud = EmbeddedAws> = {
  runner: Runner
  plane: ControlPlane
  admin: Kubectl
  tenant: Kubectl
  viewer: Kubectl
  cloud: Cloud
  hooks: HooksProcess
  proxy: HookProxy
  controllers: Controllers
  stop: () => Promise<void>
}

/** The share of AWS's waits that is kept. The polling of the hooks is not shortened. */
const awsShare = 1 / 40

/**
 * Starts a cluster: the control plane, the manifests, the hooks, AWS, the stand-in of the load
 * balancer controller, and what runs the CompositeControllers. Or says what is missing.
 * @param cloud - in the place of the embedded AWS; the caller ends it
 */
export async function startWorld(runner: Runner): Promise<World | { missing: string }>
export async function startWorld<Cloud extends AnyCloud>(
  runner: Runner,
  cloud: Cloud
): Promise<World<Cloud> | { missing: string }>
export async function startWorld(
  runner: Runner,
  cloud?: AnyCloud
): Promise<World<unknown> | { missing: string }> {
  const missing =
    missingBasics() ?? (runner === 'metacontroller' ? missingMetacontroller() : undefined)
  if (missing !== undefined) return { missing }
  const installer = await findInstaller()
  if ('missing' in installer) return installer
  const plane = await startControlPlane()
  if ('missing' in plane) return plane
  const ends: (() => Promise<void>)[] = [plane.stop]
  const stop = async () => {
    for (const end of ends.toReversed()) await end()
  }
  try {
    const aws = cloud ?? (await startAWS(ends))
    return { ...(await startParts(runner, installer, plane, aws, ends)), stop }
  } catch (error) {
    await stop()
    throw error
  }
}

/** An AWS for the hooks, and for the stand-in of the load balancer controller. */
type AnyCloud = LoadBalancerCloud & { url: string }

type Ends = (() => Promise<void>)[]

async function startParts<Cloud extends AnyCloud>(
  runner: Runner,
  installer: Installer,
  plane: ControlPlane,
  cloud: Cloud,
  ends: Ends
): Promise<Omit<World<Cloud>, 'stop'>> {
  const { users } = plane
  const as = (name: 'admin' | 'tenant' | 'viewer') =>
    createKubectl(plane.kubeconfigOf(name, users[name].token))
  const admin = as('admin')
  await installOthers(admin)
  await installer.install(admin, join(plane.folder, 'admin.kubeconfig'))
  const pod = await renderPod(admin, hooksDeployment, plane.folder)
  const hooks = await startHooks({ pod, awsURL: cloud.url, folder: plane.folder })
  ends.push(hooks.kill)
  await admin.apply(gatewayClass)
  await startBalancers(plane, cloud, ends)
  const proxy = await startHookProxy(() => hooks.url)
  ends.push(proxy.close)
  const account = ['create', 'token', 'metacontroller', '-n', 'metacontroller', '--duration=24h']
  const token = (await admin.run(account)).trim()
  const options = { plane, admin, token, hooksURL: proxy.url }
  const controllers = await startControllers(runner, options)
  ends.push(controllers.stop)
  const kubectls = { admin, tenant: as('tenant'), viewer: as('viewer') }
  return { runner, plane, ...kubectls, cloud, hooks, proxy, controllers }
}

async function startAWS(ends: Ends): Promise<EmbeddedAws & { url: string }> {
  const aws = createEmbeddedAws({
    clock: systemClock,
    timings: scaleWaits(awsTimings, awsShare),
    aliasTargets: 'existing',
    say: () => undefined
  })
  const { url, close } = await aws.listen()
  ends.push(close)
  return { ...aws, url }
}

/** What the stand-in of the load balancer controller reads. */
const balancerKinds = [
  ['v1', 'namespaces'],
  ['v1', 'services'],
  ...['gatewayclasses', 'gateways', 'httproutes', 'grpcroutes', 'referencegrants'].map(
    plural => ['gateway.networking.k8s.io/v1', plural] as const
  ),
  ...['loadbalancerconfigurations', 'targetgroupconfigurations'].flatMap(plural => [
    ['gateway.k8s.aws/v1', plural] as const,
    ['gateway.k8s.aws/v1beta1', plural] as const
  ])
] as const

async function startBalancers(plane: ControlPlane, cloud: AnyCloud, ends: Ends) {
  const store = await createRemoteStore(plane.endpointOf(plane.users.loadBalancerController.token))
  for (const [apiVersion, plural] of balancerKinds) await store.load(apiVersion, plural)
  const timings = { reconcileMilliseconds: 100, activeAfterMilliseconds: 1000 }
  const clock = systemClock
  const controller = startLoadBalancerController({ store, cloud, clock, region, timings })
  ends.push(async () => {
    await controller.stop()
    store.close()
  })
}
