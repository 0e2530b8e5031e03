/** Counts of values between fixed bounds: nothing is allocated when one is noted. */
export interface Histogram {
  /** Upper ends, ascending, each inclusive; beyond the last there is one bucket more. */
  readonly bounds: readonly number[]
  /** One more than bounds. */
  readonly counts: Float64Array
  sum: number
  count: number
}

export function createHistogram(bounds: readonly number[]): Histogram {
  return { bounds, counts: new Float64Array(bounds.length + 1), sum: 0, count: 0 }
}

export function note(histogram: Histogram, value: number): void {
  const { bounds, counts } = histogram
  let low = 0
  let high = bounds.length
  while (low < high) {
    const middle = (low + high) >> 1
    if (value <= (bounds[middle] ?? Infinity)) high = middle
    else low = middle + 1
  }
  counts[low] = (counts[low] ?? 0) + 1
  histogram.sum += value
  histogram.count += 1
}

/**
 * Bounds for times that percentiles are read from: each a quarter above the one before, from one millisecond to over ten
 * minutes, so that a percentile is at most an eighth beside the truth. The tables keep counts by these: they stay as they are.
 */
export const TIME_BOUNDS_MS: readonly number[] = Array.from(
  { length: 61 },
  (_, at) => Math.round(100 * 1.25 ** at) / 100,
)

/** The value below which the share `q` (0…1) of all lies, read between two bounds; null: nothing was counted. */
export function quantileOf(
  counts: ArrayLike<number>,
  bounds: readonly number[],
  q: number,
): number | null {
  let total = 0
  for (let at = 0; at < counts.length; at += 1) total += counts[at] ?? 0
  if (total === 0) return null
  const rank = q * total
  let below = 0
  for (let at = 0; at < counts.length; at += 1) {
    const here = counts[at] ?? 0
    if (here > 0 && below + here >= rank) {
      const low = bounds[at - 1] ?? 0
      const high = bounds[at] ?? low * 1.25
      return low + ((rank - below) / here) * (high - low)
    }
    below += here
  }
  return bounds.at(-1) ?? null
}
