import { type ChildProcess, spawn } from 'node:child_process'
import { closeSync, openSync, readFileSync } from 'node:fs'
import { createServer } from 'node:net'
import type { Clock } from '../../hooks/clock.ts'
import { projectFolder } from '../cluster/manifests.ts'
import type { Tempo } from './pace.ts'

/** The hooks, as the process that runs in a cluster too. */
export type HooksProcess = {
  url: string
  pid: number
  /** What it said last, if it has ended without being told to; undefined while it runs. */
  death: () => string | undefined
  /** What it logged as its own errors, in words; empty where the log is not in a file. */
  errors: () => string
  /** Ends it; resolves when it is gone. */
  stop: () => Promise<void>
}

export type HooksProcessOptions = {
  clock: Clock
  awsURL: string
  region: string
  fence: Tempo['fence']
  /** File that takes its log; undefined: stderr. */
  logFile: string | undefined
}

export const loopback = '127.0.0.1'
/** What CLUSTER_ID is in the demo. */
export const clusterID = 'demo'
const startsWithin = 60_000
/** The hooks finish what is in flight; then they are ended for good. */
const endsWithin = 8_000

/**
 * Starts `hooks/cli.ts serve` and waits until it answers.
 * @throws with the end of its log where it does not start
 */
export async function startHooks(options: HooksProcessOptions): Promise<HooksProcess> {
  const port = await freePort()
  const url = `http://${loopback}:${port}`
  const child = run(options, port)
  let isStopping = false
  const gone = new Promise<void>(resolve => child.once('close', () => resolve()))
  const killLast = () => void child.kill('SIGKILL')
  process.once('exit', killLast)
  void gone.then(() => process.off('exit', killLast))

  function death(): string | undefined {
    if (isStopping || (child.exitCode === null && child.signalCode === null)) return undefined
    const how =
      child.signalCode === null ? `with status ${child.exitCode}` : `by ${child.signalCode}`
    return `the hooks' process (pid ${child.pid}) has ended ${how}${endOfLog(options.logFile)}`
  }

  async function stop(): Promise<void> {
    isStopping = true
    if (child.exitCode !== null || child.signalCode !== null) return
    child.kill('SIGTERM')
    const patience = new AbortController()
    const late = options.clock.sleep(endsWithin, patience.signal).then(killLast, () => undefined)
    await gone
    patience.abort()
    await late
  }

  try {
    await waitUntilHealthy(url, options.clock, death)
  } catch (error) {
    await stop()
    throw error
  }
  return { url, pid: child.pid ?? 0, death, errors: () => errorsIn(options.logFile), stop }
}

function run({ awsURL, region, fence, logFile }: HooksProcessOptions, port: number): ChildProcess {
  const { PATH, HOME, TMPDIR } = process.env
  const log = logFile === undefined ? 2 : openSync(logFile, 'a')
  const env = {
    PATH,
    HOME,
    TMPDIR,
    HOST: loopback,
    PORT: String(port),
    CLUSTER_ID: clusterID,
    AWS_REGION: region,
    AWS_ENDPOINT_URL_ACM: awsURL,
    AWS_ENDPOINT_URL_ROUTE_53: awsURL,
    AWS_ACCESS_KEY_ID: 'embedded',
    AWS_SECRET_ACCESS_KEY: 'embedded',
    AWS_EC2_METADATA_DISABLED: 'true',
    // A profile on this machine must not lead elsewhere.
    AWS_CONFIG_FILE: '/dev/null',
    AWS_SHARED_CREDENTIALS_FILE: '/dev/null',
    SEND_WITHIN_SECONDS: String(fence.sendWithinSeconds),
    CALL_TIMEOUT_SECONDS: String(fence.callTimeoutSeconds)
  }
  const child = spawn(process.execPath, [projectFolder('hooks/cli.ts'), 'serve'], {
    env,
    stdio: ['ignore', log, log]
  })
  if (logFile !== undefined) closeSync(log)
  return child
}

async function waitUntilHealthy(
  url: string,
  clock: Clock,
  death: () => string | undefined
): Promise<void> {
  const end = clock.now() + startsWithin
  while (clock.now() < end) {
    const died = death()
    if (died !== undefined) throw new Error(died)
    const isHealthy = await fetch(`${url}/healthz`).then(
      answer => answer.ok,
      // it does not listen yet
      () => false
    )
    if (isHealthy) return
    await clock.sleep(50)
  }
  throw new Error(`the hooks do not answer on ${url}/healthz within ${startsWithin / 1000} s`)
}

function endOfLog(logFile: string | undefined): string {
  if (logFile === undefined) return ''
  return `; the end of its log:\n${readFileSync(logFile, 'utf8').trim().split('\n').slice(-10).join('\n')}`
}

/** pino's level of errors. */
const errorLevel = 50

/** The first error in the log: those after it are mostly the same. */
function errorsIn(logFile: string | undefined): string {
  if (logFile === undefined) return ''
  const isError = (line: string) => Number(/^\{"level":(\d+)/.exec(line)?.[1]) >= errorLevel
  const errors = readFileSync(logFile, 'utf8').split('\n').filter(isError)
  return errors.length === 0
    ? ''
    : ` The hooks logged ${errors.length} errors; the first:\n${errors[0]}`
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
