import type { DocumentBlock } from './document.ts'

/** A part of a text in another language than the rest: from and to in UTF-16 units, BCP 47. */
export interface Passage {
  from: number
  to: number
  lang: string
}

/** By block, the language of the passage that most of it is in; undefined: the text's. */
export function languagesOf(
  text: string,
  blocks: readonly DocumentBlock[],
  passages: readonly Passage[] | undefined,
): (string | undefined)[] {
  if (!passages || passages.length === 0) return []
  let from = 0
  return blocks.map(({ block }) => {
    // Blocks that show nothing are not among them.
    const start = text.indexOf(block.raw, from)
    if (start < 0) return undefined
    const to = start + block.raw.length
    from = to
    const inside = passages
      .map((passage) => ({
        lang: passage.lang,
        length: Math.min(to, passage.to) - Math.max(start, passage.from),
      }))
      .filter(({ length }) => length > 0)
    const [most] = inside.toSorted((one, two) => two.length - one.length)
    return most && most.length * 2 > block.raw.trim().length ? most.lang : undefined
  })
}
