import type { CldrData } from './cldr-data.ts'
import type { Face } from './like.ts'

/** “inné”, “i gceann 3 lá”. */
export function createRelativeTimeFormat(
  _base: Intl.RelativeTimeFormat,
  { style = 'long', numeric = 'always' }: Intl.RelativeTimeFormatOptions,
  data: CldrData,
): Face {
  const rules = new Intl.PluralRules(data.language)
  const number = new Intl.NumberFormat('en-IE')
  return {
    format(value: number, unitOrUnits: Intl.RelativeTimeFormatUnit): string {
      const unit = unitOrUnits.replace(/s$/, '')
      const word = data.relativeWords[`${unit} ${style} ${value}`]
      if (numeric === 'auto' && word !== undefined) return word
      const direction = value < 0 || Object.is(value, -0) ? 'past' : 'future'
      const size = Math.abs(value)
      const pattern = data.relative[`${unit} ${style} ${direction} ${rules.select(size)}`] ?? '{0}'
      return pattern.replace('{0}', number.format(size))
    },
  }
}
