import type { Clock } from '../../hooks/clock.ts'
import { defined } from '../../hooks/defined.ts'
import type { Call, HookFault, HookReply, Webhook } from './types.ts'

/** A hook said 429: ask again after that many seconds (0 where it did not say when: a hot loop). */
export type TooManyRequests = Error & { afterSeconds: number }

/** The address of a webhook: its url, or its Service by cluster DNS. Throws where it has neither. */
export function webhookURL({ url, service, path }: Webhook): string {
  if (url !== undefined) return url
  if (service === undefined || path === undefined) {
    throw new Error(
      "invalid webhook config: must specify either a full 'url', or both 'service' and 'path'"
    )
  }
  const { name, namespace, port = 80, protocol = 'http' } = service
  return `${protocol}://${name}.${namespace}:${port}${path}`
}

/** A webhook's timeout in seconds: 10 where it names none, or none that is more than nothing. */
export function webhookTimeoutSeconds({ timeout }: Webhook): number {
  const seconds = timeout === undefined ? 0 : goDurationSeconds(timeout)
  return seconds > 0 ? seconds : 10
}

const unitSeconds: { [unit: string]: number } = {
  h: 3600,
  m: 60,
  s: 1,
  ms: 1e-3,
  us: 1e-6,
  µs: 1e-6,
  ns: 1e-9
}

/** Go's notation of durations (`1m30s`) in seconds; throws where it is none. */
export function goDurationSeconds(text: string): number {
  if (!/^([\d.]+(h|ms|m|s|us|µs|ns))+$/.test(text))
    throw new Error(`time: invalid duration "${text}"`)
  const parts = [...text.matchAll(/([\d.]+)(h|ms|m|s|us|µs|ns)/g)]
  return parts.reduce(
    (sum, [, count, unit]) => sum + Number(count) * (unitSeconds[unit ?? ''] ?? 0),
    0
  )
}

export type Post = {
  url: string
  body: string
  /** In place of the body, for a transport that takes objects. */
  object?: object | undefined
  headers: { [name: string]: string }
  timeoutSeconds: number
  fault: HookFault | undefined
}

/**
 * Posts to a hook and returns the body of its 200. Throws for everything else: `TooManyRequests` for a 429,
 * and errors in Metacontroller's words. After the timeout the call is abandoned, and the hook told by its signal.
 */
export async function post(
  { url, body, object, headers, timeoutSeconds, fault }: Post,
  call: Call,
  clock: Clock
): Promise<string> {
  if (fault !== undefined && 'lose' in fault && fault.lose === 'request') throw connectionLost(url)
  const giveUp = new AbortController()
  const done = new AbortController()
  const request = { headers, timeoutSeconds, signal: giveUp.signal, ...defined({ object }) }
  const reply = call(url, body, request).then(answer => delayed(answer, fault, clock, url))
  const timeout = clock.sleep(timeoutSeconds * 1000, done.signal).then(
    () => {
      const error = new Error(
        `http error: Post "${url}": context deadline exceeded (Client.Timeout exceeded)`
      )
      giveUp.abort(error)
      throw error
    },
    () => reply
  )
  // the loser of the race is looked at by nobody
  reply.catch(() => undefined)
  timeout.catch(() => undefined)
  try {
    return bodyOf(await Promise.race([reply, timeout]))
  } finally {
    // with a reason of its own no exception is made each time
    done.abort('answered')
  }
}

async function delayed(
  reply: HookReply,
  fault: HookFault | undefined,
  clock: Clock,
  url: string
): Promise<HookReply> {
  if (fault === undefined) return reply
  if ('lose' in fault) throw connectionLost(url)
  await clock.sleep(fault.delayReplyMilliseconds)
  return reply
}

function connectionLost(url: string): Error {
  return new Error(`http error: Post "${url}": EOF`)
}

function bodyOf({ status, headers, body }: HookReply): string {
  if (status === 429) throw tooManyRequests(headers['retry-after'])
  if (status !== 200) throw new Error(`unsupported status code: ${status} body: ${body}`)
  return body
}

function tooManyRequests(retryAfter: string | undefined): TooManyRequests {
  const afterSeconds = /^\d+$/.test(retryAfter ?? '') ? Number(retryAfter) : 0
  return Object.assign(new Error('too many requests'), { name: 'TooManyRequests', afterSeconds })
}

/** Whether an error is a hook's 429. */
export function isTooManyRequests(error: unknown): error is TooManyRequests {
  return error instanceof Error && error.name === 'TooManyRequests'
}
