/**
 * The quantile of the samples by the nearest-rank method.
 * @param part - 0.5 for the median, 0.99 for p99
 * @returns `NaN` when there are no samples
 */
export function quantile(samples: readonly number[], part: number): number {
  if (samples.length === 0) return Number.NaN
  const sorted = samples.toSorted((a, b) => a - b)
  const index = Math.ceil(part * sorted.length) - 1
  return sorted[Math.min(sorted.length - 1, Math.max(0, index))] ?? Number.NaN
}

/** The median of the samples. */
export function median(samples: readonly number[]): number {
  return quantile(samples, 0.5)
}

/**
 * The exponent k with which `y` grows like `x` to the power of k between two measurements: 1 is
 * linear, 2 is quadratic. It is the slope of the line through both on logarithmic axes.
 */
export function growth(from: { x: number; y: number }, to: { x: number; y: number }): number {
  return Math.log(to.y / from.y) / Math.log(to.x / from.x)
}

/** Rounds a number to the given significant digits. */
export function significant(value: number, digits = 3): number {
  return Number.isFinite(value) ? Number(value.toPrecision(digits)) : value
}
