/**
 * Makes a source of uids in the form of UUIDs.
 * @param random - returns numbers from 0 to 1. Without it, the uids are numbered, so that all runs
 * have the same uids and people can read them in tests.
 */
export function createUids(random: (() => number) | undefined): () => string {
  let count = 0
  return () => {
    count++
    const digits =
      random === undefined ? count.toString(16).padStart(32, '0') : randomDigits(random)
    return asVersion4(digits)
  }
}

function asVersion4(digits: string): string {
  const [first, second, last] = [digits.slice(0, 8), digits.slice(8, 12), digits.slice(20)]
  return `${first}-${second}-4${digits.slice(13, 16)}-8${digits.slice(17, 20)}-${last}`
}

function randomDigits(random: () => number): string {
  return Array.from({ length: 32 }, () => Math.floor(random() * 16).toString(16)).join('')
}
