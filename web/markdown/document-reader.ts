import { advanceDocument, blocksOf, type DocumentBlock, EMPTY_DOCUMENT } from './document.ts'
import { collectReferences, isSameReferences, type References } from './references.ts'

/** What there is to draw of a text. */
export interface Reading {
  blocks: DocumentBlock[]
  /** The same object while nothing that blocks may refer to has changed, so that none is drawn again for nothing. */
  references: References
}

/** Reads one growing text again and again. What it remembers makes it fast and never changes what it answers. */
export function createDocumentReader(): (text: string, isStreaming: boolean) => Reading {
  let document = EMPTY_DOCUMENT
  let references = collectReferences([])
  return (text, isStreaming) => {
    document = advanceDocument(document, text, isStreaming)
    const blocks = blocksOf(document)
    const found = collectReferences(blocks)
    if (!isSameReferences(references, found)) references = found
    return { blocks, references }
  }
}
