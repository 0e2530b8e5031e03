import { Hono } from 'hono'
import {
  PreviewScreening,
  SaveScreening,
  type ScreeningPreview,
  type ScreeningSettings,
} from '#wire/screening.ts'
import {
  SaveGuardrail,
  TryGuardrail,
  type Guardrail,
  type GuardrailList,
  type GuardrailVerdict,
} from '#wire/guardrails.ts'
import type { ApiEnv } from '#server/access/api-env.ts'
import type { Principal } from '#server/access/principal.ts'
import { requireAllowed } from '#server/access/require-allowed.ts'
import { body } from '#server/http/body.ts'
import type { Guardrails } from './guardrails/guardrails.ts'
import type { Screening, TagsOf } from './screening.ts'

/** A text may have 200,000 characters, each of them six bytes of JSON at worst. */
const MAX_PREVIEW_BYTES = 2 * 1024 * 1024

export interface ScreeningRouteParts {
  screening: Screening
  guardrails: Guardrails
  /** Asks the model of a check, in the name of whoever tries it. */
  tryGuardrail: (
    principal: Principal,
    asked: TryGuardrail,
    signal: AbortSignal,
  ) => Promise<GuardrailVerdict>
  tagsOf: TagsOf
}

/** `/screening…`, mounted under `/api`. */
export function createScreeningRoutes({
  screening,
  guardrails,
  tryGuardrail,
  tagsOf,
}: ScreeningRouteParts): Hono<ApiEnv> {
  const routes = new Hono<ApiEnv>()
  routes.get('/screening', async (c) => {
    requireAllowed(c.var.principal, 'screening.read', { kind: 'screening' })
    return c.json<ScreeningSettings>(await screening.read(c.var.principal))
  })
  routes.patch('/screening', body(SaveScreening), async (c) => {
    requireAllowed(c.var.principal, 'screening.manage', { kind: 'screening' })
    const chosen = c.req.valid('json')
    return c.json<ScreeningSettings>(await screening.save(c.var.principal, chosen, tagsOf))
  })
  routes.get('/screening/counts.csv', async (c) => {
    requireAllowed(c.var.principal, 'screening.read', { kind: 'screening' })
    const { counts } = await screening.read(c.var.principal)
    const rows = counts.map((one) => [one.day, one.kind, one.destination, one.choice, one.count])
    const lines = [['day', 'kind', 'destination', 'choice', 'count'], ...rows]
    return c.body(lines.map((line) => `${line.join(',')}\r\n`).join(''), 200, {
      'content-type': 'text/csv; charset=utf-8',
      'content-disposition': 'attachment; filename="screening.csv"',
      'cache-control': 'no-store',
    })
  })
  routes.get('/screening/guardrails', async (c) => {
    requireAllowed(c.var.principal, 'screening.read', { kind: 'screening' })
    return c.json<GuardrailList>({ guardrails: await guardrails.list(c.var.principal) })
  })
  routes.post('/screening/guardrails', body(SaveGuardrail), async (c) => {
    requireAllowed(c.var.principal, 'screening.manage', { kind: 'screening' })
    return c.json<Guardrail>(await guardrails.add(c.var.principal, c.req.valid('json')), 201)
  })
  routes.post('/screening/guardrails/try', body(TryGuardrail), async (c) => {
    requireAllowed(c.var.principal, 'screening.manage', { kind: 'screening' })
    c.header('cache-control', 'no-store')
    const asked = c.req.valid('json')
    return c.json<GuardrailVerdict>(await tryGuardrail(c.var.principal, asked, c.req.raw.signal))
  })
  routes.patch('/screening/guardrails/:id', body(SaveGuardrail), async (c) => {
    const id = c.req.param('id')
    requireAllowed(c.var.principal, 'screening.manage', { kind: 'screening', id })
    return c.json<Guardrail>(await guardrails.update(c.var.principal, id, c.req.valid('json')))
  })
  routes.delete('/screening/guardrails/:id', async (c) => {
    const id = c.req.param('id')
    requireAllowed(c.var.principal, 'screening.manage', { kind: 'screening', id })
    await guardrails.remove(c.var.principal, id)
    return c.body(null, 204)
  })
  // Whoever may ask a model may see what it would get.
  routes.post('/screening/preview', body(PreviewScreening, MAX_PREVIEW_BYTES), async (c) => {
    requireAllowed(c.var.principal, 'model.call', { kind: 'model' })
    const asked = c.req.valid('json')
    const preview = asked.withNameModel
      ? await screening.previewNamed(c.var.principal, asked, tagsOf)
      : screening.preview(c.var.principal, asked, tagsOf)
    c.header('cache-control', 'no-store')
    return c.json<ScreeningPreview>(preview)
  })
  return routes
}
