import type { Measure } from '#wire/plain-language.ts'

/** What is counted of a text. Rates are over its words. */
export interface Counts {
  sentences: number
  words: number
  /** Of more than six letters. */
  longWords: number
  letters: number
  /** Null: the language's formulas need none. */
  syllables: number | null
  /** Words of one syllable, of three and more, of four and more. */
  oneSyllable: number
  threeSyllables: number
  fourSyllables: number
}

export interface Formula extends Pick<Measure, 'id' | 'name' | 'source' | 'validity'> {
  compute: (counts: Counts) => number
  /** The scale's ends, the easy one first. */
  easiest: number
  hardest: number
  /** Where very easy ends, easy, medium, hard: in the same direction. */
  steps: readonly [number, number, number, number]
}

const perSentence = ({ words, sentences }: Counts) => words / sentences
const perWord = ({ syllables, words }: Counts) => (syllables ?? 0) / words
const share = (part: number, { words }: Counts) => (100 * part) / words
/** Flesch’s own bands, two of them taken together in the middle. */
const FLESCH = { easiest: 100, hardest: 0, steps: [80, 70, 50, 30] } as const

/** Björnsson’s: needs no syllables, so that it can be computed for every language; its bands are Swedish. */
const LIX_SCALE = { easiest: 20, hardest: 70, steps: [30, 40, 50, 60] } as const
const lix = (counts: Counts) => perSentence(counts) + share(counts.longWords, counts)

const LIX: Formula = {
  id: 'lix',
  name: 'LIX',
  source: 'Björnsson, C.-H. (1968): Läsbarhet',
  validity: 'general',
  compute: lix,
  ...LIX_SCALE,
}
const LIX_AT_HOME: Formula = { ...LIX, validity: 'validated' }

/** The first formula of a language is the one that a rewriting has to better. */
const BY_LANGUAGE: Readonly<Record<string, readonly Formula[]>> = {
  de: [
    {
      id: 'wiener-1',
      name: '1. Wiener Sachtextformel',
      source: 'Bamberger, R.; Vanecek, E. (1984): Lesen – Verstehen – Lernen – Schreiben',
      validity: 'validated',
      compute: (counts) =>
        0.1935 * share(counts.threeSyllables, counts) +
        0.1672 * perSentence(counts) +
        0.1297 * share(counts.longWords, counts) -
        0.0327 * share(counts.oneSyllable, counts) -
        0.875,
      easiest: 3,
      hardest: 16,
      steps: [6, 8, 10.5, 13],
    },
    {
      id: 'amstad',
      name: 'Flesch (Amstad)',
      source: 'Amstad, T. (1978): Wie verständlich sind unsere Zeitungen?',
      validity: 'adapted',
      compute: (counts) => 180 - perSentence(counts) - 58.5 * perWord(counts),
      ...FLESCH,
    },
    { ...LIX, validity: 'adapted' },
  ],
  en: [
    {
      id: 'flesch',
      name: 'Flesch Reading Ease',
      source: 'Flesch, R. (1948): A new readability yardstick',
      validity: 'validated',
      compute: (counts) => 206.835 - 1.015 * perSentence(counts) - 84.6 * perWord(counts),
      ...FLESCH,
    },
    {
      id: 'flesch-kincaid',
      name: 'Flesch–Kincaid Grade Level',
      source: 'Kincaid, J. P. et al. (1975): Derivation of new readability formulas',
      validity: 'validated',
      compute: (counts) => 0.39 * perSentence(counts) + 11.8 * perWord(counts) - 15.59,
      easiest: 1,
      hardest: 18,
      steps: [5, 8, 11, 14],
    },
  ],
  fr: [
    {
      id: 'kandel-moles',
      name: 'Flesch (Kandel-Moles)',
      source:
        'Kandel, L.; Moles, A. (1958): Application de l’indice de Flesch à la langue française',
      validity: 'adapted',
      compute: (counts) => 207 - 1.015 * perSentence(counts) - 73.6 * perWord(counts),
      ...FLESCH,
    },
    LIX,
  ],
  es: [
    {
      id: 'inflesz',
      name: 'INFLESZ (Szigriszt-Pazos)',
      source: 'Szigriszt-Pazos, F. (1993); Barrio-Cantalejo, I. M. et al. (2008): escala INFLESZ',
      validity: 'validated',
      compute: (counts) => 206.835 - 62.3 * perWord(counts) - perSentence(counts),
      easiest: 100,
      hardest: 0,
      steps: [80, 65, 55, 40],
    },
    {
      id: 'fernandez-huerta',
      name: 'Fernández Huerta',
      source: 'Fernández Huerta, J. (1959): Medidas sencillas de lecturabilidad',
      validity: 'adapted',
      compute: (counts) => 206.84 - 60 * perWord(counts) - 1.02 * perSentence(counts),
      ...FLESCH,
    },
  ],
  it: [
    {
      id: 'gulpease',
      name: 'Gulpease',
      source: 'Lucisano, P.; Piemontese, M. E. (1988): GULPEASE',
      validity: 'validated',
      compute: ({ sentences, letters, words }) => 89 + (300 * sentences - 10 * letters) / words,
      easiest: 100,
      hardest: 0,
      steps: [80, 60, 50, 40],
    },
  ],
  nl: [
    {
      id: 'flesch-douma',
      name: 'Flesch-Douma',
      source: 'Douma, W. H. (1960): De leesbaarheid van landbouwbladen',
      validity: 'adapted',
      compute: (counts) => 206.835 - 0.93 * perSentence(counts) - 77 * perWord(counts),
      ...FLESCH,
    },
    LIX,
  ],
  pl: [
    {
      id: 'pisarek',
      name: 'Pisarek',
      source: 'Pisarek, W. (1969): Jak mierzyć zrozumiałość tekstu?',
      validity: 'validated',
      compute: (counts) =>
        Math.sqrt(perSentence(counts) ** 2 + share(counts.fourSyllables, counts) ** 2) / 2,
      easiest: 3,
      hardest: 22,
      steps: [6, 9, 12, 16],
    },
    {
      id: 'fog-pl',
      name: 'FOG-PL',
      source:
        'Gunning (1952), z progiem czterech sylab jak w Jasnopisie (Gruszczyński, Ogrodniczuk 2015)',
      validity: 'adapted',
      compute: (counts) => 0.4 * (perSentence(counts) + share(counts.fourSyllables, counts)),
      easiest: 4,
      hardest: 22,
      steps: [7, 10, 13, 17],
    },
  ],
  pt: [
    {
      id: 'flesch-martins',
      name: 'Flesch (Martins)',
      source:
        'Martins, T. B. F. et al. (1996): Readability formulas applied to textbooks in Brazilian Portuguese',
      validity: 'adapted',
      compute: (counts) => 248.835 - 1.015 * perSentence(counts) - 84.6 * perWord(counts),
      ...FLESCH,
    },
    LIX,
  ],
  da: [LIX_AT_HOME],
  sv: [LIX_AT_HOME],
}

export function formulasOf(lang: string): readonly Formula[] {
  return BY_LANGUAGE[lang] ?? [LIX]
}
