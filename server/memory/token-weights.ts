/**
 * How many tokens a language takes to say what English says in one: measured with two tokenizers (docs/guides/assistant-limits.md
 * has both), their mean, rounded to a twentieth. A limit of a person in tokens counts what was said, so that nobody gets less of it for their language.
 */
export const TOKEN_FACTORS: Readonly<Record<string, number>> = {
  bg: 1.75,
  cs: 1.7,
  da: 1.45,
  de: 1.3,
  el: 3.1,
  en: 1,
  es: 1.25,
  et: 1.6,
  fi: 1.75,
  fr: 1.3,
  ga: 2.15,
  hr: 1.65,
  hu: 1.8,
  it: 1.4,
  lt: 1.85,
  lv: 1.9,
  mt: 2.25,
  nl: 1.4,
  pl: 1.6,
  pt: 1.25,
  ro: 1.65,
  sk: 1.65,
  sl: 1.65,
  sv: 1.4,
}

/** What one token in a language counts of a person's limit; 1 where the language is not known. */
export function tokenWeightOf(lang: string | null): number {
  const factor = TOKEN_FACTORS[lang?.split('-')[0] ?? 'en'] ?? 1
  return 1 / Math.max(1, factor)
}
