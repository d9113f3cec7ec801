import { keyOf } from '../../api-store/objects.ts'
import type { Screen } from '../screen/screen.ts'
import type { DemoWorld } from '../world/world.ts'

/** Watches for failures that end the demo: the hooks die, or Metacontroller writes a SyncError. */
export type FailureWatch = {
  /**
   * Shows the SyncErrors that are new.
   * @returns what has failed, or `undefined`
   */
  check: () => string | undefined
  /** The first SyncErrors, a line each. */
  syncErrors: () => readonly string[]
}

const maxSyncErrors = 5

/** Creates a watch over a running demo. */
export function createFailureWatch(
  { cluster, hooks }: DemoWorld,
  { line, palette }: Screen
): FailureWatch {
  let shownCount = 0
  const syncErrors = () =>
    cluster.engine.events.map(
      ({ parent, message }) => `SyncError on ${parent.kind} ${keyOf(parent)}: ${message}`
    )

  function check(): string | undefined {
    const errors = syncErrors()
    for (const error of errors.slice(shownCount)) line(palette.red(error))
    shownCount = errors.length
    const failed = shownCount > 0 ? `Metacontroller has SyncErrors.${hooks.errors()}` : undefined
    return hooks.death() ?? failed
  }

  return { check, syncErrors: () => syncErrors().slice(0, maxSyncErrors) }
}
