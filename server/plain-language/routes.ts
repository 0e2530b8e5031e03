import { Hono } from 'hono'
import {
  CreatePlainText,
  DecideFact,
  HandOverPlainText,
  PlainExportFormat,
  PlainSample,
  PlainStandardList,
  RewritePlainText,
  SignPlainText,
  UpdatePlainBlock,
  UpdatePlainText,
  type PlainSampleLanguage,
  type PlainText,
  type PlainTextHead,
  type RewriteEvent,
} from '#wire/plain-language.ts'
import type { ApiEnv } from '#server/access/api-env.ts'
import { requireAllowed } from '#server/access/require-allowed.ts'
import type { DetectLanguage } from '#server/assistant/detect-language.ts'
import { body } from '#server/http/body.ts'
import { sseResponse, type SseEvent } from '#server/http/sse.ts'
import { AppError } from '#server/lib/app-error.ts'
import type { PlainTexts } from './plain-texts.ts'
import { STANDARDS } from './standards/standards.ts'

/** The longest text in UTF-8, and what JSON adds to it. */
const MAX_BYTES = 512 * 1024

/** `/plain-language` and `/plain-texts`, mounted under `/api`. */
export function createPlainLanguageRoutes(
  texts: PlainTexts,
  detectLanguage: DetectLanguage,
): Hono<ApiEnv> {
  const routes = new Hono<ApiEnv>()
  routes.get('/plain-language/standards', (c) => {
    requireAllowed(c.var.principal, 'conversation.read', { kind: 'plain-text' })
    return c.json(PlainStandardList.parse({ standards: STANDARDS }))
  })
  routes.post('/plain-language/language', body(PlainSample), async (c) => {
    requireAllowed(c.var.principal, 'conversation.read', { kind: 'plain-text' })
    const lang = await detectLanguage(c.req.valid('json').text)
    return c.json<PlainSampleLanguage>({ lang: lang ?? null })
  })
  addTextRoutes(routes, texts)
  addModelRoutes(routes, texts)
  addEndRoutes(routes, texts)
  return routes
}

function addTextRoutes(routes: Hono<ApiEnv>, texts: PlainTexts): void {
  routes.get('/plain-texts', async (c) =>
    c.json<{ texts: PlainTextHead[] }>({ texts: await texts.list(c.var.principal) }),
  )
  routes.post('/plain-texts', body(CreatePlainText, MAX_BYTES), async (c) =>
    c.json<PlainText>(await texts.create(c.var.principal, c.req.valid('json')), 201),
  )
  routes.get('/plain-texts/:id', async (c) =>
    c.json<PlainText>(await texts.get(c.var.principal, c.req.param('id'))),
  )
  routes.patch('/plain-texts/:id', body(UpdatePlainText), async (c) => {
    const { principal } = c.var
    return c.json<PlainText>(await texts.update(principal, c.req.param('id'), c.req.valid('json')))
  })
  routes.delete('/plain-texts/:id', async (c) => {
    await texts.remove(c.var.principal, c.req.param('id'))
    return c.body(null, 204)
  })
  routes.put('/plain-texts/:id/blocks/:block', body(UpdatePlainBlock, MAX_BYTES), async (c) => {
    const place = { id: c.req.param('id'), blockId: c.req.param('block') }
    return c.json<PlainText>(await texts.writeBlock(c.var.principal, place, c.req.valid('json')))
  })
  routes.put('/plain-texts/:id/facts', body(DecideFact), async (c) => {
    const { principal } = c.var
    return c.json<PlainText>(await texts.decide(principal, c.req.param('id'), c.req.valid('json')))
  })
}

function addModelRoutes(routes: Hono<ApiEnv>, texts: PlainTexts): void {
  routes.post('/plain-texts/:id/rewriting', body(RewritePlainText), async (c) => {
    const { principal, signal } = c.var
    const asked = { wish: c.req.valid('json'), signal }
    return sseResponse(toSse(await texts.rewrite(principal, c.req.param('id'), asked)), { signal })
  })
  routes.post('/plain-texts/:id/second-reading', body(RewritePlainText), async (c) => {
    const { principal, signal } = c.var
    const asked = { wish: c.req.valid('json'), signal }
    return sseResponse(toSse(await texts.readSecond(principal, c.req.param('id'), asked)), {
      signal,
    })
  })
}

function addEndRoutes(routes: Hono<ApiEnv>, texts: PlainTexts): void {
  routes.post('/plain-texts/:id/hand-over', body(HandOverPlainText), async (c) => {
    const { principal } = c.var
    const list = await texts.handOver(principal, c.req.param('id'), c.req.valid('json'))
    return c.json<{ texts: PlainTextHead[] }>({ texts: list })
  })
  routes.post('/plain-texts/:id/sign-off', body(SignPlainText), async (c) => {
    const { version } = c.req.valid('json')
    return c.json<PlainText>(await texts.sign(c.var.principal, c.req.param('id'), version))
  })
  routes.get('/plain-texts/:id/file', async (c) => {
    const format = PlainExportFormat.safeParse(c.req.query('format') ?? 'md')
    if (!format.success) {
      const formats = PlainExportFormat.options.join(', ')
      throw new AppError('invalid_request', `format must be one of ${formats}.`)
    }
    const file = await texts.export(c.var.principal, c.req.param('id'), format.data)
    return c.body(new Uint8Array(file.bytes), 200, {
      'content-type': file.type,
      'content-disposition': `attachment; filename*=UTF-8''${encodeURIComponent(file.name)}`,
      'cache-control': 'no-store',
    })
  })
}

async function* toSse(events: AsyncIterable<RewriteEvent>): AsyncGenerator<SseEvent> {
  for await (const event of events) yield { data: JSON.stringify(event) }
}
