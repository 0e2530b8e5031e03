import type { FindingKind } from '#wire/screening.ts'

/** Something in a text that may have to stay here. Offsets are in UTF-16 units of that text. */
export interface Finding {
  kind: FindingKind
  start: number
  end: number
  /** Which one of its kind: `bsn`, `jwt`, `visa`…, for people and tests; never content. */
  type: string
  /** ISO 3166 alpha-2, where the form tells it; null: it does not. */
  country: string | null
  /** 0 to 1: how sure it is. */
  score: number
}
