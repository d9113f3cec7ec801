import { join } from 'node:path'
import { systemClock } from '../../../hooks/clock.ts'
import { createEmbeddedAws, type EmbeddedAws } from '../../../simulator/aws/embedded-aws.ts'
import { awsTimings, scaleWaits } from '../../../simulator/aws/timings.ts'
import { type ControlPlane, startControlPlane } from '../control-plane/control-plane.ts'
import { waitUntil } from '../control-plane/wait-until.ts'
import { type Balancers, type StartBalancers, standIn } from './balancers.ts'
import {
  type Controllers,
  type ControllersOptions,
  missingMetacontroller,
  type Runner,
  startControllers
} from './controllers.ts'
import { type HookProxy, startHookProxy } from './hook-proxy.ts'
import { type HooksProcess, startHooks } from './hooks-process.ts'
import { hooksDeployment, installOthers, missingBasics } from './install.ts'
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
  balancers: Balancers
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
  /** In the place of the embedded AWS and the stand-in; the caller ends the cloud. */
  aws?: OwnAws<Cloud>
  /** How we are installed; as `findInstaller` says if absent. */
  installer?: Installer
}

/** An AWS, and what makes the load balancers of Gateways in it. */
type OwnAws<Cloud> = { cloud: Cloud; balancers: StartBalancers }

/** Where the hooks reach an AWS. */
type AnyCloud = { url: string }

/**
 * Starts a cluster: the control plane, the manifests, the hooks, AWS, the load balancer controller
 * or its stand-in, and what runs the CompositeControllers. Or says what is missing.
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
  { aws: own, installer: given }: WorldOptions<AnyCloud> = {}
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
    const aws = own ?? (await startAWS(ends))
    return { ...(await startParts(runner, installer, plane, aws, ends)), stop }
  } catch (error) {
    await stop()
    throw error
  }
}

type Ends = (() => Promise<void>)[]

async function startParts<Cloud extends AnyCloud>(
  runner: Runner,
  installer: Installer,
  plane: ControlPlane,
  { cloud, balancers: startBalancers }: OwnAws<Cloud>,
  ends: Ends
): Promise<Omit<World<Cloud>, 'stop'>> {
  const { users } = plane
  const as = (name: 'admin' | 'tenant' | 'viewer') =>
    createKubectl(plane.kubeconfigOf(name, users[name].token))
  const admin = as('admin')
  await installOthers(admin)
  const balancers = await startBalancers({ plane, admin })
  ends.push(balancers.stop)
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
  const parts = { proxy, kubelet, balancers, controllers, controllersOptions: options }
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

async function startAWS(ends: Ends): Promise<OwnAws<EmbeddedAws & AnyCloud>> {
  const aws = createEmbeddedAws({
    clock: systemClock,
    timings: scaleWaits(awsTimings, awsShare),
    aliasTargets: 'existing',
    say: () => undefined
  })
  const { url, close } = await aws.listen()
  ends.push(close)
  return { cloud: { ...aws, url }, balancers: standIn(aws) }
}
