import { createRandom, type Random } from '../aws/random.ts'

/** Draws from one seed; streams of different names do not disturb each other, so that one can be left out. */
export type Draw = {
  /** 0 to 1. */
  next: () => number
  chance: (probability: number) => boolean
  /** A whole number, both ends included. */
  between: (least: number, most: number) => number
  of: <T>(choices: readonly [T, ...T[]]) => T
  some: <T>(choices: readonly T[], count: number) => T[]
}

/** A stream of random choices, by seed and name. */
export function createDraw(seed: number, name: string): Draw {
  const random: Random = createRandom(mix(seed, name))
  const between = (least: number, most: number) =>
    least + Math.floor(random.next() * (most - least + 1))
  return {
    next: random.next,
    chance: probability => random.next() < probability,
    between,
    of: choices => choices[between(0, choices.length - 1)] ?? choices[0],
    some: (choices, count) => {
      const keyed = choices.map(choice => ({ choice, key: random.next() }))
      return keyed
        .sort((left, right) => left.key - right.key)
        .slice(0, count)
        .map(({ choice }) => choice)
    }
  }
}

/** FNV-1a over the name, begun with the seed, so that neighbouring seeds have nothing in common. */
function mix(seed: number, name: string): number {
  let hash = (0x811c9dc5 ^ Math.imul(seed, 0x9e3779b1)) >>> 0
  for (const character of name) hash = Math.imul(hash ^ character.charCodeAt(0), 0x01000193) >>> 0
  return hash
}
