import type { CldrData } from './cldr-data.ts'
import type { Face } from './like.ts'

/**
 * Where Maltese has letters of its own, CLDR's tailoring: ċ before c, ġ before g, għ after the other g, ħ after h, ż before z.
 * U+FFFF is the greatest weight of all, so each stands behind all that begins with the letter before it. Capitals
 * come first.
 */
const MALTESE: readonly (readonly [RegExp, string])[] = [
  [/għ/g, 'g\uFFFF'],
  [/G[ħĦ]|gĦ/g, 'G\uFFFF'],
  [/ċ/g, 'b\uFFFF'],
  [/Ċ/g, 'B\uFFFF'],
  [/ġ/g, 'f\uFFFF'],
  [/Ġ/g, 'F\uFFFF'],
  [/ħ/g, 'h\uFFFF'],
  [/Ħ/g, 'H\uFFFF'],
  [/ż/g, 'y\uFFFF'],
  [/Ż/g, 'Y\uFFFF'],
]

/** Irish sorts as English does: a fada decides only between words that are the same without. */
export function createCollator(
  _base: Intl.Collator,
  options: Intl.CollatorOptions,
  { language }: CldrData,
): Face {
  if (language !== 'mt') return {}
  const base = new Intl.Collator('en', { caseFirst: 'upper', ...options })
  const keyOf = (text: string) =>
    MALTESE.reduce((key, [letter, weight]) => key.replace(letter, weight), text.normalize('NFC'))
  return { compare: (one: string, two: string) => base.compare(keyOf(one), keyOf(two)) }
}
