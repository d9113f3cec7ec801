import { fieldOf } from '../../api/field-of.ts'
import {
  type APIAnswer,
  asServiceAccount,
  type InClusterOptions
} from '../../kubernetes/service-account.ts'
import { parseJSON } from '../../text/parse-json.ts'
import { textOf } from '../../text/text-of.ts'
import type { ClusterReader } from './cluster-reader.ts'
import { failureOfStatus, ReadFailure } from './read-failure.ts'

/** How long one request may take (ms), if nothing else is said. */
const usualLimitMs = 30_000

/** Reads the cluster that this process runs in, as the service account of its pod. */
export function inClusterReader(
  options: InClusterOptions & { limitMs?: number | undefined }
): ClusterReader {
  const { limitMs = usualLimitMs } = options
  const send = asServiceAccount(options)
  return {
    target: `the cluster of this pod (${options.env.KUBERNETES_SERVICE_HOST ?? ''})`,
    get: async path => {
      const { status, body } = await answerTo(limitMs, signal =>
        send({ method: 'GET', path, signal })
      )
      const kind = failureOfStatus(status)
      if (kind !== undefined) throw new ReadFailure(kind, messageOf(status, body))
      return parse(path, body)
    }
  }
}

async function answerTo(
  limitMs: number,
  send: (signal: AbortSignal) => Promise<APIAnswer>
): Promise<APIAnswer> {
  const signal = AbortSignal.timeout(limitMs)
  try {
    return await send(signal)
  } catch (error) {
    const reason = signal.aborted ? `no answer in ${limitMs / 1000} s` : reasonOf(error)
    throw new ReadFailure('unreachable', `the API server cannot be reached: ${reason}`)
  }
}

/** Failures of the API server have a Status with a message. */
function messageOf(status: number, body: string): string {
  const said = fieldOf(parseJSON(body), 'message')
  return `${typeof said === 'string' ? said : 'no message'} (HTTP ${status})`
}

function parse(path: string, body: string): unknown {
  const value = parseJSON(body)
  if (value === undefined) throw new ReadFailure('unreachable', `${path} is not JSON`)
  return value
}

function reasonOf(error: unknown): string {
  return error instanceof Error ? error.message : textOf(error)
}
