import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { fileURLToPath } from 'node:url'
import t from 'tap'
import { waitUntil } from './wait-until.ts'

/** Starts a child that ignores SIGTERM, and prints its process id. */
const starting = `
import { startChild } from ${JSON.stringify(fileURLToPath(new URL('child.ts', import.meta.url)))}
const words = ['-c', 'trap "" TERM; while true; do sleep 1; done']
const child = await startChild({ program: 'sh', args: words, logFile: '/dev/null' })
console.log(child.pid)
setInterval(() => undefined, 1000)
`

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0)
    return true
  } catch {
    return false
  }
}

for (const signal of ['SIGTERM', 'SIGKILL'] as const)
  t.test(`a child ends with its parent by ${signal}`, async t => {
    const words = ['--input-type=module-typescript', '-e', starting]
    const parent = spawn(process.execPath, words, { detached: true, stdio: ['ignore', 'pipe', 2] })
    const { stdout, pid = 0 } = parent
    if (stdout === null) throw new Error('the parent has no stdout')
    const [printed] = await once(stdout, 'data')
    const child = Number(String(printed))
    t.teardown(() => isAlive(child) && process.kill(child, 'SIGKILL'))
    t.ok(isAlive(child), 'the child runs')
    // SIGKILL of a whole group would end the shell too, so only the parent gets it.
    process.kill(signal === 'SIGTERM' ? -pid : pid, signal)
    await waitUntil('the end of the child', () => !isAlive(child), { within: 5_000 })
    t.pass('the child has ended')
  })
