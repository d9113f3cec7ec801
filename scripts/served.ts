import type { ChildProcess } from 'node:child_process'
import { once } from 'node:events'

/** How long a process that was told to end may take, in milliseconds: Kubernetes' patience. */
const patience = 30_000

/**
 * Waits until a started service says where it listens, asks its `/healthz`, and ends it with SIGTERM.
 * @param child - with its log, stdout, in a pipe
 * @param whileUp - what else to try while it is up, by its address
 * @returns what `/healthz` answered
 * @throws where it does not listen, is not healthy, or does not end with status 0
 */
export async function tryService(
  child: ChildProcess,
  whileUp?: (address: string) => Promise<void>
): Promise<string> {
  const ended = once(child, 'exit')
  try {
    const address = await addressIn(child)
    const health = await askHealth(address)
    await whileUp?.(address)
    child.kill('SIGTERM')
    const [status, signal] = await Promise.race([
      ended,
      once(AbortSignal.timeout(patience), 'abort').then(() => [])
    ])
    if (status !== 0)
      throw new Error(`after SIGTERM it ended with ${status ?? signal ?? 'nothing, and runs on'}`)
    return health
  } finally {
    child.kill('SIGKILL')
  }
}

/** The address that the first lines of the log tell. */
async function addressIn({ stdout }: ChildProcess): Promise<string> {
  let text = ''
  for await (const chunk of stdout ?? []) {
    text += chunk
    const address = /listening at (http:\/\/[\d.:]+)/.exec(text)?.[1]
    if (address !== undefined) return address
  }
  throw new Error(`it ended without listening: ${text}`)
}

async function askHealth(address: string): Promise<string> {
  const answer = await fetch(`${address}/healthz`)
  if (!answer.ok) throw new Error(`/healthz answered ${answer.status}`)
  return answer.text()
}
