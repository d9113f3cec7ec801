import type { ReadObject } from '../cluster/cluster-reader.ts'
import type { Reading } from '../cluster/reading.ts'
import type { Check } from '../doctor/check.ts'
import { redact, redactText } from './redact.ts'

/** What a bundle is made of, as it was read. */
export type BundleSources = {
  /** When it was read, in RFC 3339. */
  takenAt: string
  version: string
  target: string
  /** What the doctor says. */
  checks: readonly Check[]
  /** Lists of objects by their plural. */
  lists: Readonly<Record<string, Reading<readonly ReadObject[]>>>
  /** The last lines of logs, by namespace and workload: `edge deployment/hooks`. */
  logs: Readonly<Record<string, Reading<string>>>
}

/** A bundle for somebody else to read. */
export type Bundle = {
  takenAt: string
  version: string
  target: string
  checks: unknown
  objects: Readonly<Record<string, unknown>>
  logs: Readonly<Record<string, readonly string[]>>
  /** What could not be read, and why. */
  unread: readonly string[]
}

/** Makes a bundle without secrets. It is a pure function. */
export function bundleOf(sources: BundleSources): Bundle {
  const { takenAt, version, target, checks, lists, logs } = sources
  const read = Object.entries(lists).flatMap(([plural, list]) =>
    list.ok ? [[plural, redact(list.value)] as const] : []
  )
  const written = Object.entries(logs).flatMap(([workload, log]) =>
    log.ok ? [[workload, log.value.trimEnd().split('\n').map(redactText)] as const] : []
  )
  const unread = Object.entries({ ...lists, ...logs }).flatMap(([what, reading]) =>
    reading.ok ? [] : [redactText(`${what}: ${reading.why}`)]
  )
  return {
    takenAt,
    version,
    target,
    checks: redact(checks),
    objects: Object.fromEntries(read),
    logs: Object.fromEntries(written),
    unread
  }
}
