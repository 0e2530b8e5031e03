import {
  KeptTranslations,
  TranslationEvent,
  type TranslateRequest,
  type TranslationFile,
} from '#wire/translation.ts'
import type { Http } from './http.ts'
import { postEvents } from './post-events.ts'

export type TranslationClient = ReturnType<typeof createTranslationClient>

/** Texts in other languages. */
export function createTranslationClient(http: Http) {
  return {
    translate: (body: TranslateRequest, signal: AbortSignal) => translate(http, body, signal),
    /** A translation as a file to keep. */
    toFile: async (body: TranslationFile): Promise<Blob> => {
      const path = '/api/translation-files'
      return (await http.open({ method: 'POST', path, body })).blob()
    },
    /** What is kept of a conversation in a language. */
    ofConversation: async (conversationId: string, lang: string, signal?: AbortSignal) =>
      (
        await http.query({
          path: `/api/conversations/${conversationId}/translations?lang=${encodeURIComponent(lang)}`,
          answer: KeptTranslations,
          signal,
        })
      ).translations,
  }
}

/** Ends when the translation does. Throws ApiFailure, or what the browser throws where the line breaks. */
async function* translate(
  http: Http,
  body: TranslateRequest,
  signal: AbortSignal,
): AsyncGenerator<TranslationEvent> {
  for await (const data of postEvents(http, { path: '/api/translations', body, signal })) {
    yield TranslationEvent.parse(JSON.parse(data))
  }
}
