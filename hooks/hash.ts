/**
 * FNV-1a with 32 bits (http://www.isthe.com/chongo/tech/comp/fnv/). Spreads values evenly, but is
 * not safe against somebody who looks for collisions.
 */
export function hash(text: string): number {
  let value = 0x811c9dc5
  for (const character of text)
    value = Math.imul(value ^ (character.codePointAt(0) ?? 0), 0x01000193)
  return value >>> 0
}
