import { MAX_FOLLOW_UPS } from '#wire/around-answers.ts'

const MAX_GRAPHEMES = 100
const graphemes = new Intl.Segmenter('und', { granularity: 'grapheme' })

/**
 * What of a model's proposals a person may be shown as questions of theirs: short, one line, words alone. What leads somewhere,
 * has marks of its own or is what they have asked already is none.
 */
export function readQuestions(written: readonly string[], asked: string): string[] {
  const known = new Set([fold(asked)])
  const questions: string[] = []
  for (const each of written) {
    const question = toQuestion(each)
    if (question === null || known.has(fold(question))) continue
    known.add(fold(question))
    questions.push(question)
    if (questions.length === MAX_FOLLOW_UPS) break
  }
  return questions
}

function toQuestion(written: string): string | null {
  if (/[\r\n]/u.test(written.trim())) return null
  const plain = written
    // Controls, and the invisible marks that change the direction of what follows, or hide something in it.
    .replaceAll(/[\p{Cc}\p{Cf}\u{E0000}-\u{E007F}]+/gu, ' ')
    .replace(/^\s*(?:\d+[.)]|[-*•])\s+/u, '')
    .replaceAll(/\s+/gu, ' ')
    .trim()
    .toWellFormed()
  if (!/\p{L}{2}/u.test(plain)) return null
  if (/[<>[\]{}|\\`]|https?:|www\.|\S@\S/iu.test(plain)) return null
  return [...graphemes.segment(plain)].length > MAX_GRAPHEMES ? null : plain
}

function fold(text: string): string {
  return text
    .toLowerCase()
    .replaceAll(/[^\p{L}\p{N}]+/gu, ' ')
    .trim()
}
