import { monthNames } from '../text/month-names.ts'
import type { Fact } from './fact.ts'

/*
 * What has a form of its own, whichever the language: found before single numbers are. Every repetition is bounded, so that no
 * text takes more than linear time.
 */

const EMAIL = /[\p{L}\p{N}._%+-]{1,64}@[\p{L}\p{N}-]{1,63}(?:\.[\p{L}\p{N}-]{1,63}){1,5}/gu
const ADDRESS =
  /(?:https?:\/\/[^\s<>"'()]{1,500}|www\.[^\s<>"'()]{1,500}|(?<![\p{L}\p{N}.@-])[\p{L}\p{N}-]{2,63}(?:\.[\p{L}\p{N}-]{2,63}){0,3}\.(?:eu|de|at|ch|fr|es|it|nl|be|pl|pt|se|dk|fi|ie|cz|sk|si|hr|hu|ro|bg|gr|lt|lv|ee|lu|mt|cy|com|org|net|gov|info)(?![\p{L}\p{N}.-]\p{L})(?:\/[^\s<>"'()]{0,300})?)/gu
const PHONE =
  /(?<![\p{L}\p{N}.,/§+-])(?:\+\d{1,3}|00\d{1,3}|\(?0)[\d()]{0,8}(?:[ \u00A0/.–-]{1,3}[\d()]{1,12}){0,6}(?![\p{L}\p{N}])/gu
const ISO_DATE = /(?<![\d-])(\d{4})-(\d{2})-(\d{2})(?![\d-])/gu
const NUMERIC_DATE = /(?<![\d./-])(\d{1,2})([./-]) ?(\d{1,2})\2 ?(\d{4}|\d{2})?(?![\d/-])(?!\.\d)/gu
const TIME =
  /(?<![\d.,:/§])([01]?\d|2[0-4])(?:[:.hH]([0-5]\d)(?![\d.]\d)|[:.]?h(?![\p{L}])| ?h(?![\p{L}]))/gu
const SECTION =
  /(§§?|\b(?:Art(?:icle|icles|ikel|ikels|ikelen|igo|igos|ículo|ículos|icolo|icoli|icol|icolul|ykuł|ykułu|\.)?|article|artículo|artículos|articolo|articoli|artigo|artikel|artykuł|art\.|čl\.|člen|člena|član|članak|članka|straipsn\p{L}{1,4}|pant\p{L}{1,3}|paragraph|paragraf|section|airteagal|artikolu|artikla|artiklan|cikk|членʼ|чл\.|άρθρο|άρθρου|Άρθρο|Abs(?:atz|\.)?|Satz|ust\.|odst\.|ods\.|stk\.|lid|apartado|alinéa|comma|alin\.|pykäl\p{L}{1,4}))(?:[ \u00A0]{0,2})((?:[LRD]\.?[ \u00A0]?)?\d{1,4}(?:[-–.]\d{1,4}){0,3}[a-z]?(?![\p{L}\d]))/giu
const SECTION_AFTER =
  /(?<![\d.,])(\d{1,4})[. ]?(?:§(?:-?\p{L}{1,3})?|cikk\p{L}{0,4}|straipsn\p{L}{1,4}|panta?|\. pants)(?!\p{L})/giu

/** Facts by form, in the order in which they stand; none overlaps another. */
export function findPatterns(text: string, lang: string): Fact[] {
  const taken = new Uint8Array(text.length)
  const found: Fact[] = []
  const take = (start: number, end: number, fact: Pick<Fact, 'kind' | 'value'>) => {
    if (taken[start] || taken[end - 1]) return
    taken.fill(1, start, end)
    found.push({ ...fact, start, end })
  }
  for (const { 0: all, index } of text.matchAll(EMAIL)) {
    take(index, index + all.length, { kind: 'email', value: all.toLowerCase() })
  }
  for (const { 0: all, index } of text.matchAll(ADDRESS)) {
    const url = all.replace(/[.,;:!?»”*_]+$/u, '')
    take(index, index + url.length, { kind: 'address', value: plainAddress(url) })
  }
  for (const match of text.matchAll(ISO_DATE)) takeDate(match, [match[1], match[2], match[3]], take)
  for (const match of text.matchAll(NUMERIC_DATE)) {
    if (match[4] === undefined && match[2] !== '.') continue
    if (match[4] === undefined && lang === 'en') continue
    takeDate(match, [match[4], match[3], match[1]], take)
  }
  findNamedDates(text, lang, take)
  for (const { 0: all, index } of text.matchAll(PHONE)) {
    const digits = all.replaceAll(/[^\d+]/gu, '')
    if (digits.length < 7 || digits.length > 17 || !/[ /()\u00A0–-]|^\+|^0\d{6}/u.test(all))
      continue
    take(index, index + all.trimEnd().length, { kind: 'phone', value: digits.replace(/^00/u, '+') })
  }
  for (const match of text.matchAll(SECTION)) {
    const { 0: all, index } = match
    const value = `${markOf(match[1] ?? '')} ${(match[2] ?? '').toLowerCase().replaceAll(/[\s.]/gu, '')}`
    take(index, index + all.length, { kind: 'law', value })
  }
  for (const { 0: all, 1: number, index } of text.matchAll(SECTION_AFTER)) {
    const mark = all.includes('§') ? '§' : 'art'
    take(index, index + all.length, { kind: 'law', value: `${mark} ${number}` })
  }
  for (const match of text.matchAll(TIME)) takeTime(text, match, take)
  return found.toSorted((a, b) => a.start - b.start)
}

/** Paragraphs of articles are counted apart from articles. */
function markOf(word: string): string {
  if (word.startsWith('§')) return '§'
  return /^(?:abs|satz|ust|ods|stk|lid|apar|alin|comma)/iu.test(word) ? 'par' : 'art'
}

type Take = (start: number, end: number, fact: Pick<Fact, 'kind' | 'value'>) => void

function plainAddress(url: string): string {
  return url
    .toLowerCase()
    .replace(/^https?:\/\//u, '')
    .replace(/^www\./u, '')
    .replace(/\/$/u, '')
}

function takeDate(
  { 0: all, index }: RegExpExecArray,
  [year, month, day]: [string | undefined, string | undefined, string | undefined],
  take: Take,
): void {
  if (Number(month) < 1 || Number(month) > 12 || Number(day) < 1 || Number(day) > 31) return
  const value = toDate(year, Number(month), Number(day))
  take(index, index + all.trimEnd().length, { kind: 'date', value })
}

function toDate(year: string | undefined, month: number, day: number): string {
  const two = (part: number) => String(part).padStart(2, '0')
  const full = year === undefined ? '-' : year.length === 2 ? `20${year}` : year
  return `${full}-${two(month)}-${two(day)}`
}

/** Between a day and a month, and a month and a year: "5. März", "5 de marzo de", "2026. gada 5. martā", "kovo 5 d.". */
const DAY_BEFORE =
  /(?<![\d.,])(\d{1,2})(?:er|º|ª|-?(?:st|nd|rd|th|ta|en|a|e))?[. \u00A0]{0,2}(?:de |d’|d'|ta’ |ta' |of |ú )?$/u
const YEAR_AFTER = /^[.,]?(?: |\u00A0)?(?:(?:de|del|of|ta’|ta'|din) )?((?:19|20)\d{2})(?!\d)/u
const DAY_AFTER =
  /^(?: |\u00A0)(\d{1,2})(?!\d)(?:(?:st|nd|rd|th)(?!\p{L})|\.?(?:-?(?:i|a|e|án|én|ig|ét|jén|jéig))?(?! ?[\d%€])| ?d\.)?(?:,? (20\d{2})(?!\d))?/u
const YEAR_BEFORE = /((?:19|20)\d{2})(?:\.| m\.|\. gada)? (?:\d{1,2}\. )?$/u
const MONTH_WORD = /\p{L}{3,20}/gu

function findNamedDates(text: string, lang: string, take: Take): void {
  const months = monthNames(lang)
  for (const { 0: word, index } of text.matchAll(MONTH_WORD)) {
    const month = months.get(word.toLowerCase())
    if (month === undefined) continue
    const end = index + word.length
    const before = text.slice(Math.max(0, index - 24), index)
    const after = text.slice(end, end + 24)
    const dayBefore = DAY_BEFORE.exec(before)
    const yearBefore = YEAR_BEFORE.exec(before)
    if (dayBefore && Number(dayBefore[1]) <= 31) {
      const year = YEAR_AFTER.exec(after)
      const start = yearBefore ? yearBefore.index : dayBefore.index
      const at = index - before.length
      const value = toDate(year?.[1] ?? yearBefore?.[1], month, Number(dayBefore[1]))
      take(at + start, end + (year?.[0].length ?? 0), { kind: 'date', value })
      continue
    }
    const dayAfter = DAY_AFTER.exec(after)
    if (dayAfter && Number(dayAfter[1]) <= 31 && /^\p{Lu}|^\p{Ll}{3,}/u.test(word)) {
      const start = index - before.length + (yearBefore ? yearBefore.index : before.length)
      const value = toDate(dayAfter[2] ?? yearBefore?.[1], month, Number(dayAfter[1]))
      take(start, end + dayAfter[0].length, { kind: 'date', value })
      continue
    }
    const year = YEAR_AFTER.exec(after)
    // "März 2026"
    if (year?.[1] !== undefined) {
      take(index, end + year[0].length, {
        kind: 'date',
        value: `${year[1]}-${String(month).padStart(2, '0')}`,
      })
    }
  }
}

const CLOCK_AFTER =
  /^ ?(?:Uhr|uhr|[ap]\.?m\.?(?!\p{L})|h(?!\p{L})|godz|hod|ur[aoi]?(?!\p{L})|óra|val\.|ч\.|kl)/u
const CLOCK_BEFORE =
  /(?:kl\.?|klo|ora|ore|alle|alle ore|às|las|um|ab|bis|von|at|from|until|to|about|godz\.?|o|u|ob|v|f’|ó|om|τις|στις|в|от|до|à|de|plkst\.) ?$/iu

function takeTime(text: string, match: RegExpExecArray, take: Take): void {
  const { 0: all, 1: hours = '', 2: minutes, index } = match
  const end = index + all.length
  const after = text.slice(end, end + 8)
  const isPoint = all.includes('.')
  // "14.30" is a time only where something says so.
  const clock = CLOCK_AFTER.test(after)
  if (isPoint && !clock && !CLOCK_BEFORE.test(text.slice(Math.max(0, index - 9), index))) return
  const half = /^ ?([ap])\.?m/iu.exec(after)?.[1]?.toLowerCase()
  take(index, end, { kind: 'time', value: clockOf(Number(hours), minutes ?? '00', half) })
}

/** @param half a or p: before or after noon. */
export function clockOf(hours: number, minutes: string, half: string | undefined): string {
  const full = half === 'p' && hours < 12 ? hours + 12 : half === 'a' && hours === 12 ? 0 : hours
  return `${String(full).padStart(2, '0')}:${minutes}`
}
