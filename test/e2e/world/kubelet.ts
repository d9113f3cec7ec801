import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { join } from 'node:path'
import { text } from 'node:stream/consumers'
import {
  asList,
  asObject,
  type KubeObject,
  type ObjectInput
} from '../../../simulator/api-store/objects.ts'
import { projectFolder } from '../../../simulator/cluster/manifests.ts'
import type { ControlPlane } from '../control-plane/control-plane.ts'
import { waitUntil } from '../control-plane/wait-until.ts'
import { createRemoteStore } from '../kubernetes/remote-store.ts'
import type { Kubectl } from './kubectl.ts'
import { renderPodSpec } from './rendered-pod.ts'

/** A pod that ran to its end, and what it printed. */
export type PodRun = { pod: KubeObject; status: number; stdout: string; stderr: string }

/** Runs the pods of Jobs, as no node is there that would. */
export type Kubelet = {
  /** All runs so far, in the order in which they ended. */
  runs: readonly PodRun[]
  /** Creates a pod and waits until it has run. */
  run: (pod: ObjectInput) => Promise<PodRun>
  stop: () => Promise<void>
}

export type KubeletOptions = { plane: ControlPlane; admin: Kubectl; proxyURL: string }

/** The longest run of a pod, in milliseconds. The Jobs of the chart allow as much. */
const limitMs = 270_000
const serviceAccountFolder = '/var/run/secrets/kubernetes.io/serviceaccount'
const pods = { apiVersion: 'v1', kind: 'Pod' }

/**
 * Starts each pod that the API server has, once: its first container's arguments with our program,
 * in its environment, with its volumes and the token of its service account. Two things differ from
 * a node: the program is told where the volumes are, and reaches Services through an HTTP proxy.
 */
export async function startKubelet(options: KubeletOptions): Promise<Kubelet> {
  const { plane, admin } = options
  const store = await createRemoteStore(plane.endpointOf(plane.users.admin.token))
  await store.load('v1', 'pods')
  const running = new Map<string, Promise<void>>()
  const runs: PodRun[] = []
  const failures: unknown[] = []
  const start = (pod: KubeObject) => {
    const { uid, deletionTimestamp } = pod.metadata
    if (running.has(uid) || deletionTimestamp !== undefined || hasEnded(pod)) return
    const run = runPod(options, pod).then(
      ended => void runs.push(ended),
      error => void failures.push(error)
    )
    running.set(uid, run)
  }
  const stopWatching = store.watch(({ type, object }) => {
    if (type !== 'DELETED') start(object)
  }, pods)
  for (const pod of store.list(pods)) start(pod)
  return {
    runs,
    run: async pod => {
      await admin.run(['create', '-f', '-'], [pod])
      const { name } = pod.metadata
      const ran = () => runs.find(run => run.pod.metadata.name === name)
      const death = () => (failures.length > 0 ? String(failures[0]) : undefined)
      return waitUntil(`pod ${name}`, ran, { within: limitMs, death })
    },
    stop: async () => {
      stopWatching()
      await Promise.all(running.values())
      store.close()
      if (failures.length > 0) throw failures[0]
    }
  }
}

function hasEnded({ status }: KubeObject): boolean {
  return status?.phase === 'Succeeded' || status?.phase === 'Failed'
}

async function runPod(options: KubeletOptions, pod: KubeObject): Promise<PodRun> {
  const { plane, admin, proxyURL } = options
  const { namespace = '', name, uid } = pod.metadata
  const folder = join(plane.folder, 'pods', uid)
  const spec = asObject(pod.spec)
  const { args, env, mounts } = await renderPodSpec(admin, { namespace, name, uid, spec }, folder)
  const { hostname, port } = new URL(plane.endpointOf('').url)
  const outcome = await runProgram(args, {
    PATH: process.env.PATH ?? '',
    HOME: folder,
    ...env,
    KUBERNETES_SERVICE_HOST: hostname,
    KUBERNETES_SERVICE_PORT: port,
    NODE_USE_ENV_PROXY: '1',
    HTTP_PROXY: proxyURL,
    TEST_SERVICE_ACCOUNT_FOLDER: mounts.get(serviceAccountFolder) ?? folder
  })
  await reportEnd(admin, pod, outcome.status)
  return { pod, ...outcome }
}

async function runProgram(args: readonly string[], env: Record<string, string>) {
  const start = ['--import', projectFolder('test/e2e/world/in-pod.ts')]
  const words = [...start, projectFolder('hooks/cli.ts'), ...args]
  const child = spawn(process.execPath, words, { env, timeout: limitMs, killSignal: 'SIGKILL' })
  const ended = once(child, 'close')
  const [stdout, stderr] = await Promise.all([text(child.stdout), text(child.stderr)])
  const [code] = await ended
  return { status: code === null ? 137 : Number(code), stdout, stderr }
}

/** Writes the status of a pod that has ended. It may have been deleted meanwhile. */
async function reportEnd(admin: Kubectl, pod: KubeObject, exitCode: number): Promise<void> {
  const { namespace = '', name, uid } = pod.metadata
  const at = new Date().toISOString()
  const terminated = { exitCode, reason: 'Ended', startedAt: at, finishedAt: at }
  const { name: container, image } = asObject(asList(pod.spec?.containers)[0])
  const rest = { ready: false, restartCount: 0, imageID: '' }
  const containerStatuses = [{ name: container, image, ...rest, state: { terminated } }]
  const phase = exitCode === 0 ? 'Succeeded' : 'Failed'
  const patch = JSON.stringify({ metadata: { uid }, status: { phase, containerStatuses } })
  const words = ['patch', 'pod', name, '-n', namespace, '--subresource=status', '--type=merge']
  const { status, stderr } = await admin.try([...words, '-p', patch])
  if (status !== 0 && !/NotFound|not found/.test(stderr)) throw new Error(stderr)
}
