import type { Share } from '#wire/ratings.ts'

/** Of the normal distribution, for 95 %. */
const Z = 1.959964

/** Wilson's score interval (1927): it is right for few, and at none and all, where the usual one is not. Null: there are none. */
export function shareOf(count: number, of: number): Share | null {
  if (of === 0) return null
  const value = count / of
  const square = (Z * Z) / of
  const middle = (value + square / 2) / (1 + square)
  const half = (Z / (1 + square)) * Math.sqrt((value * (1 - value)) / of + square / (4 * of))
  return { of, value, low: Math.max(0, middle - half), high: Math.min(1, middle + half) }
}
