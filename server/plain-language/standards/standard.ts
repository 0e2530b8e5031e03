import type { FindingKind, PlainStandard } from '#wire/plain-language.ts'

/** A way of writing, as data: its rules as a model is told them, and what of them our own code can check. */
export interface Standard extends PlainStandard {
  checks: StandardChecks
}

export interface StandardChecks {
  /** Words of a sentence; more is marked. */
  maxSentenceWords: number
  maxCommas: number
  /** Letters of a word that nothing divides. */
  maxWordLetters: number
  /** What else is looked for. */
  kinds: readonly FindingKind[]
}

/** For everybody: what is looked for in plain language. */
export const PLAIN_CHECKS: StandardChecks = {
  maxSentenceWords: 20,
  maxCommas: 3,
  maxWordLetters: 22,
  kinds: ['long-sentence', 'many-commas', 'passive', 'nominal-style', 'long-word', 'abbreviation'],
}

/** For people who find reading hard. */
export const EASY_CHECKS: StandardChecks = {
  maxSentenceWords: 12,
  maxCommas: 1,
  maxWordLetters: 16,
  kinds: [
    'long-sentence',
    'many-commas',
    'passive',
    'nominal-style',
    'long-word',
    'negation',
    'number-format',
    'abbreviation',
    'several-statements',
  ],
}
