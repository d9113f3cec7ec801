import type { Service } from './throttle.ts'

/** One request and its answer. */
export type Call = {
  /** When the request arrived, in milliseconds since the epoch. */
  readonly arrivedAt: number
  readonly service: Service
  readonly operation: string
  /**
   * The region in the credential scope of the request's signature. Route 53 is global, and its
   * requests are signed for us-east-1.
   */
  readonly region: string
  /** 0 if the connection was dropped. */
  readonly httpStatus: number
  readonly errorCode?: string
  /** The certificate's domain name, or the first record name of a change or list. */
  readonly hostname?: string
  /** The hosted zone's id. */
  readonly zone?: string
}

/** The log of all calls. */
export type CallLog = {
  /** The latest calls in the order of their answers. There are at most `limit` of them. */
  readonly entries: () => readonly Call[]
  /** The number of calls of each operation, including the calls that AWS refused. */
  readonly counts: () => Readonly<Record<string, number>>
  /** The number of calls that AWS refused with a throttling error. */
  readonly throttled: () => number
  /** Forgets all calls. */
  readonly reset: () => void
  /** Adds a call. Only for the embedded AWS itself. */
  readonly add: (call: Call) => void
}

/**
 * @param limit - the most calls that the log keeps. It then drops the older half; the counts still
 * include the dropped calls.
 * @returns an empty log
 */
export function createCallLog(limit = 100_000): CallLog {
  let entries: Call[] = []
  let counts: Record<string, number> = {}
  let throttled = 0
  return {
    entries: () => entries,
    counts: () => ({ ...counts }),
    throttled: () => throttled,
    reset: () => {
      entries = []
      counts = {}
      throttled = 0
    },
    add: call => {
      if (entries.length >= limit) entries = entries.slice(limit / 2)
      entries.push(call)
      counts[call.operation] = (counts[call.operation] ?? 0) + 1
      if (call.errorCode === 'Throttling' || call.errorCode === 'ThrottlingException')
        throttled += 1
    }
  }
}
