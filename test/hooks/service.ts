import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { createInterface } from 'node:readline'
import { fileURLToPath } from 'node:url'

const cli = fileURLToPath(new URL('../../hooks/cli.ts', import.meta.url))

/** The environment that the service needs, with credentials that are not valid anywhere. */
const leastEnv = {
  PATH: process.env.PATH ?? '',
  CLUSTER_ID: 'test-cluster',
  AWS_REGION: 'eu-central-1',
  HOST: '127.0.0.1',
  PORT: '0',
  METRICS_PORT: '0',
  AWS_ACCESS_KEY_ID: 'AKIAEXAMPLE',
  AWS_SECRET_ACCESS_KEY: 'example',
  AWS_EC2_METADATA_DISABLED: 'true'
}

export type Line = Record<string, unknown>

/** The service as a process of its own, on a free port of loopback. */
export type Service = {
  url: string
  lines: Line[]
  child: ChildProcess
  /** Sends SIGTERM. @returns the exit status, after the last line of the log */
  stop: () => Promise<number | null>
}

/** Starts `cli.ts serve` with these additional variables, and waits until it listens. */
export async function startService(env: Record<string, string> = {}): Promise<Service> {
  const child = spawn(process.execPath, [cli, 'serve'], {
    env: { ...leastEnv, ...env },
    stdio: ['ignore', 'pipe', 'inherit']
  })
  const lines: Line[] = []
  const exited = once(child, 'close')
  const url = await new Promise<string>((resolve, reject) => {
    void exited.then(([status]) =>
      reject(new Error(`the service ended with ${status}: ${JSON.stringify(lines)}`))
    )
    createInterface({ input: child.stdout }).on('line', text => {
      const line = JSON.parse(text) as Line
      lines.push(line)
      const [found] = /http:\/\/127\.0\.0\.1:\d+/.exec(String(line.msg)) ?? []
      if (found !== undefined) resolve(found)
    })
  })
  return {
    url,
    lines,
    child,
    stop: async () => {
      child.kill('SIGTERM')
      const [status] = (await exited) as [number | null]
      return status
    }
  }
}

/** Runs the command line to its end. Its stdout is `out`, its stderr is `err`. */
export async function runCLI(
  args: readonly string[],
  env: Record<string, string | undefined> = {}
) {
  const child = spawn(process.execPath, [cli, ...args], {
    env: { ...leastEnv, ...env },
    stdio: ['ignore', 'pipe', 'pipe']
  })
  let out = ''
  let err = ''
  child.stdout.on('data', data => {
    out += data
  })
  child.stderr.on('data', data => {
    err += data
  })
  const [status] = (await once(child, 'close')) as [number | null]
  return { status, out, err }
}
