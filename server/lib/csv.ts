/**
 * A table for spreadsheets (RFC 4180), with the mark by which they know UTF-8. What a spreadsheet would take for a formula is
 * shown as text: others may have written it. Where people write decimals with a comma, spreadsheets take a semicolon for the end
 * of a field, quoted or not: so the mark stands behind each separator as well.
 */
export function toCsv(rows: readonly (readonly string[])[]): string {
  return `\uFEFF${rows.map((row) => row.map(toField).join(',')).join('\r\n')}\r\n`
}

/** Where a spreadsheet would begin to read a formula; the full-width signs are those of Asian keyboards. */
const FORMULA = String.raw`[=+\-@\t\r\uff1d\uff0b\uff0d\uff20]`
const BEHIND_A_SEPARATOR = new RegExp(String.raw`([;\t\r\n]["' ]*)(?=${FORMULA})`, 'g')
const AT_THE_START = new RegExp(String.raw`^(?=${FORMULA})`)
const MARKED = new RegExp(String.raw`(^|[;\t\r\n]["' ]*)'(?=${FORMULA})`, 'g')

export function toField(text: string): string {
  const safe = text.replaceAll(BEHIND_A_SEPARATOR, "$1'").replace(AT_THE_START, "'")
  return /[",\r\n]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe
}

/** The text of a field again, without the marks. */
export function withoutMarks(text: string): string {
  return text.replaceAll(MARKED, '$1')
}
