/** The part of a pino logger that hooks use. Decisions do not log. */
export type Log = {
  info: (fields: object, message: string) => void
  warn: (fields: object, message: string) => void
  error: (fields: object, message: string) => void
}

/** What a hook gets in addition to the body of the request. */
export type Call = {
  /** Aborted when the caller has closed the connection. */
  signal?: AbortSignal
  /** If true, the hook says what it would do, and changes nothing. */
  dryRun: boolean
  log: Log
}

/**
 * The answer of a hook. Metacontroller repeats a request that is answered with 429 after the whole
 * number of seconds in `retry-after`, and changes nothing meanwhile.
 */
export type HookAnswer =
  | { status: 200; headers?: Record<string, string>; body: unknown }
  | { status: 429; headers: { 'retry-after': string }; body: { error: string; reason: string } }

/**
 * One of Metacontroller's hooks. It takes the body of a request, already checked against the schema
 * of the hook, and returns the answer. It throws only if the error is ours.
 */
export type Hook = (body: unknown, call: Call) => Promise<HookAnswer>
