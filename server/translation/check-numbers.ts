/** A number as texts write it: digits with separators between them. */
const NUMBER = /\d{1,3}(?:[\u{a0}\u{202f} ’'.,]\d{3})+(?:[.,]\d+)?(?!\d)|\d+(?:[.,:/-]\d+)*/gu
/** As words, small numbers are numbers as well: two, zwei. Twelve, because half-days are told so in English. */
const SMALL = 12

/** The numbers of a text by their digits alone: 1,234.50 and 1.234,50 are the same. Roman numerals are words. */
function digitsOf(text: string): string[] {
  return [...text.matchAll(NUMBER)].flatMap(([number]) => {
    // A date, a time, a range: each of its numbers, in whatever order the language has them.
    const parts = /[:/-]/.test(number) ? number.split(/[:/-]/) : [number]
    return parts.flatMap(partsOf)
  })
}

function partsOf(number: string): string[] {
  const dotted = number.split('.')
  // 12.03.2026 and 2.0.1 have more than one dot, and are no numbers.
  const isDate = dotted.length > 2 && !dotted.slice(1).every((part) => /^\d{3}$/.test(part))
  return (isDate ? dotted : [number]).map((each) => bare(each))
}

function bare(number: string): string {
  const digits = number.replaceAll(/\D/g, '').replace(/^0+(?=\d)/, '')
  return digits
}

/** Whether a translation has the numbers of its source, and no others. Small ones may be words, hours of the afternoon 13 to 24. */
export function hasSameNumbers(source: string, target: string): boolean {
  const [lost, added] = difference(digitsOf(source), digitsOf(target))
  const isHalfDay = /\d\s?[ap]\.?\s?m\b/iu.test(`${source} ${target}`)
  const rest = lost.filter((one) => !isSmall(one))
  const more = added.filter((one) => !isSmall(one) && !(isHalfDay && Number(one) <= 24))
  if (rest.length === 0 && more.length === 0) return true
  // The same digits in the same order, parted otherwise: 1 2345 and 12 345.
  return rest.length > 0 && more.length > 0 && lost.join('') === added.join('')
}

function isSmall(digits: string): boolean {
  return digits.length <= 2 && Number(digits) <= SMALL
}

function difference(one: readonly string[], two: readonly string[]): [string[], string[]] {
  const added = [...two]
  const lost = one.filter((number) => {
    const at = added.indexOf(number)
    if (at >= 0) added.splice(at, 1)
    return at < 0
  })
  return [lost, added]
}

interface Separators {
  group: string
  decimal: string
}

function separatorsOf(lang: string): Separators | null {
  try {
    if (Intl.NumberFormat.supportedLocalesOf([lang]).length === 0) return null
    const parts = new Intl.NumberFormat(lang).formatToParts(12345678.9)
    const of = (type: string) => parts.find((part) => part.type === type)?.value
    return { group: of('group') ?? '', decimal: of('decimal') ?? '.' }
  } catch {
    return null
  }
}

/** Money and shares: what is written so is an amount, not a version or an article. */
const AMOUNT =
  /(?<before>[€$£%]\s?|\b(?:EUR|USD|CHF|PLN)\s)?(?<![\d.,])(?<number>\d{1,3}(?:[.,’\u{a0}\u{202f}]\d{3})*(?:[.,]\d{1,2})?)(?!\d|[.,]\d)(?<after>\s?(?:[€$£%‰]|(?:EUR|USD|CHF|PLN|[Ee]uros?)\b))?/gu

/**
 * Amounts that the translation has taken over as they were, in the number format of the target language. Only what is surely an
 * amount (with a currency, a per cent sign, or both separators) and surely written as the source language writes it.
 */
export function localiseAmounts(target: string, from: string | null, to: string): string {
  const source = from === null ? null : separatorsOf(from)
  const wanted = separatorsOf(to)
  if (!source || !wanted) return target
  if (source.decimal === wanted.decimal && source.group === wanted.group) return target
  let text = ''
  let at = 0
  for (const { 0: whole, index, groups = {} } of target.matchAll(AMOUNT)) {
    const { number = '', before, after } = groups
    const hasBoth = number.includes(source.group) && number.includes(source.decimal)
    const isAmount = hasBoth || before !== undefined || after !== undefined
    const written = isAmount ? rewrite(number, source, wanted) : null
    text += target.slice(at, index) + (written === null ? whole : whole.replace(number, written))
    at = index + whole.length
  }
  return text + target.slice(at)
}

function rewrite(number: string, source: Separators, wanted: Separators): string | null {
  const [whole = '', fraction, ...more] = number.split(source.decimal)
  if (more.length > 0 || (fraction !== undefined && !/^\d{1,2}$/.test(fraction))) return null
  const groups = source.group === '' ? [whole] : whole.split(source.group)
  if (!groups.every((group, index) => (index === 0 ? /^\d{1,3}$/ : /^\d{3}$/).test(group))) {
    return null
  }
  const joined = groups.join(wanted.group)
  return fraction === undefined ? joined : `${joined}${wanted.decimal}${fraction}`
}
