import { type Block, lexBlocks, type ListItem } from './blocks.ts'
import { completeInline, completeMarkdown } from './complete-markdown.ts'
import { foldLabel } from '#wire/markdown-tokens.ts'

/** Beyond this a document is shown as plain text: no answer is as long, and no page stays usable. */
export const MAX_MARKDOWN_CHARS = 400_000
/** The unfinished end of a streamed text is completed only where it is short enough to be a block being written. */
const MAX_COMPLETED_CHARS = 20_000
/** So many blocks at the end may still change through what follows; see document.test.ts. */
const UNSETTLED_BLOCKS = 2

/** A top-level block and the labels in it that definitions elsewhere may turn into links or notes. */
export interface DocumentBlock {
  block: Block
  labels: string[]
  /** False: there is no definition in it, of a link or of a note. */
  mayDefine: boolean
}

/** A markdown document while it grows. `settled` blocks never change; `tail` is what the last advance lexed again. */
export interface MarkdownDocument {
  text: string
  settledChars: number
  settled: DocumentBlock[]
  tail: DocumentBlock[]
}

export const EMPTY_DOCUMENT: MarkdownDocument = { text: '', settledChars: 0, settled: [], tail: [] }

/**
 * The document of `text`, made from the one before by lexing only what is new and the blocks that it may still change.
 * Whatever `previous` was, the result shows the same. While streaming, the unfinished end is completed (`**bo` is bold).
 */
export function advanceDocument(
  previous: MarkdownDocument,
  newText: string,
  isStreaming: boolean,
): MarkdownDocument {
  const text = normalise(newText)
  const base = text.startsWith(previous.text) ? previous : EMPTY_DOCUMENT
  const tailText = text.slice(base.settledChars)
  const lexed = lexBlocks(tailText)
  const { count, chars } = settledPart(lexed, tailText)

  const fresh = lexed.slice(0, count).filter(isShown).map(toDocumentBlock)
  const known = base.tail
  const settled = fresh.length === 0 ? base.settled : [...base.settled, ...reuseAll(known, fresh)]
  const rest = isStreaming ? completeLast(lexed.slice(count)) : lexed.slice(count)
  return {
    text,
    settledChars: base.settledChars + chars,
    settled,
    tail: reuseAll(known.slice(fresh.length), rest.filter(isShown).map(toDocumentBlock)),
  }
}

/** All blocks to show, in order. */
export function blocksOf({ settled, tail }: MarkdownDocument): DocumentBlock[] {
  return tail.length === 0 ? settled : [...settled, ...tail]
}

function normalise(text: string): string {
  const lines = text.includes('\r') ? text.replace(/\r\n?/g, '\n') : text
  return lines.includes('\0') ? lines.replaceAll('\0', '\uFFFD') : lines
}

/** How many blocks at the start can no longer change, whatever comes, and how many characters they take. */
function settledPart(blocks: Block[], source: string): { count: number; chars: number } {
  const shown = blocks.flatMap((block, at) => (isShown(block) ? [at] : []))
  let count = shown.at(isApart(blocks, shown) ? -1 : -UNSETTLED_BLOCKS) ?? 0
  while (count > 0 && !canEnd(blocks[count - 1])) count -= 1
  const raw = blocks.slice(0, count).map((block) => block.raw)
  const chars = raw.reduce((sum, part) => sum + part.length, 0)
  // A lexer that changed what it read would shift every later cut: then nothing settles, which is slow but right.
  return source.startsWith(raw.join('')) ? { count, chars } : { count: 0, chars: 0 }
}

/** Whether the last block stands by itself: after a blank line, and begun as nothing is that goes on with what is before it. */
function isApart(blocks: Block[], shown: number[]): boolean {
  const [before = -1, last = -1] = shown.slice(-2)
  const gap = blocks.slice(before, last).map(({ raw }) => raw)
  return (
    before >= 0 &&
    /\n[ \t]*\n$/.test(gap.join('')) &&
    /^(?:[\p{L}#`|]|\*\*)/u.test(blocks[last]?.raw ?? '')
  )
}

// What follows a paragraph without a blank line may yet be joined to it.
const canEnd = (block: Block | undefined) => block?.type !== 'paragraph'

/** Completes the last block alone: no emphasis or link reaches beyond its block. */
function completeLast(blocks: Block[]): Block[] {
  const at = blocks.findLastIndex(isShown)
  const last = blocks[at]
  if (!last || last.type === 'code' || last.raw.length > MAX_COMPLETED_CHARS) return blocks
  const completed = completeEnd(last)
  return completed === last.raw ? blocks : [...blocks.slice(0, at), ...lexBlocks(completed)]
}

/** Of a list the last item, of a table the last row: what is before them is whole. */
function completeEnd(block: Block): string {
  const { raw, type } = block
  if (type === 'table') {
    const at = raw.trimEnd().lastIndexOf('\n') + 1
    return raw.slice(0, at) + completeInline(raw.slice(at))
  }
  const end = type === 'list' ? (block.items.at(-1)?.raw ?? raw) : raw
  if (!raw.endsWith(end)) return completeMarkdown(raw)
  return raw.slice(0, raw.length - end.length) + completeMarkdown(end)
}

const isShown = (block: Block | undefined) => block !== undefined && block.type !== 'space'

function toDocumentBlock(block: Block): DocumentBlock {
  return { block, labels: labelsIn(block), mayDefine: block.raw.includes(']:') }
}

function labelsIn({ type, raw }: Block): string[] {
  if (type === 'code' || !raw.includes('[')) return []
  const found = raw.match(/\[(?:\\.|[^[\]\\]){1,200}\]/g) ?? []
  return [...new Set(found.map((label) => foldLabel(label.slice(1, -1))))]
}

/** The old objects where nothing changed, so that what they drew is kept. */
function reuseAll(known: DocumentBlock[], blocks: DocumentBlock[]): DocumentBlock[] {
  return blocks.map((next, at) => {
    const old = known[at]
    if (!old || old.block.type !== next.block.type) return next
    if (isSame(old.block, next.block)) return old
    return { ...next, block: reuseItems(old.block, next.block) }
  })
}

function reuseItems(old: Block, next: Block): Block {
  if (old.type !== 'list' || next.type !== 'list') return next
  const items = next.items.map((item, at) => {
    const known = old.items[at]
    return known && isSame(known, item) ? known : item
  })
  return { ...next, items }
}

/** Equal sources nearly always mean equal blocks, but what comes behind may decide how an indented line is read. */
function isSame(one: Block | ListItem, other: Block | ListItem): boolean {
  return one.raw === other.raw && isEqual(one, other)
}

/** Of what was lexed: plain objects, lists and values. Asked of every item of a list at each word that is added to it. */
function isEqual(one: unknown, other: unknown): boolean {
  if (one === other) return true
  if (!isObject(one) || !isObject(other)) return false
  const names = Object.keys(one)
  return (
    names.length === Object.keys(other).length &&
    names.every((name) => isEqual(one[name], other[name]))
  )
}

const isObject = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null
