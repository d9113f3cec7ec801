import { createRandom } from '../aws/random.ts'

/** A stream of random choices. */
export type Draw = {
  /** A number from 0 (inclusive) to 1 (exclusive). */
  next: () => number
  /** True with this probability, 0 to 1. */
  chance: (probability: number) => boolean
  /** A whole number, both ends included. */
  between: (least: number, most: number) => number
  of: <T>(choices: readonly [T, ...T[]]) => T
  /** Up to `count` of the choices, in random order. */
  some: <T>(choices: readonly T[], count: number) => T[]
}

/**
 * Makes a stream from a seed and a name. Streams with different names are independent of each
 * other. So if a run leaves one kind of fault out, all other streams still make the same choices.
 */
export function createDraw(seed: number, name: string): Draw {
  const { next } = createRandom(hashOf(seed, name))
  const between = (least: number, most: number) => least + Math.floor(next() * (most - least + 1))
  return {
    next,
    chance: probability => next() < probability,
    between,
    of: choices => choices[between(0, choices.length - 1)] ?? choices[0],
    some: (choices, count) => {
      const keyed = choices.map(choice => ({ choice, key: next() }))
      const sorted = keyed.sort((left, right) => left.key - right.key)
      return sorted.slice(0, count).map(({ choice }) => choice)
    }
  }
}

/**
 * Hashes a name with FNV-1a. The start value of the hash is the scrambled seed, so that
 * neighbouring seeds give unrelated hashes.
 */
function hashOf(seed: number, name: string): number {
  let hash = (0x811c9dc5 ^ Math.imul(seed, 0x9e3779b1)) >>> 0
  for (const character of name) hash = Math.imul(hash ^ character.charCodeAt(0), 0x01000193) >>> 0
  return hash
}
