/**
 * How many tokens a language takes to say what English says in one; measured (docs/guides/assistant-limits.md says how), and
 * rounded. A limit of a person in tokens counts what was said, so that nobody gets less of it for their language.
 */
export const TOKEN_FACTORS: Readonly<Record<string, number>> = { en: 1 }

/** What one token in a language counts of a person's limit; 1 where the language is not known. */
export function tokenWeightOf(lang: string | null): number {
  const factor = TOKEN_FACTORS[lang?.split('-')[0] ?? 'en'] ?? 1
  return 1 / Math.max(1, factor)
}
