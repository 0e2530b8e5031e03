/** Letters that Unicode does not take apart into a letter and its marks. */
const LETTERS: Readonly<Record<string, string>> = {
  ß: 'ss',
  ł: 'l',
  đ: 'd',
  ð: 'd',
  ø: 'o',
  æ: 'ae',
  œ: 'oe',
  ħ: 'h',
  ŋ: 'n',
  þ: 'th',
  ı: 'i',
  ς: 'σ',
  ŀ: 'l',
}
const LETTER = new RegExp(`[${Object.keys(LETTERS).join('')}]`, 'gu')

/** How letters are written where a keyboard lacks them: Mueller, Aarhus, Soeren. */
const SPELT_OUT: Readonly<Record<string, string>> = { ä: 'ae', ö: 'oe', ü: 'ue', ø: 'oe', å: 'aa' }
const SPELT = /[äöüøå]/gu

/** A word without case, accents and ligatures, in any script: what is compared. */
export function foldWord(word: string): string {
  return word
    .normalize('NFKD')
    .toLowerCase()
    .replaceAll(/\p{M}+/gu, '')
    .replaceAll(LETTER, (letter) => LETTERS[letter] ?? letter)
}

/** The word folded, and, where some write it with two letters, so as well. */
export function foldWays(word: string): string[] {
  const folded = foldWord(word)
  // Most words of most texts: nothing below could change them.
  if (!/[^\p{ASCII}]/u.test(word)) return [folded]
  const lower = word.normalize('NFC').toLowerCase()
  const spelt = lower.replaceAll(SPELT, (letter) => SPELT_OUT[letter] ?? letter)
  return spelt === lower ? [folded] : [folded, foldWord(spelt)]
}
