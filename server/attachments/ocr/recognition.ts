import type { Log } from '#server/lib/log.ts'
import type { FileReading, TextSection } from '../reading/file-reader.ts'
import type { ReaderTurns } from '../reading/reader-turns.ts'
import type { RecognisedPage, Recogniser, Sender } from './recogniser.ts'

export interface RecognitionOptions {
  /** In the order in which they are asked: where one fails, or may not have it, the next is. */
  recognisers: readonly Recogniser[]
  /** Of its own: recognising takes seconds a page, and nobody who sends a text shall wait for it. */
  turns: ReaderTurns
  maxPages: number
  log: Log
}

export interface Recognising extends Sender {
  name: string
  /** The file; in memory only when it is its turn. */
  read: () => AsyncIterable<Buffer>
}

export type Recognition = ReturnType<typeof createRecognition>

/** Longer than any page says; what engines make of noise has no end. */
const MAX_PAGE_CHARACTERS = 100_000

/** Text of pages and pictures that have none of their own. Where an engine fails, a file is what it was without it. */
export function createRecognition({ recognisers, turns, maxPages, log }: RecognitionOptions) {
  return {
    id: recognisers.map(({ id }) => id).join(' '),

    /** Whether there is something to recognise. */
    wants: (reading: FileReading, name: string): boolean =>
      pagesOf(reading, { name, maxPages }).length > 0,

    async add(reading: FileReading, about: Recognising): Promise<FileReading> {
      const { name, principal, classification, signal, read } = about
      const pages = pagesOf(reading, { name, maxPages })
      const person = `${principal.tenantId} ${principal.id}`
      const found = await turns.take(person, signal, async () => {
        const isPicture = reading.outcome === 'picture'
        const bytes = isPicture ? [reading.bytes] : await Array.fromAsync(read())
        const mediaType = reading.outcome === 'problem' ? PDF : reading.mediaType
        const file = { name, mediaType, bytes, pages }
        for (const recogniser of recognisers) {
          signal.throwIfAborted()
          try {
            return await recogniser.recognise(file, { principal, classification, signal })
          } catch (error) {
            log.warn('attachments.ocr_failed', { engine: recogniser.id, error })
          }
        }
        return []
      })
      signal.throwIfAborted()
      return withPages(reading, found.filter(hasText))
    },
  }
}

const PDF = 'application/pdf'
const hasText = ({ text }: RecognisedPage) => /[\p{L}\p{N}]/u.test(text)

/** A PDF that has no text at all is a problem so far; one of several pages lacks it on some. */
function pagesOf(
  reading: FileReading,
  { name, maxPages }: { name: string; maxPages: number },
): number[] {
  if (reading.outcome === 'picture') return [1]
  if (reading.outcome === 'problem') {
    const isScan = reading.problem === 'no_text' && /\.pdf$/i.test(name)
    return isScan ? Array.from({ length: maxPages }, (_, at) => at + 1) : []
  }
  if (reading.mediaType !== PDF) return []
  return reading.sections.flatMap(numberIfBlank).slice(0, maxPages)
}

function numberIfBlank({ kind, title, text }: TextSection): number[] {
  return kind === 'page' && text.trim() === '' ? [Number(title)] : []
}

function withPages(reading: FileReading, found: readonly RecognisedPage[]): FileReading {
  if (found.length === 0) return reading
  if (reading.outcome === 'problem') {
    const sections = found.map((page) => sectionOf(page, 'page'))
    return { outcome: 'text', mediaType: PDF, sections, notes: ['read_by_ocr'] }
  }
  const notes = [...reading.notes, 'read_by_ocr' as const]
  if (reading.outcome === 'picture') {
    return { ...reading, notes, sections: found.map((page) => sectionOf(page, 'whole')) }
  }
  const byNumber = new Map(found.map((page) => [page.number, page]))
  const sections = reading.sections.map((section) => {
    const page = byNumber.get(numberIfBlank(section)[0] ?? 0)
    return page ? sectionOf(page, 'page') : section
  })
  const isMissing = sections.some((section) => numberIfBlank(section).length > 0)
  const told = isMissing ? notes : notes.filter((note) => note !== 'pages_without_text')
  return { ...reading, sections, notes: told }
}

function sectionOf(
  { number, text, confidence }: RecognisedPage,
  kind: 'page' | 'whole',
): TextSection {
  return {
    kind,
    title: kind === 'page' ? String(number) : '',
    isHidden: false,
    recognised: { confidence },
    text: text.slice(0, MAX_PAGE_CHARACTERS).toWellFormed().replaceAll('\u0000', '\uFFFD'),
  }
}
