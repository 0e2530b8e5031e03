import type { Hono } from 'hono'
import type { ApiEnv } from './access/api-env.ts'
import type { ChatGateway } from './assistant/ask-model.ts'
import type { Assistant } from './assistant/assistant.ts'
import { createLanguageDetector } from './assistant/detect-language.ts'
import { createMessagesStore } from './assistant/messages-store.ts'
import type { AddToPrompt } from './assistant/prompt-additions.ts'
import { lexMarkdown } from './exchange/markdown/lexer.ts'
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
        terms: desk,
        lex: lexMarkdown,
        detectLanguage,
        defaultModelId,
        clock: systemClock,
        createId,
      })
      const glossaries = createGlossaries({ store, createId })
      const checkAnswers = createCheckAnswers({ desk, conversations, messages })
      return [createTranslationRoutes(translations), createGlossaryRoutes(glossaries, checkAnswers)]
    },
  }
}
