import { setNewest } from '../set-newest.ts'

/**
 * Remembers which state of each object the events have told last, while the hook requests do not
 * show this state yet: Metacontroller's cache lags. Without this memory, the hooks would compare
 * the next answer with an old state, and send the same events again.
 */
export type Told<State> = {
  /** The state that was told last; `undefined` if a hook request has shown it since. */
  of: (uid: string) => State | undefined
  /**
   * Notes the state that is told now.
   * @param isShown whether the hook request shows this state, so that it need not be remembered
   */
  note: (uid: string, state: State, isShown: boolean) => void
}

/** One installation has fewer objects whose last status is not in the cache yet. */
const mostObjects = 20_000

/** Makes the memory. Nothing was told yet. */
export function createTold<State>(): Told<State> {
  const known = new Map<string, State>()
  return {
    of: uid => known.get(uid),
    note: (uid, state, isShown) => {
      if (isShown) known.delete(uid)
      else setNewest(known, uid, state, mostObjects)
    }
  }
}
