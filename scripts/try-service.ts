import type { ChildProcess } from 'node:child_process'
import { once } from 'node:events'

/** Kubernetes waits this long after SIGTERM before it kills a container. */
const terminationMs = 30_000

/**
 * Waits until a started service logs its address, calls its `/healthz`, and ends it with SIGTERM.
 * @param child - the process of the service, with stdout in a pipe
 * @returns the answer of `/healthz`
 * @throws if the service does not listen, is not healthy, or does not end with status 0
 */
export async function tryService(child: ChildProcess): Promise<string> {
  const exited = once(child, 'exit')
  try {
    const health = await askHealth(await addressIn(child))
    child.kill('SIGTERM')
    const timeout = once(AbortSignal.timeout(terminationMs), 'abort').then(() => ['timeout'])
    const [status, signal] = await Promise.race([exited, timeout])
    if (status !== 0) throw new Error(`after SIGTERM the service ended with ${status ?? signal}`)
    return health
  } finally {
    child.kill('SIGKILL')
  }
}

/** Reads the address of the service from the first lines of its log. */
async function addressIn({ stdout }: ChildProcess): Promise<string> {
  let text = ''
  for await (const chunk of stdout ?? []) {
    text += chunk
    const address = /listening at (http:\/\/[\d.:]+)/.exec(text)?.[1]
    if (address !== undefined) return address
  }
  throw new Error(`the service ended before it listened: ${text}`)
}

async function askHealth(address: string): Promise<string> {
  const answer = await fetch(`${address}/healthz`)
  if (!answer.ok) throw new Error(`/healthz answered ${answer.status}`)
  return answer.text()
}
