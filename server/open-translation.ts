import type { Hono } from 'hono'
import type { ApiEnv } from './access/api-env.ts'
import type { ChatGateway } from './assistant/ask-model.ts'
import type { Assistant } from './assistant/assistant.ts'
import { createLanguageDetector } from './assistant/detect-language.ts'
import { createMessagesStore } from './assistant/messages-store.ts'
import { lexMarkdown } from './exchange/markdown/lexer.ts'
import { systemClock } from './lib/clock.ts'
import type { Database } from './lib/database.ts'
import { createId } from './lib/ids.ts'
import type { Log } from './lib/log.ts'
import { createTranslationRoutes } from './translation/routes.ts'
import { NO_TERMS } from './translation/terms-port.ts'
import { createTranslations } from './translation/translations.ts'
import { createTranslationsStore } from './translation/translations-store.ts'

export interface TranslationParts {
  database: Database
  /** One that can say where answers come from. */
  gateway: ChatGateway
  assistant: Pick<Assistant, 'conversations'>
  defaultModelId: () => string | null
  log: Log
}

/** Messages and texts in other languages. */
export function openTranslation(parts: TranslationParts): Hono<ApiEnv>[] {
  const { database, gateway, assistant, defaultModelId, log } = parts
  const translations = createTranslations({
    gateway,
    store: createTranslationsStore(database),
    conversations: assistant.conversations,
    messages: createMessagesStore(database),
    terms: NO_TERMS,
    lex: lexMarkdown,
    detectLanguage: createLanguageDetector({ log }),
    defaultModelId,
    clock: systemClock,
    createId,
  })
  return [createTranslationRoutes(translations)]
}
