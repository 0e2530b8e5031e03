import type { Finding } from '../detect/finding.ts'
import { scanText } from '../detect/scan-text.ts'

interface Marked {
  text: string
  spans: { kind: 'person' | 'address'; start: number; end: number }[]
}

/** A sentence without its marks, and where they were. */
export function unmark(sentence: string): Marked {
  const spans: Marked['spans'] = []
  let text = ''
  for (const [, tag, marked = '', plain = ''] of sentence.matchAll(
    /<([pa])>(.*?)<\/\1>|([^<]+)/gs,
  )) {
    const start = text.length
    text += tag ? marked : plain
    if (tag) spans.push({ kind: tag === 'p' ? 'person' : 'address', start, end: text.length })
  }
  return { text, spans }
}

export interface NamesMeasured {
  there: number
  found: number
  wrong: number
  missed: string[]
  invented: string[]
}

export const namesOnly = (text: string): Finding[] =>
  scanText(text, { names: true }).filter(({ kind }) => kind === 'person' || kind === 'address')

/** Found is what has at least the whole of it, by its kind; each other finding is wrong. */
export function measureNames(
  sentences: readonly string[],
  find: (text: string) => readonly Finding[] = namesOnly,
): NamesMeasured {
  const measured: NamesMeasured = { there: 0, found: 0, wrong: 0, missed: [], invented: [] }
  for (const sentence of sentences) {
    const { text, spans } = unmark(sentence)
    const findings = find(text)
    const covers = (finding: Finding, span: Marked['spans'][number]) =>
      finding.kind === span.kind && finding.start <= span.start && finding.end >= span.end
    measured.there += spans.length
    for (const span of spans) {
      if (findings.some((finding) => covers(finding, span))) measured.found += 1
      else measured.missed.push(text.slice(span.start, span.end))
    }
    for (const finding of findings) {
      if (spans.some((span) => covers(finding, span))) continue
      measured.wrong += 1
      measured.invented.push(text.slice(finding.start, finding.end))
    }
  }
  return measured
}
