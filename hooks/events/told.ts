import { setNewest } from '../set-newest.ts'

/**
 * What was told last about each object, while Metacontroller's cache does not show it yet. Without
 * it, an answer that Metacontroller asks for twice would be told twice.
 */
export type Told<Fact> = {
  /** What this process told last, if the cache did not show it since. */
  of: (uid: string) => Fact | undefined
  /**
   * Notes what was told now.
   * @param isShown whether the cache shows it already, so that nothing has to be remembered
   */
  note: (uid: string, told: Fact, isShown: boolean) => void
}

/** One installation has fewer objects whose last status is not in the cache yet. */
const mostObjects = 20_000

export function createTold<Fact>(most = mostObjects): Told<Fact> {
  const known = new Map<string, Fact>()
  return {
    of: uid => known.get(uid),
    note: (uid, told, isShown) => {
      if (isShown) known.delete(uid)
      else setNewest(known, uid, told, most)
    }
  }
}
