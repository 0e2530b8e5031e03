import type { FindingKind } from '#wire/screening.ts'

/** One kind of number that a country gives to people. */
export interface Identifier {
  /** ISO 3166 alpha-2. */
  country: string
  type: string
  kind: FindingKind
  /**
   * How it is written: `d3` three digits, `l` a letter, and between groups what separates them (space, `-`, `.`, `/`).
   * Digits and letters are ASCII.
   */
  shapes: readonly string[]
  /** Of the letters and digits alone, in capitals. */
  isValid(compact: string): boolean
  /**
   * Of random text of the same shape, how much passes. Under one in five hundred it counts by itself; else only where words
   * near it say what it is.
   */
  isStrong?: boolean
  /** No check digit: only what words call by its own name counts. */
  isBare?: boolean
  /** What people call it, in lower case, in the languages of its country and in English. */
  words: readonly string[]
}
