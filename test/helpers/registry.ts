import { spawn } from 'node:child_process'
import { once } from 'node:events'

/** An OCI registry on loopback. */
export type Registry = { host: string; stop: () => Promise<void> }

/**
 * Starts a registry on a free port of loopback.
 * @param crane - the path of crane
 * @throws with what crane says if it ends
 */
export async function startRegistry(crane: string): Promise<Registry> {
  const args = ['registry', 'serve', '--address', '127.0.0.1:0']
  const child = spawn(crane, args, { stdio: ['ignore', 'ignore', 'pipe'] })
  const closed = once(child, 'close')
  let said = ''
  const port = new Promise<string>(resolve => {
    child.stderr.on('data', data => {
      said += data
      const found = /serving on port (\d+)/.exec(said)?.[1]
      if (found !== undefined) resolve(found)
    })
  })
  const ended = closed.then(() => Promise.reject(new Error(`crane ended: ${said}`)))
  const host = `127.0.0.1:${await Promise.race([port, ended])}`
  ended.catch(() => undefined)
  return {
    host,
    stop: async () => {
      child.kill()
      await closed
    }
  }
}
