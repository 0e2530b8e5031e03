import type { BlockProblem } from '#wire/translation.ts'
import { hasSameNumbers, localiseAmounts } from './check-numbers.ts'
import type { Segment } from './find-segments.ts'
import { unmask, withoutMarks, type Masked } from './mask-marks.ts'

/** Words to translate, ready to be asked for. */
export interface Piece extends Segment {
  /** Of its block. */
  block: number
  masked: Masked
}

export type Judged = { text: string; problem?: never } | { text?: never; problem: BlockProblem }

interface Judging {
  from: string | null
  to: string
  /** The second time, a lost emphasis is no reason to lose the translation. */
  isLast: boolean
}

/** Fewer letters may well be the same in both languages: names, “OK”. */
const LEAST_LETTERS = 40

/** What a model answered for a piece, as it goes into the text; or why it cannot. */
export function judgePiece(piece: Piece, answer: string, judging: Judging): Judged {
  const { masked } = piece
  const line = answer.trim().replaceAll(/\s*\n\s*/g, ' ')
  if (line === '') return { problem: 'no_answer' }
  const words = withoutMarks(masked.text).trim()
  const said = withoutMarks(line).trim()
  if (said.length > words.length * 3 + 60 || said.length * 4 + 8 < words.length) {
    return { problem: 'length' }
  }
  if (said === words && lettersOf(words) >= LEAST_LETTERS && judging.from !== judging.to) {
    return { problem: 'untranslated' }
  }
  const localised = localiseAmounts(line, judging.from, judging.to)
  const restored = unmask(localised, masked.marks)
  if (restored === null) return { problem: 'marks' }
  if (!hasSameNumbers(words, withoutMarks(localised))) return { problem: 'numbers' }
  const shaped = withSameShape(masked.text, restored, judging.isLast)
  if (shaped === null || !hasSameLinks(masked.text, localised)) return { problem: 'structure' }
  return { text: inPlace(piece, shaped) }
}

function lettersOf(text: string): number {
  return text.match(/\p{L}/gu)?.length ?? 0
}

/** Emphasis comes in pairs, as often as in the source; at last without it rather than not at all. */
function withSameShape(source: string, target: string, isLast: boolean): string | null {
  let shaped = target
  for (const mark of ['**', '__', '~~']) {
    const wanted = source.split(mark).length
    const found = shaped.split(mark).length
    if (wanted === found) continue
    if (!isLast) return null
    // An odd one would be shown as it is.
    if (found % 2 === 0 || found > wanted) shaped = shaped.replaceAll(mark, '')
  }
  return shaped
}

/** The words of a link stand before its address, which is a mark by now. */
function hasSameLinks(source: string, target: string): boolean {
  const linksOf = (text: string) => text.match(/\]\(\s*⟦/gu)?.length ?? 0
  return linksOf(source) === linksOf(target)
}

/** What would begin a list, a heading or another cell in Markdown begins none: “1. Januar”. */
function inPlace({ text: source, isCell }: Piece, target: string): string {
  if (isCell) return target.replaceAll(/(?<!\\)\|/g, String.raw`\|`)
  if (/^(?:\d{1,9}[.)]\s|[-+*#>]\s)/.test(source)) return target
  return target
    .replace(/^(\d{1,9})([.)])(?=\s)/, String.raw`$1\$2`)
    .replace(/^(?=(?:[-+*]|#{1,6})\s|>)/, '\\')
}
