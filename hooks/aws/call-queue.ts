import type { Clock } from '../clock.ts'

/**
 * Those who were told to come back for their turn, because more want to call than AWS allows. Nobody
 * waits here: a hook that waits holds up one of Metacontroller's few workers, and with it claims that
 * want something else.
 */
export type WaitingLine = {
  /** Whether `who` may take a turn now: his time has come, or nobody is in line. */
  isTurnOf: (who: string) => boolean
  /**
   * Gives `who` a place, or tells him the one that he has.
   * @param earliest when the next turn is free (ms), not counting those in line
   * @returns when to come (ms)
   */
  join: (who: string, earliest: number) => number
  /** Takes `who` out: he has had his turn. */
  leave: (who: string) => void
  /** Tells of a turn that was taken past the line; as long as there are such, the line moves half as fast. */
  notePassing: () => void
}

/** For how long a place is kept (ms) for who does not come in time: Metacontroller may be busy. */
const keptFor = 60_000
/** For how long (ms) one who passed the line is expected to be followed by others. */
const passingFor = 5_000

/** Makes an empty line. @param interval time between two turns (ms) @param slack how much (ms) one may come too early */
export function createCallQueue(interval: number, slack: number, clock: Clock): WaitingLine {
  const places = new Map<string, number>()
  let end = Number.NEGATIVE_INFINITY
  let passedAt = Number.NEGATIVE_INFINITY

  function spacing(): number {
    return clock.now() - passedAt < passingFor ? 2 * interval : interval
  }

  function dropOld(): void {
    for (const [who, at] of places) {
      if (at > clock.now() - keptFor) return
      places.delete(who)
    }
  }

  /** After a clock was put back, places would lie as far ahead as it was put. */
  function mistrustClock(): void {
    if (end <= clock.now() + (places.size + 1) * 2 * interval + keptFor) return
    places.clear()
    end = Number.NEGATIVE_INFINITY
  }

  return {
    isTurnOf(who) {
      mistrustClock()
      return (places.get(who) ?? end) <= clock.now() + slack
    },
    join(who, earliest) {
      dropOld()
      const known = places.get(who)
      if (known !== undefined && known > clock.now() + slack) return known
      // Whose time has come and who finds the turn taken does not have to stand at the end again.
      const at = known === undefined ? Math.max(end + spacing(), earliest) : earliest
      places.delete(who)
      places.set(who, at)
      if (known === undefined) end = at
      return at
    },
    leave: who => void places.delete(who),
    notePassing: () => {
      passedAt = clock.now()
    }
  }
}
