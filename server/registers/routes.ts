import { Hono, type Context } from 'hono'
import { z } from 'zod'
import { DocumentLang, pickDocumentLang } from '#wire/document-languages.ts'
import { DocumentFormat } from '#wire/documents.ts'
import {
  BindUseCase,
  CompleteLiteracy,
  CreateUseCase,
  DecideUseCase,
  FormName,
  RegisterName,
  SaveForm,
  UseCaseDocument,
  type Form,
  type LiteracyList,
  type LiteracyModule,
  type LiteracyResult,
  type RegisterOverview,
  type RegisterPage,
  type UseCase,
  type UseCaseList,
} from '#wire/registers.ts'
import type { ApiEnv } from '#server/access/api-env.ts'
import { requireAllowed } from '#server/access/require-allowed.ts'
import { body } from '#server/http/body.ts'
import { AppError } from '#server/lib/app-error.ts'
import { DOCX_TYPE, writeDocx } from '#server/lib/documents/docx.ts'
import { ODT_TYPE, writeOdt } from '#server/lib/documents/odt.ts'
import type { Forms } from './forms.ts'
import type { Literacy } from './literacy.ts'
import type { Registers, Written } from './registers.ts'
import { toUseCase, type UseCases } from './use-cases.ts'

export interface RegisterRouteParts {
  registers: Registers
  useCases: UseCases
  forms: Forms
  literacy: Literacy
}

type Api = Hono<ApiEnv>
type Asked = Context<ApiEnv>

/** Registers, use cases, their forms, and the course for the staff, under `/api`. */
export function createRegisterRoutes(parts: RegisterRouteParts): Api {
  const routes: Api = new Hono<ApiEnv>()
  addRegisterRoutes(routes, parts)
  addUseCaseRoutes(routes, parts)
  addFormRoutes(routes, parts)
  addLiteracyRoutes(routes, parts)
  return routes
}

function addRegisterRoutes(routes: Api, { registers }: RegisterRouteParts): void {
  routes.get('/registers', async (c) => {
    mayRead(c)
    return c.json((await registers.overview(c.var.principal)) satisfies RegisterOverview)
  })
  routes.get('/registers/:name', async (c) => {
    const { principal } = c.var
    const name = RegisterName.safeParse(c.req.param('name'))
    // What the staff is to know, the staff may read.
    if (name.data === 'staff-notice')
      requireAllowed(principal, 'session.read', { kind: 'register' })
    else mayRead(c)
    if (!name.success) throw new AppError('not_found', 'There is no such register.')
    return answer(c, await registers.write(principal, name.data, langOf(c)), name.data)
  })
}

function addUseCaseRoutes(routes: Api, { registers, useCases }: RegisterRouteParts): void {
  routes.get('/use-cases', async (c) => {
    mayRead(c)
    const list = (await useCases.list(c.var.principal)).map(toUseCase)
    return c.json({ useCases: list } satisfies z.infer<typeof UseCaseList>)
  })
  routes.post('/use-cases', body(CreateUseCase), async (c) => {
    mayManage(c)
    const made = await useCases.create(c.var.principal, c.req.valid('json'))
    return c.json(made satisfies UseCase, 201)
  })
  routes.get('/use-cases/:id', async (c) => {
    mayRead(c)
    const found = toUseCase(await useCases.get(c.var.principal, c.req.param('id')))
    return c.json(found satisfies UseCase)
  })
  routes.post('/use-cases/:id/decision', body(DecideUseCase), async (c) => {
    mayManage(c)
    const { principal } = c.var
    const decided = await useCases.decide(principal, c.req.param('id'), c.req.valid('json'))
    return c.json(decided satisfies UseCase)
  })
  routes.patch('/use-cases/:id/bindings', body(BindUseCase), async (c) => {
    mayManage(c)
    const { principal } = c.var
    const bound = await useCases.bind(principal, c.req.param('id'), c.req.valid('json'))
    return c.json(bound satisfies UseCase)
  })
  routes.get('/use-cases/:id/documents/:name', async (c) => {
    mayRead(c)
    const name = UseCaseDocument.safeParse(c.req.param('name'))
    if (!name.success) throw new AppError('not_found', 'There is no such document.')
    const wish = { id: c.req.param('id'), name: name.data, lang: langOf(c) }
    return answer(c, await registers.writeUseCase(c.var.principal, wish), name.data)
  })
}

