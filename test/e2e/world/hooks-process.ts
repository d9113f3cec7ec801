import { join } from 'node:path'
import { projectFolder } from '../../../simulator/cluster/manifests.ts'
import { freePort, loopback } from '../../helpers/loopback.ts'
import { type Child, startChild } from '../control-plane/child.ts'
import { waitUntil } from '../control-plane/wait-until.ts'
import type { RenderedPod } from './rendered-pod.ts'

/** The hooks as a process. `kill` is `kill -9`; `start` starts them again on the same port. */
export type HooksProcess = {
  url: string
  logFile: string
  kill: () => Promise<void>
  start: () => Promise<void>
  /** Does what a Deployment does when its pods change: another process takes the place of this. */
  replace: (pod: RenderedPod) => Promise<void>
  /** How they ended by themselves, if they did. */
  death: () => string | undefined
}

export type HooksProcessOptions = {
  pod: RenderedPod
  awsURL: string
  folder: string
  /** Where the API server is, as a kubelet tells each pod. */
  apiURL: string
}

/**
 * Starts the hooks with the environment and the arguments of their Deployment. Three things differ:
 * they listen on loopback on a free port, AWS is at another address, and its credentials are dummy.
 */
export async function startHooks(options: HooksProcessOptions): Promise<HooksProcess> {
  const port = await freePort()
  const url = `http://${loopback}:${port}`
  const logFile = join(options.folder, 'hooks.log')
  let child: Child | undefined
  let { pod } = options
  const start = async () => {
    child = await startChild(childOptions({ ...options, pod }, port, logFile))
    const isUp = () =>
      fetch(`${url}/readyz`).then(
        ({ ok }) => ok,
        () => false
      )
    await waitUntil('the hooks', isUp, { every: 50, death: child.death })
  }
  const kill = async () => {
    await child?.stop()
    child = undefined
  }
  await start()
  return {
    url,
    logFile,
    start,
    kill,
    replace: async changed => {
      pod = changed
      await kill()
      await start()
    },
    death: () => child?.death()
  }
}

function childOptions(options: HooksProcessOptions, port: number, logFile: string) {
  const { pod, awsURL, folder, apiURL } = options
  const { hostname, port: apiPort } = new URL(apiURL)
  const args = pod.args.length === 0 ? ['serve'] : pod.args
  return {
    program: process.execPath,
    args: [projectFolder('hooks/cli.ts'), ...args],
    logFile,
    env: {
      HOME: folder,
      ...pod.env,
      KUBERNETES_SERVICE_HOST: hostname,
      KUBERNETES_SERVICE_PORT: apiPort,
      HOST: loopback,
      PORT: String(port),
      METRICS_PORT: '0',
      AWS_ENDPOINT_URL_ACM: awsURL,
      AWS_ENDPOINT_URL_ROUTE_53: awsURL,
      AWS_ACCESS_KEY_ID: 'embedded',
      AWS_SECRET_ACCESS_KEY: 'embedded',
      AWS_EC2_METADATA_DISABLED: 'true',
      AWS_CONFIG_FILE: '/dev/null',
      AWS_SHARED_CREDENTIALS_FILE: '/dev/null'
    }
  }
}
