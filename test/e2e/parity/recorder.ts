import { createServer, type IncomingMessage } from 'node:http'
import { setTimeout as sleep } from 'node:timers/promises'
import type { JsonObject } from '../../../simulator/api-store/objects.ts'
import { listen } from '../../helpers/loopback.ts'
import { answer, type HookBody } from './answers.ts'
import { normaliseRequest } from './normalise.ts'

/** The calls of one hook for the parents of a namespace, since the recorder was asked last. */
export type Recorded = {
  /** The first request for the newest generation of the parent. */
  first: string
  last: string
  calls: number
  generation: number
}

/** The hooks of the scenarios. They record what they are asked. */
export type Recorder = {
  url: string
  /** Waits until no hook has been called for the namespace for a while. @returns by hook */
  settled: (namespace: string) => Promise<ReadonlyMap<string, Recorded>>
  calls: () => number
  close: () => Promise<void>
}

/** After so many milliseconds without a call, a step is over. */
const quietMs = 2_000
/** The longest step: some hooks fail on purpose, and are called again for ever. */
const longestMs = 12_000

export async function startRecorder(): Promise<Recorder> {
  const [byNamespace, lastAt] = [
    new Map<string, Map<string, Recorded>>(),
    new Map<string, number>()
  ]
  const generations = new Set<string>()
  let calls = 0
  function record(hook: string, body: HookBody) {
    const { namespace = '', uid, generation = 0 } = body.parent.metadata
    const recorded = byNamespace.get(namespace) ?? new Map<string, Recorded>()
    byNamespace.set(namespace, recorded)
    const request = normaliseRequest(hook, body as unknown as JsonObject)
    const known = recorded.get(hook)
    // A request that failed may come again just when the next step has begun.
    const first = known?.generation === generation ? known.first : request
    const callsNow = (known?.calls ?? 0) + 1
    recorded.set(hook, { first, last: request, calls: callsNow, generation })
    lastAt.set(namespace, Date.now())
    calls += 1
    const key = `${hook} ${uid} ${generation}`
    const isFirst = !generations.has(key)
    generations.add(key)
    return answer(hook, body, isFirst)
  }
  const server = createServer((incoming, response) => {
    void bodyOf(incoming).then(body => {
      const hook = new URL(incoming.url ?? '/', 'http://hooks.test').pathname.slice(1)
      const { status, headers = {}, body: answered } = record(hook, body)
      response.writeHead(status, headers).end(JSON.stringify(answered))
    })
  })
  server.keepAliveTimeout = 120_000
  return {
    ...(await listen(server)),
    calls: () => calls,
    settled: async namespace => {
      const end = Date.now() + longestMs
      lastAt.set(namespace, Date.now())
      while (Date.now() < end && Date.now() - (lastAt.get(namespace) ?? 0) < quietMs)
        await sleep(50)
      const recorded = byNamespace.get(namespace) ?? new Map<string, Recorded>()
      byNamespace.delete(namespace)
      return recorded
    }
  }
}

async function bodyOf(incoming: IncomingMessage): Promise<HookBody> {
  const chunks: Buffer[] = []
  for await (const chunk of incoming) chunks.push(chunk)
  return JSON.parse(Buffer.concat(chunks).toString())
}
