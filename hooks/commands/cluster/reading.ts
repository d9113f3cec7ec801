import { type FailureKind, ReadFailure } from './read-failure.ts'

/** Something that was read, or why it was not. */
export type Reading<T> =
  | { ok: true; value: T }
  /** `why` is one line of text. */
  | { ok: false; kind: FailureKind; why: string }

/** Tries to read something. @throws what is not a {@link ReadFailure}: a fault of this program */
export async function tryToRead<T>(read: () => Promise<T>): Promise<Reading<T>> {
  try {
    return { ok: true, value: await read() }
  } catch (error) {
    if (!(error instanceof ReadFailure)) throw error
    return { ok: false, kind: error.kind, why: error.message }
  }
}

/** What a reading has in it; `undefined` if it failed. */
export function readValue<T>(reading: Reading<T>): T | undefined {
  return reading.ok ? reading.value : undefined
}
