const MICROS = 1_000_000

/** What people type as an amount of money, in micro-units; null: nothing was typed. Undefined: it is no amount. */
export function toMicros(text: string): number | null | undefined {
  const plain = text.trim().replace(',', '.')
  if (plain === '') return null
  return /^\d{1,9}(\.\d{1,6})?$/.test(plain) ? Math.round(Number(plain) * MICROS) : undefined
}

/** For a field: `12.5`, without grouping. */
export function toAmount(micros: number | null): string {
  return micros === null ? '' : String(micros / MICROS)
}

/** Words and ids that people type into one field, apart from each other by commas, spaces or lines. */
export function toWords(text: string): string[] | null {
  const words = text.split(/[\s,;]+/).filter((word) => word !== '')
  return words.length > 0 ? words : null
}
