import type { Service } from './throttle.ts'

/** One request and what became of it. */
export type Call = {
  /** Milliseconds since the epoch, when it arrived. */
  readonly at: number
  readonly service: Service
  readonly operation: string
  /** From the credential scope; Route 53 is global and signs for us-east-1. */
  readonly region: string
  /** 0 where the connection was dropped. */
  readonly httpStatus: number
  readonly errorCode?: string
  /** The certificate's domain name, or the first record name of a change or list. */
  readonly hostname?: string
  /** The hosted zone's id. */
  readonly zone?: string
}

/** A record of every call, to count and to look into. */
export type CallLog = {
  /** The calls in the order in which they were answered, the latest `limit` of them. */
  readonly entries: () => readonly Call[]
  /** How many calls of each operation, refused ones included. */
  readonly counts: () => Readonly<Record<string, number>>
  /** How many were refused because of a rate. */
  readonly throttled: () => number
  /** Forgets all. */
  readonly reset: () => void
  /** Adds one; for the embedded AWS itself. */
  readonly add: (call: Call) => void
}

/**
 * @param limit - of calls to keep; counts go on
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
