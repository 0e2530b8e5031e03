import {
  ARCHIVE_FORMAT,
  type ArchivedMessage,
  type ConversationArchive,
  type ExportFormat,
} from '#wire/exchange.ts'
import { DOCX_TYPE, writeRichDocx } from '#server/lib/documents/rich/docx.ts'
import { writeRichHtml } from '#server/lib/documents/rich/html.ts'
import { ODT_TYPE, writeRichOdt } from '#server/lib/documents/rich/odt.ts'
import type { ExportedHead } from './export-store.ts'
import type { ExportAbout } from './labels.ts'
import { toDocument } from './to-document.ts'
import { writeMarkdown } from './write-markdown.ts'

/** One conversation, or a part of it, as it goes into a file. */
export interface Rendering {
  head: ExportedHead
  messages: readonly ArchivedMessage[]
  about: ExportAbout
}

/** The bytes of a file. PDFKit and its fonts are loaded where somebody wants a PDF. */
export async function render(format: ExportFormat, rendering: Rendering): Promise<Buffer> {
  const { head, messages, about } = rendering
  switch (format) {
    case 'md':
      return Buffer.from(writeMarkdown(head, messages, about).toWellFormed())
    case 'json':
      return Buffer.from(JSON.stringify(archiveOf(rendering), null, 1))
    case 'html':
      return Buffer.from(writeRichHtml(toDocument(head, messages, about)))
    case 'docx':
      return writeRichDocx(toDocument(head, messages, unled(about)))
    case 'odt':
      return writeRichOdt(toDocument(head, messages, unled(about)))
    case 'pdf':
    default: {
      const { writeRichPdf } = await import('#server/lib/documents/rich/pdf.ts')
      return Buffer.concat(await writeRichPdf(toDocument(head, messages, unled(about))))
    }
  }
}

/** Those are read and printed by themselves: they name files, and lead nowhere. */
function unled(about: ExportAbout): ExportAbout {
  const { lang, texts, author, madeAt, checkUrl } = about
  return { lang, texts, author, madeAt, checkUrl }
}

function archiveOf({ head, messages, about }: Rendering): ConversationArchive {
  const files =
    about.files && Array.from(about.files, ([attachmentId, path]) => ({ attachmentId, path }))
  return {
    format: ARCHIVE_FORMAT,
    exportedAt: about.madeAt,
    conversations: [{ ...head, messages: [...messages], ...(files && { files }) }],
  }
}

export const MEDIA_TYPES: Record<ExportFormat, string> = {
  md: 'text/markdown; charset=utf-8',
  json: 'application/json; charset=utf-8',
  html: 'text/html; charset=utf-8',
  docx: DOCX_TYPE,
  odt: ODT_TYPE,
  pdf: 'application/pdf',
}
