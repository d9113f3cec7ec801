import { join } from 'node:path'
import { systemClock } from '../../../hooks/clock.ts'
import { createEmbeddedAws, type EmbeddedAws } from '../../../simulator/aws/embedded-aws.ts'
import { awsTimings, scaleWaits } from '../../../simulator/aws/timings.ts'
import { startLoadBalancerController } from '../../../simulator/load-balancer-controller/load-balancer-controller.ts'
import type { LoadBalancerCloud } from '../../../simulator/load-balancer-controller/types.ts'
import { type ControlPlane, startControlPlane } from '../control-plane/control-plane.ts'
import { waitUntil } from '../control-plane/wait-until.ts'
import { createRemoteStore } from '../kubernetes/remote-store.ts'
import {
  type Controllers,
  type ControllersOptions,
  missingMetacontroller,
  type Runner,
  startControllers
} from './controllers.ts'
import { type HookProxy, startHookProxy } from './hook-proxy.ts'
import { type HooksProcess, startHooks } from './hooks-process.ts'
import { hooksDeployment, installOthers, missingBasics, region } from './install.ts'
import { findInstaller, type Installer } from './install-ours.ts'
import { createKubectl, type Kubectl } from './kubectl.ts'
import { type Kubelet, startKubelet } from './kubelet.ts'
import { type RenderedPod, renderPod } from './rendered-pod.ts'

/** A cluster in which everything runs. */
export type World<Cloud = EmbeddedAws & { url: string }> = {
  runner: Runner
  plane: ControlPlane
  admin: Kubectl
  tenant: Kubectl
  viewer: Kubectl
  cloud: Cloud
  hooks: HooksProcess
  /** Does what a Deployment does when its pods have changed. */
  replaceHooks: () => Promise<void>
  proxy: HookProxy
  kubelet: Kubelet
  controllers: Controllers
  /** With these the controllers can be started again. */
  controllersOptions: ControllersOptions
  stop: () => Promise<void>
}

/**
 * The share of AWS's waits that is kept. The polling of the hooks is not shortened. Until they have
 * seen how fast this AWS issues certificates, they look at all but a few of them only after a
 * minute: so a hostname is Ready after about 27 s, or after 77 s if it is among the first.
 */
const awsShare = 1 / 40

export type WorldOptions<Cloud> = {
  /** In the place of the embedded AWS; the caller ends it. */
  cloud?: Cloud
  /** How we are installed; as `findInstaller` says if absent. */
  installer?: Installer
}

/**
 * Starts a cluster: the control plane, the manifests, the hooks, AWS, the stand-in of the load
 * balancer controller, and what runs the CompositeControllers. Or says what is missing.
 */
export async function startWorld(
  runner: Runner,
  options?: WorldOptions<never>
): Promise<World | { missing: string }>
export async function startWorld<Cloud extends AnyCloud>(
  runner: Runner,
  options: WorldOptions<Cloud>
): Promise<World<Cloud> | { missing: string }>
export async function startWorld(
  runner: Runner,
  { cloud, installer: given }: WorldOptions<AnyCloud> = {}
): Promise<World<unknown> | { missing: string }> {
  const missing =
    missingBasics() ?? (runner === 'metacontroller' ? missingMetacontroller() : undefined)
  if (missing !== undefined) return { missing }
  const installer = given ?? (await findInstaller())
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
  await startBalancers(plane, cloud, ends)
  const installing = installer.install(admin, join(plane.folder, 'admin.kubeconfig'))
  const { url: apiURL } = plane.endpointOf('')
  const hooksOptions = { awsURL: cloud.url, folder: plane.folder, apiURL }
  const hooks = await startHooks({ pod: await firstPod(admin, plane, installing), ...hooksOptions })
  ends.push(hooks.kill)
  const proxy = await startHookProxy(() => hooks.url)
  ends.push(proxy.close)
  // Helm waits for the Jobs, and one of them calls the hooks.
  const kubelet = await startKubelet({ plane, admin, proxyURL: proxy.url })
  ends.push(kubelet.stop)
  await installing.catch(error => {
    const printed = kubelet.runs.map(({ stdout, stderr }) => `${stdout}${stderr}`).join('\n')
    throw new Error(`${error}\nThe pods of the Jobs printed:\n${printed}`)
  })
  const account = ['create', 'token', 'metacontroller', '-n', 'metacontroller', '--duration=24h']
  const token = (await admin.run(account)).trim()
  const options = { plane, admin, token, hooksURL: proxy.url }
  const controllers = await startControllers(runner, options)
  ends.push(controllers.stop)
  const kubectls = { admin, tenant: as('tenant'), viewer: as('viewer') }
  const replaceHooks = async () =>
    hooks.replace(await renderPod(admin, hooksDeployment, plane.folder))
  const parts = { proxy, kubelet, controllers, controllersOptions: options }
  return { runner, plane, ...kubectls, cloud, hooks, replaceHooks, ...parts }
}

/** The pod of the Deployment, as soon as it is there. @throws if the installation fails before */
async function firstPod(
  admin: Kubectl,
  plane: ControlPlane,
  installing: Promise<void>
): Promise<RenderedPod> {
  let failure: unknown
  installing.catch(error => {
    failure = error
  })
  const { namespace, name } = hooksDeployment
  const isThere = async () => {
    if (failure !== undefined) throw failure
    const words = ['get', 'deployment', '-n', namespace, name, '--ignore-not-found', '-o', 'name']
    return (await admin.run(words)) !== ''
  }
  await waitUntil('the Deployment of the hooks', isThere)
  return renderPod(admin, hooksDeployment, plane.folder)
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
