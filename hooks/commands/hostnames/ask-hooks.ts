import { type ClusterReader, listAll, pathOf } from '../cluster/cluster-reader.ts'
import type { HookReply, HooksClient, HooksService } from '../cluster/hooks-client.ts'
import { ReadFailure } from '../cluster/read-failure.ts'
import { type Reading, readValue, tryToRead } from '../cluster/reading.ts'
import { observeToken, secretOf, serviceOf } from '../doctor/observe-hooks.ts'

/** Asks hooks, in ways that change nothing. */
export type HooksAccess = {
  service: HooksService | undefined
  ask: (path: string, body: object) => Promise<Reading<HookReply>>
  /** Asks for `/readyz`, which needs no token. */
  ready: () => Promise<Reading<HookReply>>
  close: () => void
}

/**
 * Finds the hooks by the CompositeControllers. They are called only when somebody asks.
 * @param connect - makes the client for a Service; `undefined` if there is none
 * @param given - the token that the process was given, if any
 */
export async function findHooks(
  reader: ClusterReader,
  connect: (service: HooksService | undefined) => HooksClient | undefined,
  given: string | undefined
): Promise<HooksAccess> {
  const path = pathOf('metacontroller.k8s.io/v1alpha1', 'compositecontrollers')
  const controllers = await tryToRead(() => listAll(reader, path))
  const service = serviceOf(controllers)
  const secret = secretOf(controllers)
  const token = given === undefined ? {} : { token: given }
  let connected: { client: HooksClient; token: string | undefined } | undefined
  const clientOf = () => {
    const client = connect(service)
    if (client !== undefined) return client
    throw new ReadFailure('missing', 'no CompositeController names the Service of the hooks')
  }
  const open = async () => {
    const client = clientOf()
    const seen = await observeToken({ reader, ...token }, secret)
    if (seen !== undefined && !seen.ok) throw new ReadFailure(seen.kind, `the token: ${seen.why}`)
    return { client, token: seen && readValue(seen) }
  }
  return {
    service,
    ask: (hook, body) =>
      tryToRead(async () => {
        connected ??= await open()
        return connected.client.post(hook, body, connected.token)
      }),
    ready: () => tryToRead(() => clientOf().ready()),
    close: () => connected?.client.close()
  }
}
