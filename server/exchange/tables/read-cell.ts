import type { Cell } from '#server/lib/documents/rich/ods.ts'

/** What a cell of a table says: a number, a day, or a text, which it always may be. @param lang Null: a text. */
export function readCell(text: string, lang: string | null): Cell {
  if (lang === null) return { text }
  const day = /^(\d{4})-(\d{2})-(\d{2})$/.exec(text)
  if (day && new Date(`${text}T00:00:00Z`).toJSON()?.startsWith(text)) return { text, day: text }
  const number = readNumber(text, lang)
  return number === undefined ? { text } : { text, number }
}

interface Marks {
  decimal: string
  group: string
}

const known = new Map<string, Marks>()

function marksOf(lang: string): Marks {
  const found = known.get(lang)
  if (found) return found
  const parts = new Intl.NumberFormat(lang).formatToParts(1_234_567.8)
  const partOf = (type: string) => parts.find((part) => part.type === type)?.value
  // ICU here may lack Irish and Maltese, whose marks are those of English.
  const marks = { decimal: partOf('decimal') ?? '.', group: partOf('group') ?? ' ' }
  known.set(lang, marks)
  return marks
}

/**
 * As it is written in a language; undefined: it is no number, or could be another one. `007` is a code, `1,234` depends on
 * the language, and more than 15 digits would lose some.
 */
export function readNumber(text: string, lang: string): number | undefined {
  const { decimal, group } = marksOf(lang)
  const bare = text
    .trim()
    .replace(/^\u2212/, '-')
    .replaceAll(/[\u00a0\u202f\u2009']/g, ' ')
  const mark = group.replaceAll(/[\u00a0\u202f\u2009’']/g, ' ')
  const [whole = '', fraction, ...rest] = bare.split(decimal)
  if (rest.length > 0 || (fraction !== undefined && !/^\d+$/.test(fraction))) return undefined
  const digits = ungroup(whole.replace(/^[+-]/, ''), mark)
  if (digits === undefined || digits.length + (fraction?.length ?? 0) > 15) return undefined
  if (/^0\d/.test(digits)) return undefined
  const value = Number(`${digits}.${fraction ?? '0'}`)
  return whole.startsWith('-') ? -value : value
}

/** Groups are of three, or there are none. */
function ungroup(digits: string, mark: string): string | undefined {
  if (/^\d+$/.test(digits)) return digits
  const groups = digits.split(mark)
  const [first = '', ...others] = groups.length > 1 ? groups : digits.split(' ')
  const isRight =
    /^\d{1,3}$/.test(first) && others.length > 0 && others.every((one) => /^\d{3}$/.test(one))
  return isRight ? [first, ...others].join('') : undefined
}
