const MAX_GRAPHEMES = 60
const MAX_WORDS = 10
const graphemes = new Intl.Segmenter('und', { granularity: 'grapheme' })

/** The title in what a model wrote; null where that is none: several lines, an answer, formatting that is more than a wrapping. */
export function readTitle(written: string): string | null {
  const thoughtless = written.replace(/^\s*<think>[\s\S]*?<\/think>/u, '').trim()
  if (/[\r\n]/u.test(thoughtless)) return null
  const bare = thoughtless
    .replace(/^(?:#{1,6}\s+)/u, '')
    .replace(/^[*_`]{1,3}(.*?)[*_`]{1,3}$/u, '$1')
    .replace(/^["'„“”«»‚‘’‹›]+|["'„“”«»‚‘’‹›]+$/gu, '')
    // Controls, and the invisible marks that change the direction of what follows a title.
    .replaceAll(/[\p{Cc}\u061C\u200E\u200F\u202A-\u202E\u2066-\u2069]+/gu, ' ')
    .replaceAll(/\s+/gu, ' ')
    .replace(/[\s.:;,…]+$/u, '')
    .trim()
  if (!/\p{L}{2}/u.test(bare) || /[*`#<>[\]{}|\\]|https?:/u.test(bare)) return null
  if (bare.split(' ').length > MAX_WORDS) return null
  return [...graphemes.segment(bare)].length > MAX_GRAPHEMES ? null : bare.toWellFormed()
}
