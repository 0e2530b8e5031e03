import type { AttachmentSection } from '#wire/attachments.ts'

/** `[1, 2, 3, 7]` to `1-3, 7`. */
export function toRanges(numbers: readonly number[]): string {
  const sorted = numbers.toSorted((one, other) => one - other)
  const ranges: [number, number][] = []
  for (const number of sorted) {
    const last = ranges.at(-1)
    if (last && number <= last[1] + 1) last[1] = number
    else ranges.push([number, number])
  }
  return ranges.map(([from, to]) => (from === to ? String(from) : `${from}-${to}`)).join(', ')
}

/** The other way; null: it means all, or nothing that there is. */
export function fromRanges(text: string, count: number): number[] | null {
  const found = new Set<number>()
  for (const part of text.split(/[,;\s]+/).filter((word) => word !== '')) {
    const [, from, to] = /^(\d{1,5})(?:[-–](\d{1,5}))?$/.exec(part) ?? []
    if (from === undefined) return null
    const [first, last] = [Number(from), Number(to ?? from)]
    if (first < 1 || last > count || last < first) return null
    for (let number = first; number <= last; number += 1) found.add(number)
  }
  if (found.size === 0) return null
  return [...found].toSorted((one, other) => one - other)
}

/** How many from the first on have so many tokens together. */
export function firstThatFit(sections: readonly AttachmentSection[], tokens: number): number {
  let sum = 0
  const at = sections.findIndex((section) => (sum += section.tokens) > tokens)
  return at < 0 ? sections.length : at
}
