import type { AttachmentNote, AttachmentProblem } from '#wire/attachments.ts'

/** A page, a sheet, a slide, or the whole, as Markdown. */
export interface ReadSection {
  kind: 'page' | 'sheet' | 'slide' | 'whole'
  title: string
  isHidden: boolean
  text: string
}

/** What was found in a file. */
export type Reading =
  | {
      outcome: 'text'
      mediaType: string
      sections: ReadSection[]
      notes: AttachmentNote[]
    }
  | {
      outcome: 'picture'
      mediaType: 'image/jpeg' | 'image/png' | 'image/webp'
      width: number
      height: number
      notes: AttachmentNote[]
      /** Without whatever told who took it, where and when. */
      bytes: Buffer
    }
  | {
      outcome: 'problem'
      problem: AttachmentProblem
      /** Kind of an error that no reader expects; never its words, which may be the file's. */
      unexpected?: string
    }

/** Nothing can be read in it, and why. */
export class Unreadable extends Error {
  readonly problem: AttachmentProblem

  constructor(problem: AttachmentProblem, detail = '') {
    super(`${problem} ${detail}`)
    this.problem = problem
  }
}

/** What readers of one kind give. */
export interface ReadText {
  sections: ReadSection[]
  notes: Set<AttachmentNote>
}

/** A thousand pages; beyond that no model reads it, and a file that has it is cut. */
export const MAX_CHARACTERS = 4_000_000

/** Text that whoever opens the file does not see, so that the model can be on its guard. */
export function markHidden(text: string): string {
  return text.trim() === '' ? '' : `[hidden in the file: ${text.trim()}]`
}

/** One section, of a file that has no pages of its own. */
export function whole(text: string): ReadSection {
  return { kind: 'whole', title: '', isHidden: false, text }
}

/** Rows as a Markdown table, the first of them its head. Cells keep to one line. */
export function toTable(rows: readonly (readonly string[])[]): string {
  const width = rows.reduce((most, row) => Math.max(most, row.length), 0)
  if (width === 0) return ''
  const [head = [], ...rest] = rows
  const rule = `|${' --- |'.repeat(width)}`
  return [toRow(head, width), rule, ...rest.map((row) => toRow(row, width))].join('\n')
}

function toRow(cells: readonly string[], width: number): string {
  let row = '|'
  for (let index = 0; index < width; index += 1) row += ` ${toCell(cells[index] ?? '')} |`
  return row
}

function toCell(text: string): string {
  return /[\n|]/.test(text)
    ? text
        .trim()
        .replaceAll(/\s*\n\s*/g, ' / ')
        .replaceAll('|', '\\|')
    : text
}

/** Blank lines between blocks, never two. */
export function joinBlocks(blocks: readonly string[]): string {
  return blocks
    .map((block) => block.trimEnd())
    .filter((block) => block.trim() !== '')
    .join('\n\n')
}
