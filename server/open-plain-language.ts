import type { Hono } from 'hono'
import type { ApiEnv } from './access/api-env.ts'
import type { Directory } from './access/directory/directory.ts'
import { withOrigins } from './answer-origins.ts'
import type { ChatGateway } from './assistant/ask-model.ts'
import { createFollowUpsStore } from './assistant/follow-ups/follow-ups-store.ts'
import { createLanguageDetector } from './assistant/detect-language.ts'
import type { Receipts } from './catalogue/receipts.ts'
import { safeName } from './exchange/export/file-names.ts'
import { dayOf } from './exchange/export/labels.ts'
import { MEDIA_TYPES } from './exchange/export/render.ts'
import { readMarkdown } from './exchange/markdown/read-markdown.ts'
import { fill, findTexts } from './exchange/texts/export-texts.ts'
import { systemClock } from './lib/clock.ts'
import type { Database } from './lib/database.ts'
import { writeRichDocx } from './lib/documents/rich/docx.ts'
import { writeRichOdt } from './lib/documents/rich/odt.ts'
import type { RichBlock, RichDocument } from './lib/documents/rich/rich-document.ts'
import { createId } from './lib/ids.ts'
import type { Log } from './lib/log.ts'
import { createPlainTextsStore } from './plain-language/plain-texts-store.ts'
import {
  createPlainTexts,
  type FileWanted,
  type PlainFile,
  type PlainTextsOptions,
} from './plain-language/plain-texts.ts'
import { createPlainLanguageRoutes } from './plain-language/routes.ts'
import type { SignedByPerson } from './provenance/open-provenance.ts'
import { createSettingsStore } from './provenance/settings-store.ts'

export interface PlainLanguageParts {
  database: Database
  gateway: ChatGateway
  /** What calls were answered by, and what they cost. */
  receipts: Receipts
  directory: Pick<Directory, 'findPerson' | 'nameOf'>
  defaultModelId: () => string | null
  readConversation: PlainTextsOptions['readConversation']
  /** How people reach this Galerne. */
  url: string
  noteSigned: (tenantId: string, signed: SignedByPerson) => Promise<void>
  log: Log
}

/** Texts in plain language. */
export function openPlainLanguage(parts: PlainLanguageParts): Hono<ApiEnv> {
  const { database, gateway, receipts, directory, defaultModelId, url, noteSigned, log } = parts
  const settings = createSettingsStore(database)
  const detectLanguage = createLanguageDetector({ log })
  const texts = createPlainTexts({
    gateway: withOrigins(gateway, receipts),
    store: createPlainTextsStore(database),
    detectLanguage,
    defaultModelId,
    readConversation: parts.readConversation,
    createId,
    clock: systemClock,
    people: {
      nameOf: (tenantId, id) => directory.nameOf(tenantId, { kind: 'person', id }),
      find: (tenantId, id) => directory.findPerson(tenantId, id),
    },
    isTainted: createFollowUpsStore(database).isTainted,
    isFourEyes: async (tenantId) => (await settings.get(tenantId)).isFourEyes,
    writeFile: (wanted) => writeFile(wanted, url),
    // What nobody’s model wrote has no origin to tell of.
    async onSigned({ tenantId }, { modelId, ...signed }) {
      if (modelId !== null) await noteSigned(tenantId, { ...signed, modelId })
    },
  })
  return createPlainLanguageRoutes(texts, detectLanguage)
}

async function writeFile(wanted: FileWanted, url: string): Promise<PlainFile> {
  const { format, title, text } = wanted
  const at = new Date(systemClock.now()).toISOString()
  const name = `${safeName(title) || 'text'}.${format}`
  const type = MEDIA_TYPES[format]
  const { lines, document } = toDocument(wanted, { at, url })
  switch (format) {
    case 'md':
      return { name, type, bytes: Buffer.from(`${text}\n\n---\n\n${lines.join('\n')}\n`) }
    case 'docx':
      return { name, type, bytes: writeRichDocx(document) }
    case 'odt':
      return { name, type, bytes: writeRichOdt(document) }
    case 'pdf':
    default: {
      const { writeRichPdf } = await import('./lib/documents/rich/pdf.ts')
      return { name, type, bytes: Buffer.concat(await writeRichPdf(document)) }
    }
  }
}

/** The text, and below it what it is, which models wrote it and who answers for it, as on every answer that leaves. */
function toDocument(
  { title, lang, author, text, classification, standardName, modelIds, signOff }: FileWanted,
  { at, url }: { at: string; url: string },
): { lines: string[]; document: RichDocument } {
  const { texts } = findTexts([lang])
  const made =
    modelIds.length === 0 ? [] : [fill(texts.writtenByAi, { model: modelIds.join(', ') })]
  const lines = [
    [`${standardName}.`, `${texts[classification]}.`, ...made].join(' '),
    ...(signOff
      ? [
          `${fill(texts.approvedBy, { name: signOff.byName, day: dayOf(signOff.at, lang) })} SHA-256: ${signOff.textSha256}.`,
          // Of a text that no model wrote nothing is known there.
          ...(modelIds.length === 0 ? [] : [fill(texts.checkText, { url: `${url}/check` })]),
        ]
      : []),
  ]
  const labels = lines.map((line): RichBlock => ({
    type: 'paragraph',
    style: 'label',
    inlines: [{ type: 'text', text: line }],
  }))
  const blocks: RichBlock[] = [...readMarkdown(text), { type: 'rule' }, ...labels]
  const words = { page: texts.page, notes: texts.notes }
  return { lines, document: { title, lang, author, madeAt: at, words, blocks } }
}
