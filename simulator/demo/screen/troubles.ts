import { keyOf } from '../../api-store/objects.ts'
import type { DemoWorld } from '../world.ts'
import type { Screen } from './screen.ts'

/** What must not happen: the hooks die, or fail so that Metacontroller writes a SyncError. */
export type Troubles = {
  /** Shows what is new. @returns what has ended the demo, if anything */
  look: () => string | undefined
  /** The first SyncErrors, a line each. */
  seen: () => readonly string[]
}

const mostShown = 5

/** Watches over a running demo. */
export function createTroubles({ cluster, hooks }: DemoWorld, { line, palette }: Screen): Troubles {
  let shown = 0
  const all = () =>
    cluster.engine.events.map(
      ({ parent, message }) => `SyncError on ${parent.kind} ${keyOf(parent)}: ${message}`
    )

  function look(): string | undefined {
    const events = all()
    for (const event of events.slice(shown)) line(palette.red(event))
    shown = events.length
    return (
      hooks.death() ?? (shown === 0 ? undefined : `Metacontroller has SyncErrors.${hooks.errors()}`)
    )
  }

  return { look, seen: () => all().slice(0, mostShown) }
}
