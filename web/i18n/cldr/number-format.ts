import type { CldrData } from './cldr-data.ts'
import type { Face } from './like.ts'

/** Numbers are English ones; units, signs of currencies and short forms (1.2 milliún) are the language's. */
export function createNumberFormat(
  base: Intl.NumberFormat,
  options: Intl.NumberFormatOptions,
  data: CldrData,
): Face {
  const toParts = (value: number): Intl.NumberFormatPart[] => {
    const parts = base.formatToParts(value)
    if (options.style === 'unit') return withUnit(parts, patternOf(value))
    if (options.notation === 'compact')
      return parts.flatMap((part) => ofCompact(part, options, data))
    return parts.map((part) =>
      part.type === 'currency' && options.currencyDisplay === undefined
        ? { ...part, value: data.currencies[options.currency?.toUpperCase() ?? ''] ?? part.value }
        : part,
    )
  }
  const rules = new Intl.PluralRules(data.language, {
    maximumFractionDigits: base.resolvedOptions().maximumFractionDigits ?? 3,
  })
  const patternOf = (value: number) =>
    data.units[`${options.unit} ${options.unitDisplay ?? 'short'} ${rules.select(Math.abs(value))}`]
  const format = (value: number) =>
    toParts(value)
      .map((part) => part.value)
      .join('')
  return { format, formatToParts: toParts }
}

function withUnit(
  parts: Intl.NumberFormatPart[],
  pattern: string | undefined,
): Intl.NumberFormatPart[] {
  if (pattern === undefined) return parts
  const number = parts.filter(
    ({ type }) => type !== 'unit' && type !== 'literal' && type !== 'percentSign',
  )
  const [before = '', after = ''] = pattern.split('{0}')
  // One of something may have no number: “sekonda”.
  if (!pattern.includes('{0}')) return [{ type: 'unit', value: pattern }]
  return [...toUnit(before), ...number, ...toUnit(after)]
}

function toUnit(text: string): Intl.NumberFormatPart[] {
  return text === '' ? [] : [{ type: 'unit', value: text }]
}

function ofCompact(
  part: Intl.NumberFormatPart,
  { compactDisplay = 'short' }: Intl.NumberFormatOptions,
  data: CldrData,
): Intl.NumberFormatPart[] {
  if (part.type === 'literal' && part.value.trim() === '') return []
  if (part.type !== 'compact') return [part]
  const own = data.compact[`${compactDisplay} ${part.value}`] ?? part.value
  return [{ type: 'compact', value: own }]
}
