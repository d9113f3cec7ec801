/** A logger as pino is one; decisions never see it. */
export type Log = {
  info: (fields: object, message: string) => void
  warn: (fields: object, message: string) => void
  error: (fields: object, message: string) => void
}

/** What a hook is told beside the body. */
export type Call = {
  /** Aborted when the caller has gone. */
  signal?: AbortSignal
  /** Tell what would be done and touch nothing. */
  dryRun: boolean
  log: Log
}

export type HookAnswer = { status: 200 | 429; headers?: Record<string, string>; body: unknown }

/** One of Metacontroller's hooks: a body that has the form of its request in, an answer out. Throws only on our own faults. */
export type Hook = (body: unknown, call: Call) => Promise<HookAnswer>
