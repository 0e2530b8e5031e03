import type PDFDocument from 'pdfkit'
import type { Face, Line, Placed } from './pdf-lines.ts'

/** Points. */
export const PAPER = { width: 595.28, height: 841.89, margin: 56, bottom: 64 }
const INK = '#1b2733'
const FAINT = '#44546a'
const RULE = '#8496a9'

export type Struct = PDFDocument.StructElement

export interface LineStyle {
  size: number
  /** Of the line, as a multiple of the size. */
  leading: number
  isFaint?: boolean
  fill?: string
}

/** Where the next line goes, and what surrounds it. */
export interface Page {
  y: number
  /** Makes room, on the next page if need be. True: there is a new page. */
  need(height: number): boolean
  /** Draws one line as content of `owner`. Moves on by its height. */
  line(line: Line, at: { x: number; owner: Struct; tag: string } & LineStyle): void
  /** The same at a place of one's own, which moves nothing. */
  draw(line: Line, at: { x: number; y: number; owner: Struct; tag: string } & LineStyle): void
  rule(at: { x: number; width: number; y?: number }): void
  bar(at: { x: number; y: number; height: number }): void
  shade(at: { x: number; y: number; width: number; height: number; color: string }): void
  skip(height: number): void
}

export function createPage(document: PDFDocument, footer: (page: number) => string): Page {
  let count = 0
  const artifact = (draw: () => void, type = 'Layout') => {
    document.markContent('Artifact', { type })
    draw()
    document.endMarkedContent()
  }
  const page: Page = {
    y: PAPER.height,
    need(height) {
      if (page.y + height <= PAPER.height - PAPER.bottom) return false
      document.addPage()
      count += 1
      page.y = PAPER.margin
      artifact(() => writeFooter(document, footer(count)), 'Pagination')
      return true
    },
    skip(height) {
      page.y += height
    },
    line(line, at) {
      const height = at.size * at.leading
      page.need(height)
      page.draw(line, { ...at, y: page.y })
      page.y += height
    },
    draw(line, at) {
      const height = at.size * at.leading
      if (at.fill !== undefined) {
        const { fill: color } = at
        page.shade({ x: at.x, y: at.y, width: PAPER.width - PAPER.margin - at.x, height, color })
      }
      drawParts(document, line.parts, { ...at, baseline: at.y + height * 0.5 + at.size * 0.36 })
    },
    rule({ x, width, y = page.y }) {
      artifact(() =>
        document
          .lineWidth(0.5)
          .moveTo(x, y)
          .lineTo(x + width, y)
          .stroke(RULE),
      )
    },
    bar({ x, y, height }) {
      artifact(() => document.rect(x, y, 2, height).fill(RULE))
    },
    shade({ x, y, width, height, color }) {
      artifact(() => document.rect(x, y, width, height).fill(color))
    },
  }
  return page
}

function writeFooter(document: PDFDocument, text: string): void {
  document.font('sans').fontSize(8).fillColor(FAINT)
  const about = { lineBreak: false, baseline: 'alphabetic', textWidth: 1, wordCount: 1 } as const
  write(document, text, { x: PAPER.margin, y: PAPER.height - 34, face: 'sans', about })
}

interface Drawing extends LineStyle {
  x: number
  baseline: number
  owner: Struct
  tag: string
}

/** What belongs to a link is content of an element of its own, with the place to click on. */
function drawParts(document: PDFDocument, parts: readonly Placed[], at: Drawing): void {
  for (const group of groupByLink(parts)) {
    const [first] = group
    if (!first) continue
    const { href } = first
    if (href === undefined) {
      const content = document.markStructureContent(at.tag)
      drawGroup(document, group, at)
      document.endMarkedContent()
      at.owner.add(content)
      continue
    }
    const link = document.struct('Link')
    const content = document.markStructureContent('Link')
    drawGroup(document, group, at)
    document.endMarkedContent()
    link.add(content)
    at.owner.add(link)
    const width = group.reduce((sum, { width: wide }) => sum + wide, 0)
    const left = Math.min(...group.map(({ x }) => x))
    document.link(at.x + left, at.baseline - at.size, width, at.size * 1.3, href, {
      structParent: link,
      // A string of PDF, which PDFKit tells from a name by its type.
      // oxlint-disable-next-line no-new-wrappers, unicorn/new-for-builtins
      Contents: new String(href),
    })
    // At once: what it points to is on this page.
    link.end()
  }
}

function groupByLink(parts: readonly Placed[]): Placed[][] {
  const groups: Placed[][] = []
  for (const part of parts) {
    const last = groups.at(-1)
    if (last && last[0]?.href === part.href) last.push(part)
    else groups.push([part])
  }
  return groups
}

function drawGroup(document: PDFDocument, parts: readonly Placed[], at: Drawing): void {
  for (const part of parts) {
    const size = part.isRaised ? at.size * 0.65 : at.size
    const y = part.isRaised ? at.baseline - at.size * 0.35 : at.baseline
    const color = part.href === undefined ? (at.isFaint ? FAINT : INK) : '#1f5fa8'
    document.font(part.face).fontSize(size).fillColor(color)
    const about = {
      lineBreak: false,
      baseline: 'alphabetic',
      textWidth: part.width,
      wordCount: 1,
    } as const
    write(document, part.text, { x: at.x + part.x, y, face: part.face, about })
    if (part.isDeleted || part.href !== undefined) {
      const line = part.isDeleted ? y - size * 0.28 : y + 1.5
      document
        .lineWidth(0.5)
        .moveTo(at.x + part.x, line)
        .lineTo(at.x + part.x + part.width, line)
      document.stroke(color)
    }
  }
}

interface Writing {
  x: number
  y: number
  face: Face
  about: PDFDocument.TextOptions
}

/** A sign that the font lacks is shown as a box, and is itself for whoever copies or hears the text. */
function write(document: PDFDocument, text: string, { x, y, about }: Writing): void {
  // oxlint-disable-next-line no-underscore-dangle -- PDFKit shows the chosen font nowhere else
  const font = document._font
  const isThere = (sign: string) => font.font.hasGlyphForCodePoint(sign.codePointAt(0) ?? 0)
  if (Array.from(text).every(isThere)) {
    document.text(text, x, y, about)
    return
  }
  const shown = Array.from(text, (sign) => (isThere(sign) ? sign : '□')).join('')
  const actual = Buffer.from(`\uFEFF${text}`, 'utf16le').swap16().toString('hex')
  document.addContent(`/Span << /ActualText <${actual}> >> BDC`)
  document.text(shown, x, y, about)
  document.addContent('EMC')
}
