import type { Deviation, MatchedTerm } from '#wire/translation.ts'
import type { Principal } from '#server/access/principal.ts'

/** What the glossaries of somebody say of texts in one language that are put into another. */
export interface TermChecker {
  /** The concepts that a text speaks of, longest first where they overlap. */
  find(text: string): MatchedTerm[]
  /** What a translation makes of them. */
  check(terms: readonly MatchedTerm[], translated: string): Deviation[]
}

/** What translating needs of glossaries; it never sees one. */
export interface TermsPort {
  /** Which glossaries hold for somebody, and in which version. Changes whenever one does. */
  stateFor(principal: Principal): Promise<string>
  /** `from` null: nobody knows the language of the text, and nothing is found in it. */
  checkerFor(
    principal: Principal,
    languages: { from: string | null; to: string },
  ): Promise<TermChecker>
}

/** Where there are no glossaries. */
export const NO_TERMS: TermsPort = {
  stateFor: () => Promise.resolve(''),
  checkerFor: () => Promise.resolve({ find: () => [], check: () => [] }),
}
