import type { AttachmentNote } from '#wire/attachments.ts'
import { MAX_CHARACTERS, Unreadable, type ReadSection, type ReadText } from './reading.ts'
import { linesToText, type PdfWord } from './pdf-lines.ts'

/** Beyond it the rest is left out, and said so. */
const MAX_PAGES = 3_000

interface Page {
  getTextContent(): Promise<{ items: readonly unknown[] }>
  cleanup(): void
}

/** PDF (ISO 32000) through Mozilla's reader: a section a page. Nothing in it is drawn, run, or fetched. */
export async function readPdf(bytes: Buffer): Promise<ReadText> {
  const { getDocument, VerbosityLevel } = await import('unpdf/pdfjs')
  const opening = getDocument({
    data: new Uint8Array(bytes),
    useSystemFonts: false,
    disableFontFace: true,
    useWorkerFetch: false,
    stopAtErrors: false,
    enableXfa: false,
    maxImageSize: 1,
    verbosity: VerbosityLevel.ERRORS,
  })
  const document = await opening.promise.catch(throwUnreadable)
  const notes = new Set<AttachmentNote>()
  const sections: ReadSection[] = []
  let length = 0
  for (let number = 1; number <= document.numPages; number += 1) {
    if (number > MAX_PAGES || length > MAX_CHARACTERS) {
      notes.add('cut')
      break
    }
    const text = await readPage(() => document.getPage(number))
    if (text === '') notes.add('pages_without_text')
    length += text.length
    sections.push({ kind: 'page', title: String(number), isHidden: false, text })
  }
  return { sections, notes }
}

/** A page that is broken costs that page. */
async function readPage(open: () => Promise<Page>): Promise<string> {
  try {
    const page = await open()
    const { items } = await page.getTextContent()
    page.cleanup()
    return linesToText(items.flatMap(toWord))
  } catch {
    return ''
  }
}

function toWord(item: unknown): PdfWord[] {
  if (typeof item !== 'object' || item === null || !('str' in item)) return []
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- pdf.js's TextItem, which has these where it has `str`
  const { str, transform, width, height, hasEOL } = item as {
    str: string
    transform: number[]
    width: number
    height: number
    hasEOL: boolean
  }
  return [
    { text: str, x: transform[4] ?? 0, y: transform[5] ?? 0, width, height, endsLine: hasEOL },
  ]
}

function throwUnreadable(error: unknown): never {
  const name = error instanceof Error ? error.name : ''
  throw new Unreadable(name === 'PasswordException' ? 'encrypted' : 'damaged', 'PDF')
}
