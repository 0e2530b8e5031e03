import type PDFDocument from 'pdfkit'
import { toPieces, type createMeasure, type Piece } from './pdf-lines.ts'
import type { LineStyle, Page, Struct } from './pdf-page.ts'
import type { RichBlock, RichInline } from './rich-document.ts'

/** What blocks are drawn with; `measure` and `page` are the document's. */
export interface Press {
  document: PDFDocument
  page: Page
  measure: ReturnType<typeof createMeasure>
  notes: { number: number; blocks: RichBlock[] }[]
}

export interface Place {
  parent: Struct
  x: number
  /** Kept free at the right, where lists that begin there are indented. */
  free: number
  isRightToLeft: boolean
  style: LineStyle
}

interface Opening {
  place: Pick<Place, 'parent'>
  options?: PDFDocument.StructOptions
}

/** An element that is in its place before its content comes. */
export function open(type: string, press: Press, { place, options = {} }: Opening): Struct {
  const element = press.document.struct(type, options)
  place.parent.add(element)
  return element
}

export function piecesOf(inlines: readonly RichInline[], press: Press, isStrong: boolean): Piece[] {
  return toPieces(inlines, { isStrong }, ({ blocks }) => {
    const number = press.notes.length + 1
    press.notes.push({ number, blocks })
    return number
  })
}
