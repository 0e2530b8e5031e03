import type { AttachmentNote } from '#wire/attachments.ts'
import { decodeText } from './charset.ts'
import { MAX_CHARACTERS, Unreadable, whole, type Reading, type ReadText } from './reading.ts'
import { splitSection } from './split-section.ts'
import { extensionOf, MEDIA_TYPES, sniff, type Format, type Sniffed } from './sniff.ts'

/** Reads whatever a stranger has made. Each format's reader is loaded where it is needed: this runs in a process of its own. */
export async function readFile(name: string, bytes: Buffer): Promise<Reading> {
  try {
    if (bytes.length === 0) throw new Unreadable('empty')
    const sniffed = sniff(name, bytes)
    const { format } = sniffed
    if (format === 'jpeg' || format === 'png' || format === 'webp') {
      const { readAnyPicture } = await import('./picture.ts')
      return await readAnyPicture(format, bytes)
    }
    const read = await readText(sniffed, bytes, name)
    return toReading(read, format === 'text' ? textType(name) : MEDIA_TYPES[format])
  } catch (error) {
    if (error instanceof Unreadable) return { outcome: 'problem', problem: error.problem }
    // A reader met something that its format does not have.
    return { outcome: 'problem', problem: 'damaged', unexpected: kindOf(error) }
  }
}

function kindOf(error: unknown): string {
  if (!(error instanceof Error)) return 'unknown'
  return 'code' in error ? `${error.name} ${String(error.code)}` : error.name
}

type TextReader = (sniffed: Sniffed, bytes: Buffer) => Promise<ReadText> | ReadText

const READERS: Record<
  Exclude<Format, 'jpeg' | 'png' | 'webp' | 'text'>,
  () => Promise<TextReader>
> = {
  pdf: async () => {
    const { readPdf } = await import('./pdf.ts')
    return (_, bytes) => readPdf(bytes)
  },
  docx: async () => {
    const { readDocx } = await import('./docx.ts')
    return ({ zip }) => readDocx(zipOf(zip))
  },
  xlsx: async () => {
    const { readXlsx } = await import('./xlsx.ts')
    return ({ zip }) => readXlsx(zipOf(zip))
  },
  pptx: async () => {
    const { readPptx } = await import('./pptx.ts')
    return ({ zip }) => readPptx(zipOf(zip))
  },
  odt: openDocument,
  ods: openDocument,
  odp: openDocument,
  eml: async () => {
    const { readMail } = await import('./mail.ts')
    return (_, bytes) => readMail(bytes)
  },
  html: async () => {
    const { readHtml } = await import('./html.ts')
    return (_, bytes) => readHtml(bytes)
  },
}

async function openDocument(): Promise<TextReader> {
  const { readOpenDocument } = await import('./open-document.ts')
  return ({ zip, format }) => readOpenDocument(zipOf(zip), format)
}

function zipOf(zip: Sniffed['zip']) {
  if (!zip) throw new Unreadable('damaged')
  return zip
}

async function readText(sniffed: Sniffed, bytes: Buffer, name: string): Promise<ReadText> {
  const { format } = sniffed
  if (format === 'jpeg' || format === 'png' || format === 'webp') throw new Unreadable('damaged')
  if (format !== 'text') return (await READERS[format]())(sniffed, bytes)
  const { text, isGuessed } = await decodeText(bytes)
  const notes = new Set<AttachmentNote>(isGuessed ? ['encoding_guessed'] : [])
  return { sections: [{ ...whole(text), title: extensionOf(name) === 'csv' ? name : '' }], notes }
}

const TEXT_TYPES: Readonly<Record<string, string>> = {
  md: 'text/markdown',
  csv: 'text/csv',
  tsv: 'text/tab-separated-values',
  json: 'application/json',
  xml: 'application/xml',
}

function textType(name: string): string {
  return TEXT_TYPES[extensionOf(name)] ?? 'text/plain'
}

/** Cut to what anybody can use, and said so. */
function toReading({ sections, notes }: ReadText, mediaType: string): Reading {
  let left = MAX_CHARACTERS
  const kept: ReadText['sections'] = []
  for (const section of sections) {
    if (left <= 0) break
    const text = clean(section.text.slice(0, left))
    left -= section.text.length
    kept.push(...splitSection({ ...section, text }))
  }
  if (left < 0) notes.add('cut')
  if (kept.every(({ text }) => text.trim() === '')) throw new Unreadable('no_text')
  return { outcome: 'text', mediaType, sections: kept, notes: [...notes] }
}

/** Letters that show nothing carry messages that a person does not see: tags, and runs of zero width. */
function clean(text: string): string {
  return text
    .toWellFormed()
    .replaceAll('\u0000', '\uFFFD')
    .replaceAll(/[\u{E0000}-\u{E007F}]+|[\u200b\u2060\ufeff]{2,}/gu, '')
}
