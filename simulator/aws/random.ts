/** A seeded source of randomness: the same seed gives the same ARNs, ids and tokens. */
export type Random = {
  /** A number from 0 (inclusive) to 1 (exclusive). */
  next: () => number
  /** A text of this length from the characters of the alphabet. */
  text: (length: number, alphabet: string) => string
  /** A text in the form of a version 4 UUID, as in certificate ARNs and request ids. */
  uuid: () => string
}

const hex = '0123456789abcdef'

/**
 * @param seed - an integer
 * @returns the source of randomness: mulberry32, a public-domain generator with 32 bits of state.
 * It is not fit for cryptography.
 */
export function createRandom(seed: number): Random {
  let state = seed >>> 0
  const next = () => {
    state = (state + 0x6d2b79f5) >>> 0
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state)
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4294967296
  }
  const text = (length: number, alphabet: string) =>
    Array.from({ length }, () => alphabet.charAt(Math.floor(next() * alphabet.length))).join('')
  const uuid = () => {
    const first = `${text(8, hex)}-${text(4, hex)}-4${text(3, hex)}`
    return `${first}-${text(1, '89ab')}${text(3, hex)}-${text(12, hex)}`
  }
  return { next, text, uuid }
}
