/** A seeded source of everything that looks random: the same seed gives the same ARNs, ids and tokens. */
export type Random = {
  /** From 0 (inclusive) to 1 (exclusive). */
  next: () => number
  /** So many characters of an alphabet. */
  text: (length: number, alphabet: string) => string
  /** In the form of a version 4 UUID, as in certificate ARNs and request ids. */
  uuid: () => string
}

const hex = '0123456789abcdef'

/**
 * @param seed - an integer
 * @returns the source; not for cryptography (mulberry32, a public-domain generator of 32 bits of state)
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
  const uuid = () =>
    `${text(8, hex)}-${text(4, hex)}-4${text(3, hex)}-${text(1, '89ab')}${text(3, hex)}-${text(12, hex)}`
  return { next, text, uuid }
}
