import type { FactKind } from '#wire/plain-language.ts'
import type { Span } from '../text/sentences.ts'

/** One hard fact of a text. Two texts say the same where kind and value agree. */
export interface Fact extends Span {
  kind: FactKind
  /** Canonical: "1500 EUR", "--03-05", "14 day". */
  value: string
}
