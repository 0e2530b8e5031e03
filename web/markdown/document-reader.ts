import { advanceDocument, blocksOf, type DocumentBlock, EMPTY_DOCUMENT } from './document.ts'
import { collectReferences, isSameReferences, type References } from './references.ts'

/** What there is to draw of a text. */
export interface Reading {
  blocks: DocumentBlock[]
  /** The same blocks, so many in each but the last: the same list while nothing in it has changed. */
  groups: DocumentBlock[][]
  /** The same object while nothing that blocks may refer to has changed, so that none is drawn again for nothing. */
  references: References
}

/** So many blocks are looked at together. */
export const GROUP_BLOCKS = 12

/** Reads one growing text again and again. What it remembers makes it fast and never changes what it answers. */
export function createDocumentReader(): (text: string, isStreaming: boolean) => Reading {
  let document = EMPTY_DOCUMENT
  let references = collectReferences([])
  let groups: DocumentBlock[][] = []
  return (text, isStreaming) => {
    document = advanceDocument(document, text, isStreaming)
    const blocks = blocksOf(document)
    const found = collectReferences(blocks)
    if (!isSameReferences(references, found)) references = found
    groups = groupsOf(blocks, groups)
    return { blocks, groups, references }
  }
}

function groupsOf(blocks: DocumentBlock[], known: DocumentBlock[][]): DocumentBlock[][] {
  return Array.from({ length: Math.ceil(blocks.length / GROUP_BLOCKS) }, (_, at) => {
    const group = blocks.slice(at * GROUP_BLOCKS, (at + 1) * GROUP_BLOCKS)
    const old = known[at]
    return old && isSameList(old, group) ? old : group
  })
}

/** Whether two lists have the very same things in them. */
export function isSameList(one: readonly unknown[], other: readonly unknown[]): boolean {
  return one.length === other.length && one.every((thing, at) => thing === other[at])
}
