import type { Reading } from '../cluster/reading.ts'

/** What one check found. A check that could not look is not passed. */
export type Check = {
  /** Such as `hooks`, or `pool default`. */
  name: string
  result: 'passed' | 'failed' | 'not checked'
  /** What was found, or why it could not be looked at. */
  message: string
  /** What to do. A check that passed can have advice too. */
  todo?: string
}

/** A check without its name. */
export type Verdict = Omit<Check, 'name'>

export function passed(message: string, todo?: string): Verdict {
  return { result: 'passed', message, ...(todo !== undefined && { todo }) }
}

export function failed(message: string, todo: string): Verdict {
  return { result: 'failed', message, todo }
}

export function notChecked(message: string, todo?: string): Verdict {
  return { result: 'not checked', message, ...(todo !== undefined && { todo }) }
}

/** What to say about something that could not be read. */
export function unread(what: string, reading: Extract<Reading<unknown>, { ok: false }>): Verdict {
  const todo = {
    missing: undefined,
    denied: `Run this as somebody who may read ${what}.`,
    unreachable: 'Look whether the API server answers: kubectl get --raw /readyz'
  }[reading.kind]
  return notChecked(`${what} could not be read: ${reading.why}`, todo)
}
