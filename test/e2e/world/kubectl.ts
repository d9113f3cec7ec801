import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { text } from 'node:stream/consumers'
import type { KubeObject } from '../../../simulator/api-store/objects.ts'

export type Outcome = { status: number | null; stdout: string; stderr: string }

/** kubectl with the kubeconfig of one user. */
export type Kubectl = {
  /** Runs kubectl, with objects on its stdin if there are some. It may fail. */
  try: (args: readonly string[], objects?: readonly object[]) => Promise<Outcome>
  /** Runs kubectl. @returns its stdout @throws if it fails, or prints a warning */
  run: (args: readonly string[], objects?: readonly object[]) => Promise<string>
  /** The objects that `kubectl get` finds with these words. */
  get: (...args: string[]) => Promise<readonly KubeObject[]>
  /** `kubectl apply -f -` with these objects. */
  apply: (...objects: object[]) => Promise<string>
}

/** The longest call, in milliseconds. Calls that wait have a shorter `--timeout` of their own. */
const limitMs = 3_600_000

/** Makes kubectl with a kubeconfig. */
export function createKubectl(kubeconfig: string): Kubectl {
  const flags = ['--kubeconfig', kubeconfig, '--cache-dir', `${kubeconfig}.cache`]
  const attempt: Kubectl['try'] = (args, objects) => call([...flags, ...args], objects)
  const run: Kubectl['run'] = async (args, objects) => {
    const { status, stdout, stderr } = await attempt(args, objects)
    const said = stderr.split('\n').filter(line => !isUsual(line))
    if (status !== 0 || said.some(line => line.startsWith('Warning')))
      throw new Error(`kubectl ${args.join(' ')}: ${stderr}${stdout}`)
    return stdout
  }
  return {
    try: attempt,
    run,
    get: async (...args) => {
      const printed = await run(['get', ...args, '-o', 'json'])
      // With --ignore-not-found kubectl prints nothing in the place of an object.
      if (printed === '') return []
      const found = JSON.parse(printed)
      return found.kind === 'List' ? found.items : [found]
    },
    apply: (...objects) => run(['apply', '-f', '-'], objects)
  }
}

/** LBC serves v1beta1 of its kinds with a warning since 3.5; our objects name v1beta1. */
function isUsual(line: string): boolean {
  return line.includes('gateway.k8s.aws/v1beta1') && line.includes('is deprecated')
}

async function call(args: readonly string[], objects: readonly object[] = []): Promise<Outcome> {
  const child = spawn('kubectl', args, { timeout: limitMs })
  child.stdin.on('error', () => undefined)
  child.stdin.end(objects.map(object => JSON.stringify(object)).join('\n'))
  const ended = once(child, 'close')
  const [stdout, stderr] = await Promise.all([text(child.stdout), text(child.stderr)])
  const [status] = await ended
  return { status, stdout, stderr }
}