/** Deployments have a slash in their name: what a form is about is in the query. */
function addFormRoutes(routes: Api, { forms }: RegisterRouteParts): void {
  routes.get('/register-forms/:form', async (c) => {
    mayRead(c)
    const form = await forms.get(c.var.principal, subjectOf(c), langOf(c))
    return c.json(form satisfies Form)
  })
  routes.post('/register-forms/:form', body(SaveForm), async (c) => {
    mayManage(c)
    const wish = { ...subjectOf(c), lang: langOf(c) }
    const saved = await forms.save(c.var.principal, wish, c.req.valid('json'))
    return c.json(saved satisfies Form)
  })
}

const LiteracyQuery = z.object({
  search: z.string().max(100).default(''),
  limit: z.coerce.number().int().min(1).max(200).default(50),
  cursor: z.string().max(200).nullable().default(null),
})

function addLiteracyRoutes(routes: Api, { literacy }: RegisterRouteParts): void {
  routes.get('/literacy', async (c) => {
    requireAllowed(c.var.principal, 'session.read', { kind: 'register' })
    const module = await literacy.module(c.var.principal, langOf(c))
    return c.json(module satisfies LiteracyModule)
  })
  routes.post('/literacy', body(CompleteLiteracy), async (c) => {
    requireAllowed(c.var.principal, 'session.read', { kind: 'register' })
    const given = c.req.valid('json')
    const lang = pickDocumentLang([given.lang])
    const result = await literacy.complete(c.var.principal, given, lang)
    return c.json(result satisfies LiteracyResult)
  })
  routes.get('/literacy/completions', async (c) => {
    mayRead(c)
    if (c.req.query('format') === 'csv') {
      return file(c, await literacy.csv(c.var.principal), {
        type: 'text/csv; charset=utf-8',
        name: 'literacy.csv',
      })
    }
    const asked = LiteracyQuery.safeParse(c.req.query())
    if (!asked.success) throw new AppError('invalid_request', 'limit is a number from 1 to 200.')
    return c.json((await literacy.list(c.var.principal, asked.data)) satisfies LiteracyList)
  })
}

function mayRead(c: Asked): void {
  requireAllowed(c.var.principal, 'register.read', { kind: 'register' })
}

function mayManage(c: Asked): void {
  requireAllowed(c.var.principal, 'register.manage', { kind: 'register' })
}

/** As a page, or as a file to keep. */
function answer(c: Asked, written: Written, name: string): Response {
  const { data, ...page } = written
  const format = c.req.query('format')
  if (format === undefined) return c.json(page satisfies RegisterPage)
  const wanted = DocumentFormat.safeParse(format)
  if (!wanted.success) throw new AppError('invalid_request', 'format is json, docx or odt.')
  const { document } = page
  const base = `${name}-${document.madeAt.slice(0, 10)}-${document.lang}`
  if (wanted.data === 'docx') {
    return file(c, writeDocx(document), { type: DOCX_TYPE, name: `${base}.docx` })
  }
  if (wanted.data === 'odt') {
    return file(c, writeOdt(document), { type: ODT_TYPE, name: `${base}.odt` })
  }
  const json = JSON.stringify(data, null, 2)
  return file(c, json, { type: 'application/json', name: `${base}.json` })
}

function file(
  c: Asked,
  content: string | Buffer<ArrayBuffer>,
  { type, name }: { type: string; name: string },
): Response {
  return c.body(content, 200, {
    'content-type': type,
    'content-disposition': `attachment; filename="galerne-${name}"`,
  })
}

function subjectOf(c: Asked) {
  const form = FormName.safeParse(c.req.param('form'))
  if (!form.success) throw new AppError('not_found', 'There is no such form.')
  return { form: form.data, subject: (c.req.query('subject') ?? '').slice(0, 600) }
}

function langOf(c: Asked): DocumentLang {
  const asked = DocumentLang.safeParse(c.req.query('lang'))
  if (asked.success) return asked.data
  const accepted = (c.req.header('accept-language') ?? '').split(',')
  return pickDocumentLang(accepted.map((one) => one.split(';')[0] ?? ''))
}
