import { Hono, type Context } from 'hono'
import { z } from 'zod'
import {
  ApprovalState,
  DecideApproval,
  RequestApproval,
  type Approval,
  type ApprovalCase,
  type ApprovalList,
  type ApprovalPage,
} from '#wire/approvals.ts'
import { pickDocumentLang, type DocumentLang } from '#wire/document-languages.ts'
import {
  CheckRequest,
  CreateProvenance,
  ProvenanceSettings,
  type CheckAnswer,
  type PublishedKeys,
  type SignedProvenance,
} from '#wire/provenance.ts'
import { MAX_CHECKED_CHARACTERS } from '#wire/provenance-text.ts'
import type { ApiEnv } from '#server/access/api-env.ts'
import { clientAddress, type AddressRanges } from '#server/access/client-address.ts'
import { requireAllowed } from '#server/access/require-allowed.ts'
import { body } from '#server/http/body.ts'
import type { Bindings } from '#server/http/server.ts'
import { AppError } from '#server/lib/app-error.ts'
import type { Approvals } from './approvals.ts'
import { approvalsCsv } from './approvals-csv.ts'
import type { Check } from './check.ts'
import type { CheckLimits } from './check-limits.ts'
import { readCheckStyle, writeCheckPage, type CheckView } from './check-page.ts'
import type { AnswerRecords } from './record-answers.ts'

/** Four bytes a character, and percent signs around each of a form. */
const MAX_CHECK_BYTES = MAX_CHECKED_CHARACTERS * 12

const PageQuery = z.object({
  state: ApprovalState.nullable().default(null),
  limit: z.coerce.number().int().min(1).max(200).default(50),
  cursor: z.string().max(200).nullable().default(null),
})

export interface ProvenanceRoutes {
  approvals: Approvals
  records: AnswerRecords
  rotateKey: (tenantId: string) => Promise<void>
  /** So that what is recorded follows at once. */
  onSettings: (tenantId: string, settings: ProvenanceSettings) => void
}

/** Approvals, and statements about texts, under `/api`. */
export function createProvenanceRoutes(parts: ProvenanceRoutes): Hono<ApiEnv> {
  const routes = new Hono<ApiEnv>()
  addApprovalRoutes(routes, parts.approvals)
  addRecordRoutes(routes, parts)
  return routes
}

function addApprovalRoutes(routes: Hono<ApiEnv>, approvals: Approvals): void {
  routes.post('/approvals', body(RequestApproval), async (c) => {
    const approval = await approvals.request(c.var.principal, c.req.valid('json'))
    return c.json(approval satisfies Approval, 201)
  })
  routes.get('/approvals', async (c) => {
    const { principal } = c.var
    requireAllowed(principal, 'session.read', { kind: 'answer' })
    const { format, ...query } = c.req.query()
    const asked = PageQuery.safeParse(query)
    if (!asked.success) {
      throw new AppError(
        'invalid_request',
        'state, limit (1 to 200) or cursor is not as it must be.',
      )
    }
    if (format === 'csv') return csv(c, await approvalsCsv(approvals, principal, asked.data.state))
    return c.json((await approvals.list(principal, asked.data)) satisfies ApprovalPage)
  })
  routes.get('/approvals/:id', async (c) => {
    const { principal } = c.var
    requireAllowed(principal, 'session.read', { kind: 'answer' })
    return c.json((await approvals.get(principal, c.req.param('id'))) satisfies ApprovalCase)
  })
  routes.post('/approvals/:id/decision', body(DecideApproval), async (c) => {
    const { principal } = c.var
    requireAllowed(principal, 'answer.approve', { kind: 'answer' })
    const decided = await approvals.decide(principal, c.req.param('id'), c.req.valid('json'))
    return c.json(decided satisfies Approval)
  })
  routes.delete('/approvals/:id', async (c) => {
    requireAllowed(c.var.principal, 'conversation.write', { kind: 'answer' })
    await approvals.withdraw(c.var.principal, c.req.param('id'))
    return c.body(null, 204)
  })
  routes.get('/conversations/:id/approvals', async (c) => {
    const list = await approvals.ofConversation(c.var.principal, c.req.param('id'))
    return c.json({ approvals: list } satisfies z.infer<typeof ApprovalList>)
  })
}

function addRecordRoutes(routes: Hono<ApiEnv>, parts: ProvenanceRoutes): void {
  const { approvals, records, rotateKey, onSettings } = parts
  routes.get('/messages/:id/provenance', async (c) => {
    const { principal } = c.var
    requireAllowed(principal, 'conversation.read', { kind: 'answer' })
    return c.json((await records.get(principal, c.req.param('id'))) satisfies SignedProvenance)
  })
  routes.post('/provenance', body(CreateProvenance), async (c) => {
    const { principal } = c.var
    requireAllowed(principal, 'model.call', { kind: 'model' })
    const signed = await records.declare(principal, c.req.valid('json'))
    return c.json(signed satisfies SignedProvenance, 201)
  })
  routes.get('/provenance/settings', async (c) => {
    requireAllowed(c.var.principal, 'register.read', { kind: 'register' })
    return c.json((await approvals.getSettings(c.var.principal)) satisfies ProvenanceSettings)
  })
  routes.patch('/provenance/settings', body(ProvenanceSettings), async (c) => {
    const { principal } = c.var
    requireAllowed(principal, 'register.manage', { kind: 'register' })
    const settings = c.req.valid('json')
    await approvals.saveSettings(principal, settings)
    onSettings(principal.tenantId, settings)
    return c.json(settings satisfies ProvenanceSettings)
  })
  routes.post('/provenance/keys', async (c) => {
    const { principal } = c.var
    requireAllowed(principal, 'register.manage', { kind: 'register' })
    await rotateKey(principal.tenantId)
    return c.body(null, 204)
  })
}

