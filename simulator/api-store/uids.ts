/**
 * Makes a source of uids. With a random source (0 to 1) they look like version 4 UUIDs; without one they are numbered,
 * which keeps tests readable and runs equal.
 */
export function createUids(random: (() => number) | undefined): () => string {
  let count = 0
  return () => {
    count++
    const digits =
      random === undefined ? count.toString(16).padStart(32, '0') : randomDigits(random)
    return `${digits.slice(0, 8)}-${digits.slice(8, 12)}-4${digits.slice(13, 16)}-8${digits.slice(17, 20)}-${digits.slice(20)}`
  }
}

function randomDigits(random: () => number): string {
  return Array.from({ length: 32 }, () => Math.floor(random() * 16).toString(16)).join('')
}
