import { type ChildProcess, spawn } from 'node:child_process'
import { closeSync, openSync, readFileSync } from 'node:fs'
import { createServer } from 'node:net'
import type { Clock } from '../../../hooks/clock.ts'
import type { EmbeddedAws } from '../../aws/embedded-aws.ts'
import { projectFolder } from '../../cluster/manifests.ts'
import { httpCall } from '../../engine/transports.ts'
import type { Call } from '../../engine/types.ts'
import type { Tempo } from './pace.ts'

/** The hooks while they run. */
export type RunningHooks = {
  url: string
  /** Where Prometheus finds the metrics; `undefined` if the hooks have none. */
  metricsURL?: string
  pid: number
  /** Sends a request to a hook. */
  call: Call
  /** How the hooks ended by themselves; `undefined` if they still run or `stop` ended them. */
  death: () => string | undefined
  /** Describes the errors in the log of the hooks. Empty if there is no error or no log file. */
  errors: () => string
  /** Ends the hooks. Resolves when they are gone. */
  stop: () => Promise<void>
}

export type HooksOptions = {
  clock: Clock
  /** The embedded AWS, and the URL on which it listens. */
  cloud: EmbeddedAws
  awsURL: string
  region: string
  fence: Tempo['fence']
  /** The file for the log of the hooks. If `undefined`, they log to stderr. */
  logFile: string | undefined
}

/** Starts the hooks. Tests pass a function that starts the hooks in the process of the test. */
export type StartHooks = (options: HooksOptions) => Promise<RunningHooks>

export const loopback = '127.0.0.1'
/** The `CLUSTER_ID` of the demo. */
export const clusterID = 'demo'

const startLimitMs = 60_000
const pollMs = 50
/** After SIGTERM the hooks may finish the calls in flight for this long. Then SIGKILL ends them. */
const stopLimitMs = 8_000

/**
 * Starts `hooks/cli.ts serve`, the same program that runs in a cluster, and waits until it answers.
 * @throws if the program does not answer. If it has ended, the message has the end of its log
 */
export async function startHooksProcess(options: HooksOptions): Promise<RunningHooks> {
  const { clock, logFile } = options
  const port = await freePort()
  const metricsPort = await freePort()
  const url = `http://${loopback}:${port}`
  const metricsURL = `http://${loopback}:${metricsPort}/metrics`
  const child = spawnHooks(options, { port, metricsPort })
  const hooks = superviseHooks(child, options)
  try {
    await waitUntilHealthy(url, clock, hooks.death)
  } catch (error) {
    await hooks.stop()
    throw error
  }
  const call = httpCall(url)
  const stop = () => {
    call.close()
    return hooks.stop()
  }
  const errors = () => errorsIn(logFile)
  return { url, metricsURL, pid: child.pid ?? 0, call, death: hooks.death, errors, stop }
}

/** Watches the process of the hooks. When the demo's own process exits, this kills the hooks. */
function superviseHooks(child: ChildProcess, { clock, logFile }: HooksOptions) {
  let isStopping = false
  const closed = new Promise<void>(resolve => child.once('close', () => resolve()))
  const kill = () => void child.kill('SIGKILL')
  process.once('exit', kill)
  void closed.then(() => process.off('exit', kill))
  const hasEnded = () => child.exitCode !== null || child.signalCode !== null

  function death(): string | undefined {
    if (isStopping || !hasEnded()) return undefined
    const { pid, exitCode, signalCode } = child
    const how = signalCode === null ? `with status ${exitCode}` : `by ${signalCode}`
    return `the process of the hooks (pid ${pid}) has ended ${how}${endOfLog(logFile)}`
  }

  async function stop(): Promise<void> {
    isStopping = true
    if (hasEnded()) return
    child.kill('SIGTERM')
    const limit = new AbortController()
    const killWhenLate = clock.sleep(stopLimitMs, limit.signal).then(kill, () => undefined)
    await closed
    limit.abort()
    await killWhenLate
  }

  return { death, stop }
}

/** The ports of the hooks and of their metrics. */
type Ports = { port: number; metricsPort: number }

function spawnHooks(options: HooksOptions, ports: Ports): ChildProcess {
  const { logFile } = options
  const log = logFile === undefined ? 2 : openSync(logFile, 'a')
  const child = spawn(process.execPath, [projectFolder('hooks/cli.ts'), 'serve'], {
    env: environmentFor(options, ports),
    stdio: ['ignore', log, log]
  })
  if (logFile !== undefined) closeSync(log)
  return child
}

function environmentFor(
  { awsURL, region, fence }: HooksOptions,
  { port, metricsPort }: Ports
): NodeJS.ProcessEnv {
  const { PATH, HOME, TMPDIR } = process.env
  return {
    PATH,
    HOME,
    TMPDIR,
    HOST: loopback,
    PORT: String(port),
    METRICS_PORT: String(metricsPort),
    CLUSTER_ID: clusterID,
    AWS_REGION: region,
    AWS_ENDPOINT_URL_ACM: awsURL,
    AWS_ENDPOINT_URL_ROUTE_53: awsURL,
    AWS_ACCESS_KEY_ID: 'embedded',
    AWS_SECRET_ACCESS_KEY: 'embedded',
    AWS_EC2_METADATA_DISABLED: 'true',
    // An AWS profile on this machine must not send the calls to a real account.
    AWS_CONFIG_FILE: '/dev/null',
    AWS_SHARED_CREDENTIALS_FILE: '/dev/null',
    SEND_WITHIN_SECONDS: String(fence.sendWithinSeconds),
    CALL_TIMEOUT_SECONDS: String(fence.callTimeoutSeconds)
  }
}

async function waitUntilHealthy(
  url: string,
  clock: Clock,
  death: () => string | undefined
): Promise<void> {
  const end = clock.now() + startLimitMs
  while (clock.now() < end) {
    const cause = death()
    if (cause !== undefined) throw new Error(cause)
    if (await isHealthy(url)) return
    await clock.sleep(pollMs)
  }
  throw new Error(`the hooks do not answer on ${url}/healthz within ${startLimitMs / 1000} s`)
}

/** Whether the hooks answer. A refused connection means that they do not listen yet. */
function isHealthy(url: string): Promise<boolean> {
  return fetch(`${url}/healthz`).then(
    answer => answer.ok,
    () => false
  )
}

function endOfLog(logFile: string | undefined): string {
  if (logFile === undefined) return ''
  const lines = readFileSync(logFile, 'utf8').trim().split('\n')
  return `; the end of its log:\n${lines.slice(-10).join('\n')}`
}

/** pino's level of errors. */
const errorLevel = 50

/** Counts the errors in the log and quotes the first error. Further errors mostly repeat it. */
function errorsIn(logFile: string | undefined): string {
  if (logFile === undefined) return ''
  const levelOf = (line: string) => Number(/^\{"level":(\d+)/.exec(line)?.[1])
  const lines = readFileSync(logFile, 'utf8').split('\n')
  const errors = lines.filter(line => levelOf(line) >= errorLevel)
  if (errors.length === 0) return ''
  return ` The hooks logged ${errors.length} errors. The first is:\n${errors[0]}`
}

function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const server = createServer()
    server.once('error', reject)
    server.listen(0, loopback, () => {
      const address = server.address()
      server.close(() =>
        typeof address === 'object' && address !== null ? resolve(address.port) : reject()
      )
    })
  })
}
