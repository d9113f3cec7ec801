import type { Test } from 'tap'
import { ReadFailure } from '../../hooks/commands/cluster/read-failure.ts'
import { type Answer, plainServer, statusReply } from '../hooks/commands/cluster/api-server.ts'
import type { FlowWorld } from './flow-world.ts'
import { readerOfAll } from './hostname-world.ts'

const replies = {
  missing: (message: string) => statusReply(404, 'NotFound', message),
  denied: (message: string) => statusReply(403, 'Forbidden', message),
  unreachable: (message: string) => statusReply(500, 'InternalError', message)
} as const

/**
 * An API server that has the objects of a simulated cluster, so that commands can be run as a
 * person runs them: by kubectl.
 * @param extra - answers before the objects do; `undefined` leaves the answer to the objects
 * @returns the environment for the command
 */
export async function serveWorld(
  t: Test,
  world: FlowWorld,
  extra?: (path: string) => ReturnType<typeof statusReply> | undefined
) {
  const folder = t.testdir()
  const answer: Answer = async path => {
    const own = extra?.(path)
    if (own !== undefined) return own
    try {
      return { status: 200, body: await readerOfAll(world).get(path) }
    } catch (error) {
      if (!(error instanceof ReadFailure)) throw error
      return replies[error.kind](error.message)
    }
  }
  const server = await plainServer(folder, answer)
  t.teardown(() => server.close())
  return { KUBECONFIG: server.kubeconfig, HOME: folder }
}
