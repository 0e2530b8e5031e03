/** Number formats that files name by a number alone (ECMA-376 part 1, 18.8.30); others are in the file. */
const BUILT_IN: Readonly<Record<number, string>> = {
  0: 'General',
  1: '0',
  2: '0.00',
  3: '#,##0',
  4: '#,##0.00',
  9: '0%',
  10: '0.00%',
  11: '0.00E+00',
  14: 'yyyy-mm-dd',
  15: 'd-mmm-yy',
  16: 'd-mmm',
  17: 'mmm-yy',
  18: 'h:mm',
  19: 'h:mm:ss',
  20: 'h:mm',
  21: 'h:mm:ss',
  22: 'yyyy-mm-dd h:mm',
  37: '#,##0',
  38: '#,##0',
  39: '#,##0.00',
  40: '#,##0.00',
  45: 'mm:ss',
  46: '[h]:mm:ss',
  47: 'mm:ss',
  49: '@',
}

/** Of a number as it stands in the file, to what a person sees; days and times as ISO 8601 has them, for no country's habits. */
export type FormatNumber = (value: number) => string

/** @param since1904 Days are counted from 1904, as on old Macs. */
export function formatFor(id: number, code: string | undefined, since1904: boolean): FormatNumber {
  const [positive = 'General'] = (code ?? BUILT_IN[id] ?? 'General').split(';')
  // Not what is quoted or escaped: those letters mean themselves.
  const bare = positive.replaceAll(/"[^"]*"|\\.|_.|\*.|\[[^\]]*\]/g, '')
  const isElapsed = /\[(?:h+|m+|s+)\]/i.test(positive)
  if (isElapsed) return toElapsed
  if (/[ymdhs]/i.test(bare) && !/General/i.test(bare)) {
    return (value) => toInstant(value, bare.toLowerCase(), since1904)
  }
  if (/General|@/.test(bare) || !/[0#?]/.test(bare)) return toPlain
  const decimals = /\.([0#?]+)/.exec(bare)?.[1]?.length ?? 0
  if (/e[+-]/i.test(bare)) return toPlain
  if (bare.includes('%')) return (value) => `${(value * 100).toFixed(Math.min(decimals, 20))}%`
  const unit = literalsOf(positive)
  return (value) => `${unit.before}${value.toFixed(Math.min(decimals, 20))}${unit.after}`
}

/** Fifteen digits, as spreadsheets count. */
function toPlain(value: number): string {
  return String(Number(value.toPrecision(15)))
}

/** `[$€-407]` and `"kg"`. */
function literalsOf(code: string): { before: string; after: string } {
  const first = code.search(/[0#?]/)
  const of = (text: string) =>
    [...text.matchAll(/\[\$([^\]-]*)[^\]]*\]|"([^"]*)"|([€£$¥%])/g)]
      .map(([, currency, quoted, sign]) => currency ?? quoted ?? sign ?? '')
      .join(' ')
      .trim()
  const before = of(code.slice(0, first))
  const after = of(code.slice(first))
  return { before: before && `${before} `, after: after && ` ${after}` }
}

const DAY_MS = 86_400_000

function toInstant(value: number, code: string, since1904: boolean): string {
  const days = since1904 ? value + 1462 : value
  // 29 February 1900, which never was, is day 60.
  const shifted = days < 60 ? days + 1 : days
  const instant = new Date(Math.round(Date.UTC(1899, 11, 30) + shifted * DAY_MS))
  if (Number.isNaN(instant.getTime()) || value < 0 || value > 2_958_466) return toPlain(value)
  const [day = '', time = ''] = instant.toISOString().split('T')
  const clock = time.slice(0, /s/.test(code) ? 8 : 5)
  const hasDay = /[yd]|mmm/.test(code)
  const hasTime = /[hs]/.test(code)
  if (hasDay && hasTime) return `${day} ${clock}`
  if (!hasDay) return clock
  if (!code.includes('d')) return day.slice(0, 7)
  return day
}

function toElapsed(value: number): string {
  const seconds = Math.round(Math.abs(value) * 86_400)
  const parts = [Math.floor(seconds / 3600), Math.floor(seconds / 60) % 60, seconds % 60]
  return `${value < 0 ? '-' : ''}${parts.map((part) => String(part).padStart(2, '0')).join(':')}`
}
