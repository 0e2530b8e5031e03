import type { CldrData } from './cldr-data.ts'
import type { Face } from './like.ts'

/** “a, b agus c”. */
export function createListFormat(
  _base: Intl.ListFormat,
  { type = 'conjunction', style = 'long' }: Intl.ListFormatOptions,
  data: CldrData,
): Face {
  const between = data.lists[`${type} ${style}`] ?? [', ', ', ', ', ', ', ']
  const toParts = (items: Iterable<string>) => {
    const all = [...items]
    return all.flatMap((value, index) => {
      const element = { type: 'element' as const, value }
      if (index === 0) return [element]
      return [{ type: 'literal' as const, value: glueOf(between, index, all.length) }, element]
    })
  }
  const format = (items: Iterable<string>) =>
    toParts(items)
      .map(({ value }) => value)
      .join('')
  return { format, formatToParts: toParts }
}

function glueOf(
  [pair, start, middle, end]: CldrData['lists'][string],
  index: number,
  length: number,
): string {
  if (length === 2) return pair
  if (index === length - 1) return end
  return index === 1 ? start : middle
}
