/** A logger, such as pino. Decisions never see it. */
export type Log = {
  info: (fields: object, message: string) => void
  warn: (fields: object, message: string) => void
  error: (fields: object, message: string) => void
}

/** What a hook gets beside the body. */
export type Call = {
  /** Aborted when the caller has closed its connection. */
  signal?: AbortSignal
  /** Say what would be done, and change nothing. */
  dryRun: boolean
  log: Log
}

export type HookAnswer = { status: 200 | 429; headers?: Record<string, string>; body: unknown }

/**
 * One of Metacontroller's hooks. It takes the body of a request whose form was checked, and returns
 * the answer. It throws only on errors in this program.
 */
export type Hook = (body: unknown, call: Call) => Promise<HookAnswer>
