import { Hono } from 'hono'
import {
  TranslateRequest,
  TranslationFile,
  TranslationQuery,
  type KeptTranslations,
  type TranslationEvent,
} from '#wire/translation.ts'
import type { ApiEnv } from '#server/access/api-env.ts'
import { requireAllowed } from '#server/access/require-allowed.ts'
import { body } from '#server/http/body.ts'
import { sseResponse, type SseEvent } from '#server/http/sse.ts'
import { AppError } from '#server/lib/app-error.ts'
import type { Translations } from './translations.ts'

/** A text of Markdown as a file; `bytes` are written by whoever exports conversations. */
export type WriteFile = (
  file: TranslationFile,
  author: string,
) => Promise<{ bytes: Uint8Array<ArrayBuffer>; type: string }>

/** With all of a long text. */
const MAX_FILE_BYTES = 8 * 1024 * 1024

/** `/translations`, `/translation-files` and `/conversations/:id/translations`, mounted under `/api`. */
export function createTranslationRoutes(
  translations: Translations,
  writeFile: WriteFile,
): Hono<ApiEnv> {
  const routes = new Hono<ApiEnv>()
  routes.post('/translations', body(TranslateRequest), async (c) => {
    const { signal, principal } = c.var
    const events = await translations.translate(principal, c.req.valid('json'), signal)
    return sseResponse(toSse(events), { signal, retryMs: 500 })
  })
  routes.get('/conversations/:id/translations', async (c) => {
    const id = c.req.param('id')
    requireAllowed(c.var.principal, 'conversation.read', { kind: 'conversation', id })
    const query = TranslationQuery.safeParse(c.req.query())
    if (!query.success) {
      throw new AppError('invalid_request', 'Say in which language: ?lang=fr.', { param: 'lang' })
    }
    const { lang } = query.data
    const listed = await translations.list(c.var.principal, id, lang)
    return c.json<KeptTranslations>(listed)
  })
  routes.post('/translation-files', body(TranslationFile, MAX_FILE_BYTES), async (c) => {
    const { principal } = c.var
    requireAllowed(principal, 'conversation.export', { kind: 'conversation' })
    const file = c.req.valid('json')
    const { bytes, type } = await writeFile(file, principal.name)
    await translations.noteFile(principal, file)
    return c.body(bytes, 200, { 'content-type': type, 'content-disposition': 'attachment' })
  })
  return routes
}

async function* toSse(events: AsyncIterable<TranslationEvent>): AsyncGenerator<SseEvent> {
  for await (const event of events) yield { data: JSON.stringify(event) }
}
