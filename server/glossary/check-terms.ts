import type { Deviation, MatchedTerm } from '#wire/translation.ts'
import { createTermIndex } from './match-terms.ts'

/**
 * What a text makes of concepts that it ought to name: one whose allowed terms are all missing, and each forbidden term that
 * is there. A forbidden word within an allowed term is none. `isMissingTold` false: a text need not name them.
 */
export function checkTerms(
  terms: readonly MatchedTerm[],
  text: string,
  { lang, isMissingTold = true }: { lang: string; isMissingTold?: boolean },
): Deviation[] {
  const concepts = new Map(terms.map((term) => [term.conceptId, term]))
  const allowed = findAll([...concepts.values()], text, { lang, of: 'allowed' })
  const forbidden = findAll([...concepts.values()], text, { lang, of: 'forbidden' })
  const named = new Set(allowed.map(({ about }) => about))
  const missing = [...concepts.values()].filter(
    (term) => isMissingTold && term.allowed.length > 0 && !named.has(term.conceptId),
  )
  const used = forbidden.filter(
    (wrong) => !allowed.some((right) => right.from <= wrong.from && right.to >= wrong.to),
  )
  const expectedOf = (conceptId: string) => [...(concepts.get(conceptId)?.allowed ?? [])]
  return [
    ...used.map(({ about, from, to }): Deviation => ({
      conceptId: about,
      kind: 'forbidden',
      found: text.slice(from, to),
      from,
      to,
      expected: expectedOf(about),
    })),
    // Where the wrong word stands in its place, that is told, and not twice.
    ...missing
      .filter(({ conceptId }) => !used.some(({ about }) => about === conceptId))
      .map(({ conceptId, found, allowed: expected }): Deviation => ({
        conceptId,
        kind: 'missing',
        found,
        from: null,
        to: null,
        expected: [...expected],
      })),
  ]
}

function findAll(
  terms: readonly MatchedTerm[],
  text: string,
  { lang, of }: { lang: string; of: 'allowed' | 'forbidden' },
) {
  const needles = terms.flatMap((term) =>
    term[of].map((word) => ({ text: word, isCaseSensitive: false, about: term.conceptId })),
  )
  return createTermIndex(needles, lang).find(text)
}
