import type { Clock } from '../../hooks/clock.ts'
import { defined } from '../../hooks/defined.ts'
import type { Call, HookFault, HookReply, Webhook } from './types.ts'

/**
 * The hook answered 429 and is called again after `afterSeconds`. Without a Retry-After header that
 * is 0 seconds: a hot loop.
 */
export type TooManyRequests = Error & { afterSeconds: number }

/** The address of a webhook: its URL, or that of its Service. Throws when it has neither. */
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

/** A webhook's timeout in seconds: 10 when it has none, or one that is not positive. */
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

/** Reads a duration in Go's notation (`1m30s`) as seconds. Throws when it is not valid. */
export function goDurationSeconds(text: string): number {
  if (!/^([\d.]+(h|ms|m|s|us|µs|ns))+$/.test(text))
    throw new Error(`time: invalid duration "${text}"`)
  let seconds = 0
  for (const [, count, unit] of text.matchAll(/([\d.]+)(h|ms|m|s|us|µs|ns)/g))
    seconds += Number(count) * (unitSeconds[unit ?? ''] ?? 0)
  return seconds
}

export type Post = {
  url: string
  body: string
  /** Sent in place of the body by a transport that takes objects. */
  object?: object | undefined
  headers: { [name: string]: string }
  timeoutSeconds: number
  fault: HookFault | undefined
}

/**
 * Posts to a hook and returns the body of its 200.
 * Throws `TooManyRequests` for a 429, and errors with Metacontroller's messages for anything else.
 * After the timeout the call is abandoned; its signal tells the hook.
 */
export async function post(request: Post, call: Call, clock: Clock): Promise<string> {
  const { url, timeoutSeconds, fault } = request
  if (fault !== undefined && 'lose' in fault && fault.lose === 'request') throw connectionLost(url)
  const abandon = new AbortController()
  const answered = new AbortController()
  const reply = send(request, call, clock, abandon.signal)
  const timeout = clock.sleep(timeoutSeconds * 1000, answered.signal).then(
    () => {
      const error = timeoutError(url)
      abandon.abort(error)
      throw error
    },
    () => reply
  )
  // the promise that loses the race may reject later, and nothing handles it then
  reply.catch(() => undefined)
  timeout.catch(() => undefined)
  try {
    return bodyOf(await Promise.race([reply, timeout]))
  } finally {
    // an abort with a reason is cheap: without one, an exception is made each time
    answered.abort('answered')
  }
}

function send(
  { url, body, object, headers, timeoutSeconds, fault }: Post,
  call: Call,
  clock: Clock,
  signal: AbortSignal
): Promise<HookReply> {
  const request = { headers, timeoutSeconds, signal, ...defined({ object }) }
  return call(url, body, request).then(reply => withFault(reply, fault, clock, url))
}

async function withFault(
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

function timeoutError(url: string): Error {
  const why = 'context deadline exceeded (Client.Timeout exceeded)'
  return new Error(`http error: Post "${url}": ${why}`)
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

/** Whether an error stands for a hook's 429. */
export function isTooManyRequests(error: unknown): error is TooManyRequests {
  return error instanceof Error && error.name === 'TooManyRequests'
}
