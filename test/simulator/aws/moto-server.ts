import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { setTimeout as sleep } from 'node:timers/promises'
import { freePort } from '../../helpers/loopback.ts'

/** A running moto server, or the reason why there is none. */
export type Moto =
  | { readonly url: string; readonly stop: () => Promise<void> }
  | { readonly missing: string }

/** Starts `moto_server` (Python) on a free loopback port; the caller stops it. */
export async function startMoto(): Promise<Moto> {
  const port = await freePort()
  const url = `http://127.0.0.1:${port}`
  const child = spawn('moto_server', ['-H', '127.0.0.1', '-p', String(port)], { stdio: 'ignore' })
  // A test that dies by an error runs no teardown.
  const end = () => child.kill()
  process.once('exit', end)
  const exited = new AbortController()
  const ended = once(child, 'exit')
    .then(
      ([code]) => `moto_server ended with ${code}: is moto installed? (pip install 'moto[server]')`,
      (error: Error) => `moto_server could not be started: ${error.message}`
    )
    .finally(() => {
      process.off('exit', end)
      exited.abort()
    })
  const problem = await Promise.race([ended, untilUp(url, exited.signal)])
  if (problem === undefined) return { url, stop: () => stop(child, ended) }
  child.kill()
  return { missing: problem }
}

async function stop(child: ChildProcess, ended: Promise<string>): Promise<void> {
  child.kill()
  await ended
}

/** Waits until the server answers. Returns the problem if it does not. */
async function untilUp(url: string, exited: AbortSignal): Promise<string | undefined> {
  for (let attempt = 0; attempt < 100 && !exited.aborted; attempt += 1) {
    if (await answers(url)) return undefined
    await sleep(100)
  }
  return 'moto_server did not answer within 10 seconds'
}

async function answers(url: string): Promise<boolean> {
  try {
    await (await fetch(`${url}/moto-api/`)).text()
    return true
  } catch (error) {
    if (error instanceof TypeError) return false
    throw error
  }
}
