import type { Hono } from 'hono'
import type { ApiEnv } from './access/api-env.ts'
import type { ChatGateway } from './assistant/ask-model.ts'
import type { Assistant } from './assistant/assistant.ts'
import { createLanguageDetector } from './assistant/detect-language.ts'
import { createFollowUpsStore } from './assistant/follow-ups/follow-ups-store.ts'
import { createMessagesStore } from './assistant/messages-store.ts'
import type { AddToPrompt } from './assistant/prompt-additions.ts'
import type { TranslationFile } from '#wire/translation.ts'
import { readMarkdown } from './exchange/markdown/read-markdown.ts'
import { fill, findTexts } from './exchange/texts/export-texts.ts'
import { DOCX_TYPE, writeRichDocx } from './lib/documents/rich/docx.ts'
import { ODT_TYPE, writeRichOdt } from './lib/documents/rich/odt.ts'
import type { RichBlock } from './lib/documents/rich/rich-document.ts'
import { lexMarkdown } from '#wire/markdown-lexer.ts'
import { systemClock } from './lib/clock.ts'
import type { Database } from './lib/database.ts'
import { createId } from './lib/ids.ts'
import type { Log } from './lib/log.ts'
import { addTerms } from './glossary/add-terms.ts'
import { createCheckAnswers } from './glossary/check-answers.ts'
import { createGlossaries } from './glossary/glossaries.ts'
import { createGlossaryStore } from './glossary/glossary-store.ts'
import { createGlossaryRoutes } from './glossary/routes.ts'
import { createTermsDesk } from './glossary/terms-desk.ts'
import { createTranslationRoutes } from './translation/routes.ts'
import { createTranslations } from './translation/translations.ts'
import { createTranslationsStore } from './translation/translations-store.ts'

export interface TranslationParts {
  database: Database
  log: Log
}

interface Answering {
  /** One that can say where answers come from. */
  gateway: ChatGateway
  assistant: Pick<Assistant, 'conversations'>
  defaultModelId: () => string | null
}

/** Messages and texts in other languages, and the words that an organisation wants to have there. */
export function openTranslation({ database, log }: TranslationParts): {
  /** The words that a question speaks of. */
  addTerms: AddToPrompt
  routes: (answering: Answering) => Hono<ApiEnv>[]
} {
  const store = createGlossaryStore(database)
  const desk = createTermsDesk(store)
  const detectLanguage = createLanguageDetector({ log })
  const messages = createMessagesStore(database)
  return {
    addTerms: addTerms(desk, detectLanguage),
    routes({ gateway, assistant: { conversations }, defaultModelId }) {
      const translations = createTranslations({
        gateway,
        store: createTranslationsStore(database),
        conversations,
        messages,
        isTainted: createFollowUpsStore(database).isTainted,
        terms: desk,
        lex: lexMarkdown,
        detectLanguage,
        defaultModelId,
        clock: systemClock,
        createId,
      })
      const glossaries = createGlossaries({ store, createId })
      const checkAnswers = createCheckAnswers({ desk, conversations, messages })
      return [
        createTranslationRoutes(translations, writeTranslationFile),
        createGlossaryRoutes(glossaries, checkAnswers),
      ]
    },
  }
}

/**
 * By the writers of exports: Markdown as it is, or as a document with headings, in the language of the text. That an AI wrote
 * it is said here, not by whoever asks for the file.
 */
export async function writeTranslationFile(file: TranslationFile, author: string) {
  const { title, note, text, lang, format, modelId = '?' } = file
  const { texts } = findTexts([lang])
  const label = fill(texts.writtenByAi, { model: modelId })
  if (format === 'md') {
    const head = note === '' ? '' : `> ${note}\n\n`
    const type = 'text/markdown; charset=utf-8'
    const whole = `# ${title}\n\n${head}${text}\n\n---\n\n${label}\n`
    return { bytes: Uint8Array.from(Buffer.from(whole)), type }
  }
  const noted: RichBlock[] =
    note === '' ? [] : [{ type: 'paragraph', inlines: [{ type: 'text', text: note }] }]
  const document = {
    title,
    lang,
    author,
    madeAt: new Date(systemClock.now()).toISOString(),
    words: { page: texts.page, notes: texts.notes },
    blocks: [
      ...noted,
      ...readMarkdown(text),
      { type: 'rule' } as const,
      {
        type: 'paragraph',
        style: 'label',
        inlines: [{ type: 'text', text: label }],
      } satisfies RichBlock,
    ],
  }
  const bytes = format === 'docx' ? writeRichDocx(document) : writeRichOdt(document)
  return { bytes: Uint8Array.from(bytes), type: format === 'docx' ? DOCX_TYPE : ODT_TYPE }
}
