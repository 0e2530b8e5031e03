/* oxlint-disable max-params -- they are PDFKit's */
/** As much of PDFKit 0.20 as we use; it brings no types. */
declare module 'pdfkit' {
  namespace PDFDocument {
    interface StructElement {
      dictionary: { data: Record<string, unknown> }
      add(child: StructElement | StructContent): StructElement
      end(): void
    }
    interface StructContent {
      refs: unknown[]
    }
    interface StructOptions {
      lang?: string
      alt?: string
      actual?: string
      scope?: 'Column' | 'Row'
      title?: string
    }
    interface OutlineItem {
      addItem(title: string): OutlineItem
    }
    interface Font {
      font: { hasGlyphForCodePoint(code: number): boolean }
    }
    interface TextOptions {
      lineBreak: false
      baseline: 'alphabetic'
      textWidth: number
      wordCount: number
    }
    interface Options {
      autoFirstPage: boolean
      bufferPages: boolean
      compress: boolean
      displayTitle: boolean
      info: Record<string, string | Date>
      lang: string
      margin: number
      pdfVersion: string
      size: string
      subset: string
      tagged: boolean
    }
  }
  class PDFDocument {
    constructor(options: PDFDocument.Options)
    outline: PDFDocument.OutlineItem
    _font: PDFDocument.Font
    addContent(operators: string): this
    addPage(): this
    addStructure(element: PDFDocument.StructElement): this
    end(): void
    endMarkedContent(): this
    fillColor(color: string): this
    font(name: string): this
    fontSize(size: number): this
    lineTo(x: number, y: number): this
    lineWidth(width: number): this
    link(x: number, y: number, width: number, height: number, url: string, options: object): this
    markContent(tag: string, options?: { type: string }): this
    markStructureContent(tag: string): PDFDocument.StructContent
    moveTo(x: number, y: number): this
    on(event: 'data', listener: (chunk: Buffer) => void): this
    on(event: 'end', listener: () => void): this
    rect(x: number, y: number, width: number, height: number): this
    fill(color: string): this
    registerFont(name: string, path: string): this
    stroke(color: string): this
    struct(type: string, options?: PDFDocument.StructOptions): PDFDocument.StructElement
    widthOfString(text: string): number
    text(text: string, x: number, y: number, options: PDFDocument.TextOptions): this
  }
  export = PDFDocument
}
