import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { readFileSync } from 'node:fs'
import { createServer } from 'node:net'
import { setTimeout as sleep } from 'node:timers/promises'
import { projectFolder } from '../../simulator/cluster/manifests.ts'

/** A service that runs in its own process, and listens on 127.0.0.1. */
export type Service = {
  url: string
  /** Resident memory now and at its highest, in megabytes. `undefined` if there is no /proc. */
  memory: () => { now: number; highest: number } | undefined
  stop: () => Promise<void>
}

/** Starts a service, and waits until it answers. @throws when it does not answer within 30 s */
export async function startService(
  args: readonly string[],
  env: Record<string, string>
): Promise<Service> {
  const port = await freePort()
  const child = spawn(process.execPath, args, {
    cwd: projectFolder(''),
    env: {
      PATH: process.env.PATH ?? '',
      HOST: '127.0.0.1',
      PORT: String(port),
      METRICS_PORT: '0',
      ...env
    },
    stdio: ['ignore', 'ignore', 'inherit']
  })
  const url = `http://127.0.0.1:${port}`
  await waitUntilItAnswers(url, child)
  return { url, memory: () => memoryOf(child.pid), stop: () => stop(child) }
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1')
  await once(server, 'listening')
  const address = server.address()
  server.close()
  await once(server, 'close')
  return typeof address === 'object' && address !== null ? address.port : 0
}

async function waitUntilItAnswers(url: string, child: ChildProcess): Promise<void> {
  for (let tries = 0; tries < 300; tries++) {
    if (child.exitCode !== null) throw new Error(`the service has ended with ${child.exitCode}`)
    const answer = await fetch(`${url}/healthz`).catch(() => undefined)
    if (answer?.ok) return
    await sleep(100)
  }
  await stop(child)
  throw new Error(`${url} does not answer`)
}

async function stop(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return
  const ended = once(child, 'exit')
  child.kill('SIGTERM')
  await ended
}

function memoryOf(pid: number | undefined): { now: number; highest: number } | undefined {
  try {
    const status = readFileSync(`/proc/${pid}/status`, 'utf8')
    const megabytes = (field: string) =>
      Number(new RegExp(`^${field}:\\s+(\\d+) kB`, 'm').exec(status)?.[1]) / 1024
    return { now: megabytes('VmRSS'), highest: megabytes('VmHWM') }
  } catch {
    // Only Linux has /proc.
    return undefined
  }
}
