import type PDFDocument from 'pdfkit'
import { needsOrder, orderLine } from './order-line.ts'
import type { RichInline } from './rich-document.ts'

export type Face = 'sans' | 'bold' | 'oblique' | 'bold-oblique' | 'mono'

/** Letters of one look, not yet in lines. */
export interface Piece {
  text: string
  face: Face
  href?: string
  isDeleted?: boolean
  /** Above the line: the number of a footnote. */
  isRaised?: boolean
  /** A line ends here. */
  isBreak?: boolean
}

/** What stands in a line, with its place in it. Points. */
export interface Placed extends Piece {
  x: number
  width: number
}

export interface Line {
  parts: Placed[]
  width: number
}

export type Measure = (text: string, face: Face) => number

const FACES: Record<Face, string> = {
  sans: 'DejaVuSans.ttf',
  bold: 'DejaVuSans-Bold.ttf',
  oblique: 'DejaVuSans-Oblique.ttf',
  'bold-oblique': 'DejaVuSans-BoldOblique.ttf',
  mono: 'DejaVuSansMono.ttf',
}

export function registerFaces(document: PDFDocument, folder: string): void {
  for (const [face, file] of Object.entries(FACES)) document.registerFont(face, `${folder}/${file}`)
}

/** Widths of words at a size of one point; each word is measured once. */
export function createMeasure(document: PDFDocument): Measure {
  const known = new Map<string, number>()
  return (text, face) => {
    const key = `${face} ${text}`
    const found = known.get(key)
    if (found !== undefined) return found
    document.font(face).fontSize(1)
    const width = document.widthOfString(text)
    if (known.size > 50_000) known.clear()
    known.set(key, width)
    return width
  }
}

/** @param onNote gives a footnote its number. */
export function toPieces(
  inlines: readonly RichInline[],
  look: { isStrong?: boolean; isEmphasis?: boolean; isDeleted?: boolean; href?: string },
  onNote: (note: Extract<RichInline, { type: 'note' }>) => number,
): Piece[] {
  return inlines.flatMap((inline): Piece[] => {
    const own = {
      ...(look.href && { href: look.href }),
      ...(look.isDeleted && { isDeleted: true }),
    }
    switch (inline.type) {
      case 'text':
        return [{ text: inline.text, face: faceOf(look), ...own }]
      case 'code':
        return [{ text: inline.text, face: 'mono', ...own }]
      case 'math':
        return [{ text: inline.tex, face: 'mono', ...own }]
      case 'break':
        return [{ text: '', face: 'sans', isBreak: true }]
      case 'strong':
        return toPieces(inline.children, { ...look, isStrong: true }, onNote)
      case 'em':
        return toPieces(inline.children, { ...look, isEmphasis: true }, onNote)
      case 'del':
        return toPieces(inline.children, { ...look, isDeleted: true }, onNote)
      case 'link':
        return toPieces(inline.children, { ...look, href: inline.href }, onNote)
      case 'note':
      default:
        return [{ text: String(onNote(inline)), face: 'sans', isRaised: true }]
    }
  })
}

function faceOf({ isStrong, isEmphasis }: { isStrong?: boolean; isEmphasis?: boolean }): Face {
  if (isStrong) return isEmphasis ? 'bold-oblique' : 'bold'
  return isEmphasis ? 'oblique' : 'sans'
}

export interface Setting {
  width: number
  size: number
  isRightToLeft: boolean
  measure: Measure
}

/** Breaks pieces into lines at spaces, and words that are too long anywhere. */
export function toLines(pieces: readonly Piece[], setting: Setting): Line[] {
  const { width, size, measure } = setting
  const lines: Placed[][] = [[]]
  let x = 0
  const next = () => {
    lines.push([])
    x = 0
  }
  const place = (piece: Piece, text: string, wide: number) => {
    lines.at(-1)?.push({ ...piece, text, x, width: wide })
    x += wide
  }
  for (const piece of pieces) {
    if (piece.isBreak) {
      next()
      continue
    }
    const scale = piece.isRaised ? size * 0.65 : size
    for (const word of splitWords(piece.text)) {
      const wide = measure(word, piece.face) * scale
      const bare = measure(word.trimEnd(), piece.face) * scale
      if (x > 0 && x + bare > width) next()
      if (bare <= width) place(piece, word, wide)
      else breakWord(word, { piece, scale, setting, place, next, room: () => width - x })
    }
  }
  return lines.map((parts) => toLine(parts, setting))
}

interface Breaking {
  piece: Piece
  scale: number
  setting: Setting
  place: (piece: Piece, text: string, width: number) => void
  next: () => void
  room: () => number
}

function breakWord(word: string, { piece, scale, setting, place, next, room }: Breaking): void {
  let text = ''
  let wide = 0
  for (const letter of word) {
    const more = setting.measure(letter, piece.face) * scale
    if (text !== '' && wide + more > room()) {
      place(piece, text, wide)
      next()
      text = ''
      wide = 0
    }
    text += letter
    wide += more
  }
  if (text !== '') place(piece, text, wide)
}

/** Each with the spaces behind it. */
function splitWords(text: string): string[] {
  return text.replaceAll('\t', '    ').match(/[^ ]* +|[^ ]+/g) ?? []
}

/** The parts of a line as they follow each other on paper. */
function toLine(parts: Placed[], { width, size, isRightToLeft, measure }: Setting): Line {
  const end = parts.reduce((sum, { width: wide }) => sum + wide, 0)
  if (!needsOrder(parts, isRightToLeft)) return { parts: joinParts(parts), width: end }
  const widthOf = (text: string, { face, isRaised }: Placed) =>
    measure(text, face) * (isRaised ? size * 0.65 : size)
  return { parts: orderLine(parts, { width, isRightToLeft, widthOf }), width: end }
}

/** Neighbours of one look are drawn at once. */
function joinParts(parts: Placed[]): Placed[] {
  const joined: Placed[] = []
  for (const part of parts) {
    const last = joined.at(-1)
    const isSame =
      last?.face === part.face &&
      last.href === part.href &&
      last.isDeleted === part.isDeleted &&
      last.isRaised === part.isRaised
    if (isSame) {
      last.text += part.text
      last.width += part.width
    } else joined.push({ ...part })
  }
  return joined
}
