/** A word or a run of digits, where it stands in the text. */
export interface Token {
  start: number
  end: number
  /** As `fold` makes it. */
  folded: string
  isNumber: boolean
  /** Begins with a capital letter. */
  isCapital: boolean
}

/** Nothing in it can be read in two ways, so it takes one step a character. */
const TOKEN = /\p{L}[\p{L}\p{M}]*(?:[-'’‑_]\p{L}[\p{L}\p{M}]*)*|\d+/gu
/** Longer words are none that anybody is called by. */
const LONGEST = 48

/** The words and numbers of a text, in order. */
export function readTokens(text: string): Token[] {
  const tokens: Token[] = []
  for (const { 0: word, index: start } of text.matchAll(TOKEN)) {
    const first = word.charCodeAt(0)
    const isNumber = first >= 48 && first <= 57
    const lower = word.length > LONGEST || isNumber ? word : word.toLowerCase()
    const isCapital = !isNumber && lower !== word && lower.charAt(0) !== word.charAt(0)
    tokens.push({ start, end: start + word.length, folded: fold(lower), isNumber, isCapital })
  }
  return tokens
}

const PLAIN = /^[a-z0-9]*$/

/** Lower case, without accents: people leave them out, and capitals often have none. */
export function fold(lower: string): string {
  if (PLAIN.test(lower)) return lower
  return lower
    .normalize('NFD')
    .replaceAll(/\p{M}/gu, '')
    .replaceAll(/[ßłøđæœıðþς’‑]/g, (letter) => ALIKE[letter] ?? letter)
}

const ALIKE: Readonly<Record<string, string>> = {
  ß: 'ss',
  ł: 'l',
  ø: 'o',
  đ: 'd',
  æ: 'ae',
  œ: 'oe',
  ı: 'i',
  ð: 'd',
  þ: 'th',
  ς: 'σ',
  '’': "'",
  '‑': '-',
}

/** Folded, from lists that people can read. */
export function wordSet(...lists: readonly string[]): ReadonlySet<string> {
  return new Set(lists.flatMap((list) => list.trim().split(/\s+/)).map((word) => fold(word)))
}
