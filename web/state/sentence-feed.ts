/** What a screen reader is told: a sentence in the words of the text, or of what is none, what stands there. */
export type Spoken =
  | { kind: 'sentence'; text: string }
  | { kind: 'code'; language: string; lineCount: number }
  | { kind: 'table'; columns: readonly string[]; rowCount: number }
  | { kind: 'formula' }

/**
 * Turns a text that grows into what is read aloud, each once and only when it is whole. `next` takes the text so far and
 * answers with what has become whole since; `isWhole` says that no more comes. Code, tables and formulas are not spelled out:
 * they are named, and stand on the page to be read.
 */
export function createSentenceFeed(lang: string | null) {
  const segmenter = createSegmenter(lang)
  let readLength = 0

  return {
    next(text: string, isWhole: boolean): Spoken[] {
      const end = isWhole ? text.length : endOfWhole(text, readLength, segmenter)
      if (end <= readLength) return []
      const fresh = text.slice(readLength, end)
      readLength = end
      return listSpoken(fresh, segmenter)
    },
  }
}

/** Code between fences, formulas that stand alone, tables: each with the group that says which it is. */
const BLOCKS =
  /^ {0,3}(?<fence>```+|~~~+)(?<info>[^\n]*)\n(?<code>[\s\S]*?)(?:^ {0,3}\k<fence>[^\n]*$|(?![\s\S]))|^ *(?:\$\$[\s\S]*?(?:\$\$|(?![\s\S]))|\\\[[\s\S]*?(?:\\\]|(?![\s\S])))|(?<table>(?:^ {0,3}\|[^\n]*(?:\n|(?![\s\S])))+)/gm

function listSpoken(markdown: string, segmenter: Intl.Segmenter): Spoken[] {
  const spoken: Spoken[] = []
  let end = 0
  for (const match of markdown.matchAll(BLOCKS)) {
    spoken.push(...listSentences(markdown.slice(end, match.index), segmenter))
    spoken.push(blockOf(match))
    end = match.index + match[0].length
  }
  return [...spoken, ...listSentences(markdown.slice(end), segmenter)]
}

function blockOf({ groups = {} }: RegExpMatchArray): Spoken {
  const { code, info = '', table } = groups
  if (code !== undefined) {
    const [language = ''] = info.trim().split(/\s/)
    return { kind: 'code', language, lineCount: code.split('\n').length - 1 }
  }
  if (table === undefined) return { kind: 'formula' }
  const [head = '', ...rows] = table.trim().split('\n')
  const columns = head
    .split('|')
    .map((cell) => toSpeech(cell).trim())
    .filter(Boolean)
  const isRuled = /^[\s:|-]+$/.test(rows[0] ?? '')
  return { kind: 'table', columns, rowCount: rows.length - (isRuled ? 1 : 0) }
}

function listSentences(markdown: string, segmenter: Intl.Segmenter): Spoken[] {
  return Array.from(segmenter.segment(toSpeech(markdown)), ({ segment }) => segment.trim())
    .filter((sentence) => /[\p{L}\p{N}]/u.test(sentence))
    .map((text) => ({ kind: 'sentence', text }))
}

/** Up to where the text will not change its meaning: before its last sentence, and before a block that is still open. */
function endOfWhole(text: string, from: number, segmenter: Intl.Segmenter): number {
  const fresh = text.slice(from)
  const open = [
    openAt(fresh, /^ {0,3}(?:```|~~~)/gm),
    openAt(fresh, /^ *\$\$|\$\$ *$/gm),
    // A table that a row may still be added to; also the line that may become its first.
    /(?:^ {0,3}\|[^\n]*\n?)+(?![\s\S])/m.exec(fresh)?.index ?? -1,
  ].filter((index) => index >= 0)
  if (open.length > 0) return from + Math.min(...open)

  const cut = [...segmenter.segment(fresh)].at(-1)?.index ?? 0
  const block = [...fresh.matchAll(BLOCKS)].find(
    ({ index, 0: whole }) => index < cut && cut < index + whole.length,
  )
  return from + (block?.index ?? cut)
}

/** Where the last mark stands that has no other to close it; below zero: each has one. */
function openAt(text: string, mark: RegExp): number {
  const marks = [...text.matchAll(mark)]
  return marks.length % 2 === 1 ? (marks.at(-1)?.index ?? -1) : -1
}

/** The words of markdown without its marks. */
function toSpeech(markdown: string): string {
  return markdown
    .replaceAll(/!?\[([^\]]*)\]\([^)]*\)/g, '$1')
    .replaceAll(/^\s*(?:#{1,6}|[-*+]|>+)\s+/gm, '')
    .replaceAll(/\\[()]|\$(?=\S[^$\n]*\$)|(?<=\S)\$/g, '')
    .replaceAll(/\\(?=[a-z])/gi, ' ')
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
