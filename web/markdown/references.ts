import type { Links } from 'marked'
import type { Block } from './blocks.ts'
import type { DocumentBlock } from './document.ts'

export interface Footnote {
  label: string
  /** As shown: notes are counted in the order in which they are first mentioned. */
  number: number
  blocks: Block[]
}

/** What `[label]`s of a document lead to. A footnote's label carries a `^` in `links`, so that the lexer knows it. */
export interface References {
  links: Links
  footnotes: Map<string, Footnote>
}

const NONE: References = { links: Object.create(null), footnotes: new Map() }

/** Collects the definitions of the whole document, wherever they stand; the first of two with one label wins. */
export function collectReferences(blocks: DocumentBlock[]): References {
  const defining = blocks.filter(({ mayDefine }) => mayDefine)
  if (defining.length === 0) return NONE
  const links: Links = Object.create(null)
  const notes = new Map<string, Block[]>()
  for (const { block } of defining) collectFrom(block, { links, notes })
  const mentioned = blocks.flatMap(({ labels }) => labels.filter((label) => label.startsWith('^')))
  const order = [...new Set([...mentioned.map((label) => label.slice(1)), ...notes.keys()])]
  const footnotes = new Map<string, Footnote>()
  for (const label of order) {
    const noteBlocks = notes.get(label)
    if (noteBlocks) footnotes.set(label, { label, number: footnotes.size + 1, blocks: noteBlocks })
  }
  return { links, footnotes }
}

/** What of the references a block depends on, as a text: equal texts, equal drawing. Empty for nearly all blocks. */
export function referenceKey({ labels }: DocumentBlock, { links, footnotes }: References): string {
  if (labels.length === 0) return ''
  const parts = labels.map((label) => {
    const link = Object.hasOwn(links, label) ? links[label] : undefined
    const note = label.startsWith('^') ? footnotes.get(label.slice(1))?.number : undefined
    return note ? `${label}#${note}` : link ? `${label}>${link.href} ${link.title ?? ''}` : ''
  })
  return parts.join('\n').trim()
}

export function isSameReferences(one: References, other: References): boolean {
  return one === other || describe(one) === describe(other)
}

function describe({ links, footnotes }: References): string {
  const notes = [...footnotes.values()].map(({ label, blocks }) => [
    label,
    blocks.map(({ raw }) => raw),
  ])
  return JSON.stringify([Object.entries(links), notes])
}

interface Collected {
  links: Links
  notes: Map<string, Block[]>
}

function collectFrom(block: Block, collected: Collected): void {
  if (block.type === 'definition') {
    collected.links[block.label] ??= { href: block.href, title: block.title }
  } else if (block.type === 'footnote' && !collected.notes.has(block.label)) {
    collected.notes.set(block.label, block.blocks)
    collected.links[`^${block.label}`] ??= { href: '', title: '' }
  }
  for (const child of childrenOf(block)) collectFrom(child, collected)
}

function childrenOf(block: Block): Block[] {
  if (block.type === 'quote' || block.type === 'footnote') return block.blocks
  return block.type === 'list' ? block.items.flatMap((item) => item.blocks) : []
}