function csv(c: Context, text: string): Response {
  return c.body(text, 200, {
    'content-type': 'text/csv; charset=utf-8',
    'content-disposition': 'attachment; filename="galerne-approvals.csv"',
  })
}

export interface OpenCheckParts {
  check: Check
  limits: CheckLimits
  trustedProxies: AddressRanges
}

type Open = { Bindings: Bindings }

/** What anybody may ask, without signing in: is this text known, and with which keys is that signed. */
export function createOpenCheckRoutes(parts: OpenCheckParts): Hono<Open> {
  const { check, limits, trustedProxies } = parts
  const routes = new Hono<Open>()
  const take = (c: Context<Open>) => limits.take(addressOf(c, trustedProxies))

  routes.get('/.well-known/galerne-provenance.json', async (c) => {
    const keys: PublishedKeys = await check.published()
    return c.json(keys, 200, {
      'cache-control': 'public, max-age=300',
      'access-control-allow-origin': '*',
    })
  })
  // Once for as long as this runs: anybody may ask, as often as they like.
  let style: string | undefined
  routes.get('/check/style.css', (c) =>
    c.body((style ??= readCheckStyle()), 200, {
      'content-type': 'text/css; charset=utf-8',
      'cache-control': 'public, max-age=3600',
    }),
  )
  routes.get('/check', async (c) => {
    const { id = '', key = '' } = c.req.query()
    const view: CheckView = { lang: langOf(c), asked: { text: '', id: cut(id), key: cut(key) } }
    if (id !== '') await answerInto(view, { check, take: () => take(c) })
    return page(c, view)
  })
  routes.post('/check', async (c) => {
    const type = c.req.header('content-type') ?? ''
    if (!/^application\/json\s*(;|$)/i.test(type)) return answerForm(c, { check, take })
    take(c)
    const asked = CheckRequest.safeParse(readJson(await readBody(c.req.raw)))
    if (!asked.success) {
      const [issue] = asked.error.issues
      throw new AppError('invalid_request', issue?.message ?? 'Send a text or an id.')
    }
    return c.json((await check.check(asked.data)) satisfies CheckAnswer, 200, {
      'cache-control': 'no-store',
    })
  })
  return routes
}

async function answerForm(
  c: Context<Open>,
  { check, take }: { check: Check; take: (c: Context<Open>) => void },
): Promise<Response> {
  const form = new URLSearchParams(await readBody(c.req.raw))
  const text = form.get('text') ?? ''
  const asked = { text, id: cut(form.get('id') ?? ''), key: cut(form.get('key') ?? '') }
  const view: CheckView = { lang: langOf(c), asked }
  if (text.trim() === '' && asked.id.trim() === '') view.problem = 'nothingGiven'
  else if (text.length > MAX_CHECKED_CHARACTERS) view.problem = 'tooLong'
  else await answerInto(view, { check, take: () => take(c) })
  return page(c, view)
}

async function answerInto(
  view: CheckView,
  { check, take }: { check: Check; take: () => void },
): Promise<void> {
  const { text, id, key } = view.asked
  try {
    take()
  } catch {
    view.problem = 'tooMany'
    return
  }
  const wish = text.trim() === '' ? { id } : { text }
  view.answer = await check.check({ ...wish, ...(key !== '' && { key }) })
  // What is said is of the text, where there is one.
  if ('text' in wish) view.asked.id = ''
}

const PROBLEM_STATUS = { tooMany: 429, tooLong: 413, nothingGiven: 400 } as const

function page(c: Context<Open>, view: CheckView): Response {
  const status = view.problem ? PROBLEM_STATUS[view.problem] : 200
  return c.html(writeCheckPage(view), status, { 'cache-control': 'no-store' })
}

function langOf(c: Context<Open>): DocumentLang {
  const accepted = (c.req.header('accept-language') ?? '')
    .split(',')
    .map((one) => one.split(';')[0])
  return pickDocumentLang([c.req.query('lang') ?? '', ...accepted.map((tag) => tag ?? '')])
}

function addressOf(c: Context<Open>, trustedProxies: AddressRanges): string | undefined {
  const forwarded = c.req.header('x-forwarded-for')
  return clientAddress(
    {
      socket: { remoteAddress: c.env?.remoteAddress },
      headers: { 'x-forwarded-for': forwarded },
    },
    trustedProxies,
  )
}

function cut(text: string): string {
  return text.slice(0, 60)
}

async function readBody(request: Request): Promise<string> {
  const tooLarge = new AppError('body_too_large', 'This text is too long to be checked.')
  if (Number(request.headers.get('content-length') ?? 0) > MAX_CHECK_BYTES) throw tooLarge
  const chunks: Uint8Array[] = []
  let length = 0
  for await (const chunk of request.body ?? []) {
    length += chunk.byteLength
    if (length > MAX_CHECK_BYTES) throw tooLarge
    chunks.push(chunk)
  }
  return Buffer.concat(chunks).toString('utf8')
}

function readJson(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    throw new AppError('invalid_json', 'The request body is not valid JSON.')
  }
}
