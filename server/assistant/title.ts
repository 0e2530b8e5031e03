const MAX_GRAPHEMES = 60
const graphemes = new Intl.Segmenter('und', { granularity: 'grapheme' })
const sentences = new Intl.Segmenter('und', { granularity: 'sentence' })

/**
 * A title from the first thing that a user says, in their own words and so in their language: the first sentence that is no
 * greeting, cut between words, at most 60 characters as people count them. Instant, and the same every time. Empty where there are no words.
 */
export function titleFrom(text: string): string {
  const plain = withoutMarkdown(text)
  const said = [...sentences.segment(plain)].map(({ segment }) => segment.trim()).filter(hasWord)
  // A greeting says nothing of what follows it.
  const first = said.find((sentence) => !isGreeting(sentence)) ?? said[0]
  return cutAtWord((first ?? '').replace(/[\s.:;,…]+$/u, ''))
}

function withoutMarkdown(text: string): string {
  return (
    text
      // Only the beginning can become a title; the rest may be a whole document.
      .slice(0, 4_000)
      .toWellFormed()
      .replaceAll(/```[\s\S]*?(?:```|$)/g, ' ')
      .replaceAll(/!?\[([^\]]*)\]\([^)]*\)/g, '$1')
      .replaceAll(/^[ \t]*(?:#{1,6}|>|[-*+]|\d+[.)])[ \t]+/gm, '')
      .replaceAll(/[*`~]{1,3}(?=\S)|(?<=\S)[*`~]{1,3}/g, '')
      // Not those inside a word: they are part of its name.
      .replaceAll(/(?<![\p{L}\p{N}])_{1,3}(?=\S)|(?<=\S)_{1,3}(?![\p{L}\p{N}])/gu, '')
      // Controls, and the invisible marks that change the direction of what follows a title.
      .replaceAll(/[\p{Cc}\u202A-\u202E\u2066-\u2069]+/gu, ' ')
      .replaceAll(/\s+/gu, ' ')
      .trim()
  )
}

function hasWord(text: string): boolean {
  return /[\p{L}\p{N}\p{Extended_Pictographic}]/u.test(text)
}

/** In any language: one or two words that ask nothing. */
function isGreeting(sentence: string): boolean {
  return !/[?;;]\s*$/u.test(sentence) && (sentence.match(/[\p{L}\p{N}]+/gu) ?? []).length <= 2
}

function cutAtWord(text: string): string {
  const parts = [...graphemes.segment(text)]
  const beyond = parts[MAX_GRAPHEMES]
  if (!beyond) return text
  const cut = text.slice(0, parts[MAX_GRAPHEMES - 1]?.index)
  const lastSpace = cut.search(/\s\S*$/u)
  // A word so long that it has no boundary is cut inside.
  const end = lastSpace > cut.length / 3 ? lastSpace : cut.length
  return `${cut.slice(0, end).replace(/[\s\p{P}]+$/u, '')}…`
}
