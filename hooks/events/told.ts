import { isEqual } from '../api/is-equal.ts'
import { setNewest } from '../set-newest.ts'

/**
 * What was told last about each object, while Metacontroller's cache does not show it yet. Without
 * it, an answer that Metacontroller asks for twice would be told twice.
 */
export type Told<Fact> = {
  /**
   * What counts as told about an object: what this process told last, or what is observed.
   * @param observed what Metacontroller's cache shows
   */
  before: (uid: string, observed: Fact) => Fact
  /** Notes what was told now. */
  note: (uid: string, observed: Fact, told: Fact) => void
}

/** One installation has fewer objects whose last status is not in the cache yet. */
const mostObjects = 20_000

export function createTold<Fact>(most = mostObjects): Told<Fact> {
  const known = new Map<string, Fact>()
  return {
    before: (uid, observed) => known.get(uid) ?? observed,
    note: (uid, observed, told) => {
      if (isEqual(observed, told)) known.delete(uid)
      else setNewest(known, uid, told, most)
    }
  }
}
