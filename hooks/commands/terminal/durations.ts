/** Units of time, the longest first, each with its seconds. */
const units = [
  ['d', 86_400],
  ['h', 3600],
  ['m', 60],
  ['s', 1]
] as const

/**
 * A duration as kubectl writes ages: its two largest units, such as `3m12s` or `4d2h`.
 * @param seconds less than none counts as none
 */
export function shortDuration(seconds: number): string {
  const whole = Math.max(0, Math.round(seconds))
  const largest = units.findIndex(([, size]) => whole >= size)
  const [unit, size] = units[largest] ?? ['s', 1]
  const [nextUnit, nextSize] = units[largest + 1] ?? ['', 1]
  const rest = largest < 0 ? 0 : Math.floor((whole % size) / nextSize)
  return `${Math.floor(whole / size)}${unit}${rest === 0 ? '' : `${rest}${nextUnit}`}`
}

/**
 * The time between two times of Kubernetes, in seconds.
 * @returns `undefined` if one of them is no time
 */
export function secondsBetween(from: string | undefined, to: string | undefined) {
  const seconds = (Date.parse(to ?? '') - Date.parse(from ?? '')) / 1000
  return Number.isNaN(seconds) ? undefined : seconds
}
