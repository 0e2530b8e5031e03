/**
 * Turns a text that grows into sentences to be read aloud, each once and only when it is whole. `next` takes the text so far
 * and answers with what has become whole since; `isWhole` says that no more comes. Code is not spelled out.
 */
export function createSentenceFeed(lang: string | null) {
  const segmenter = createSegmenter(lang)
  let readLength = 0

  return {
    next(text: string, isWhole: boolean): string[] {
      const end = isWhole ? text.length : endOfWhole(text, readLength, segmenter)
      if (end <= readLength) return []
      const fresh = text.slice(readLength, end)
      readLength = end
      return Array.from(segmenter.segment(toSpeech(fresh)), ({ segment }) => segment.trim()).filter(
        (sentence) => /[\p{L}\p{N}]/u.test(sentence),
      )
    },
  }
}

/** Up to where the text will not change its meaning: before its last sentence, and before a block of code that is still open. */
function endOfWhole(text: string, from: number, segmenter: Intl.Segmenter): number {
  let until = text.length
  const fences = [...text.slice(from).matchAll(/^ {0,3}(?:```|~~~)/gm)]
  const lastFence = fences.at(-1)
  if (fences.length % 2 === 1 && lastFence) until = from + lastFence.index
  if (until < text.length) return until

  const segments = [...segmenter.segment(text.slice(from))]
  const last = segments.at(-1)
  return last ? from + last.index : from
}

/** The words of markdown without its marks. */
function toSpeech(markdown: string): string {
  return markdown
    .replaceAll(/^ {0,3}(```|~~~)[\s\S]*?^ {0,3}\1[^\n]*$/gm, '')
    .replaceAll(/!?\[([^\]]*)\]\([^)]*\)/g, '$1')
    .replaceAll(/^\s*(?:#{1,6}|[-*+]|>+)\s+/gm, '')
    .replaceAll(/^\s*\|?[\s:|-]+\|?\s*$/gm, '')
    .replaceAll(/[*_`|]+/g, ' ')
    .replaceAll(/[^\S\n]+/g, ' ')
}

function createSegmenter(lang: string | null): Intl.Segmenter {
  try {
    return new Intl.Segmenter(lang ?? undefined, { granularity: 'sentence' })
  } catch {
    // Not a tag that the browser accepts: its own rules then.
    return new Intl.Segmenter(undefined, { granularity: 'sentence' })
  }
}
