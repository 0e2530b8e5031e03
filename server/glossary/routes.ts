import { Hono } from 'hono'
import {
  CheckTerms,
  ConceptQuery,
  CreateGlossary,
  GlossaryImportQuery,
  MAX_GLOSSARY_BYTES,
  SaveConcept,
  UpdateGlossary,
  type CheckedTerms,
  type Concept,
  type ConceptPage,
  type Glossary,
  type GlossaryImportReport,
  type GlossaryList,
  type SubjectList,
} from '#wire/glossary.ts'
import type { ApiEnv } from '#server/access/api-env.ts'
import type { Principal } from '#server/access/principal.ts'
import { requireAllowed } from '#server/access/require-allowed.ts'
import { body } from '#server/http/body.ts'
import { AppError } from '#server/lib/app-error.ts'
import type { CheckAnswers } from './check-answers.ts'
import type { Glossaries } from './glossaries.ts'

/** `/glossaries…` and `/glossary-checks`, mounted under `/api`. */
export function createGlossaryRoutes(glossaries: Glossaries, check: CheckAnswers): Hono<ApiEnv> {
  const routes = new Hono<ApiEnv>()
  routes.get('/glossaries', async (c) =>
    c.json<GlossaryList>({ glossaries: await glossaries.list(c.var.principal) }),
  )
  routes.post('/glossaries', body(CreateGlossary), async (c) =>
    c.json<Glossary>(await glossaries.create(c.var.principal, c.req.valid('json')), 201),
  )
  routes.patch('/glossaries/:id', body(UpdateGlossary), async (c) => {
    const { principal } = c.var
    return c.json<Glossary>(
      await glossaries.change(principal, c.req.param('id'), c.req.valid('json')),
    )
  })
  routes.delete('/glossaries/:id', async (c) => {
    await glossaries.remove(c.var.principal, c.req.param('id'))
    return c.body(null, 204)
  })
  routes.get('/glossaries/:id/subjects', async (c) => {
    const subjects = await glossaries.subjects(c.var.principal, c.req.param('id'))
    return c.json<SubjectList>({ subjects })
  })
  routes.post('/glossary-checks', body(CheckTerms), async (c) => {
    const deviations = await check(c.var.principal, c.req.valid('json'))
    return c.json<CheckedTerms>({ deviations })
  })
  addConceptRoutes(routes, glossaries)
  addFileRoutes(routes, glossaries)
  return routes
}

function addConceptRoutes(routes: Hono<ApiEnv>, glossaries: Glossaries): void {
  routes.get('/glossaries/:id/concepts', async (c) => {
    const query = ConceptQuery.safeParse(c.req.query())
    if (!query.success)
      throw new AppError('invalid_request', 'q is words; cursor is of the page before.')
    return c.json<ConceptPage>(
      await glossaries.page(c.var.principal, c.req.param('id'), query.data),
    )
  })
  routes.post('/glossaries/:id/concepts', body(SaveConcept), async (c) => {
    const { principal } = c.var
    const concept = await glossaries.addConcept(principal, c.req.param('id'), c.req.valid('json'))
    return c.json<Concept>(concept, 201)
  })
  routes.put('/glossaries/:id/concepts/:conceptId', body(SaveConcept), async (c) => {
    const { id, conceptId } = c.req.param()
    const { principal } = c.var
    const wish = c.req.valid('json')
    return c.json<Concept>(await glossaries.changeConcept(principal, { id, conceptId }, wish))
  })
  routes.delete('/glossaries/:id/concepts/:conceptId', async (c) => {
    const { id, conceptId } = c.req.param()
    await glossaries.removeConcept(c.var.principal, id, conceptId)
    return c.body(null, 204)
  })
}

const TYPES = { csv: 'text/csv; charset=utf-8', tbx: 'application/x-tbx; charset=utf-8' }

function addFileRoutes(routes: Hono<ApiEnv>, glossaries: Glossaries): void {
  const write = async (principal: Principal, id: string, format: 'csv' | 'tbx') => {
    const { text } = await glossaries.write(principal, id, format)
    const disposition = `attachment; filename="glossary.${format}"`
    return new Response(text, {
      headers: { 'content-type': TYPES[format], 'content-disposition': disposition },
    })
  }
  routes.get('/glossaries/:id/csv', (c) => write(c.var.principal, c.req.param('id'), 'csv'))
  routes.get('/glossaries/:id/tbx', (c) => write(c.var.principal, c.req.param('id'), 'tbx'))
  routes.post('/glossaries/:id/imports', async (c) => {
    const { principal } = c.var
    const id = c.req.param('id')
    requireAllowed(principal, 'glossary.manage', { kind: 'glossary', id })
    const query = GlossaryImportQuery.safeParse(c.req.query())
    if (!query.success) throw new AppError('invalid_request', 'mode is check or take.')
    const bytes = await readBytes(c.req.raw)
    const report = await glossaries.import(principal, id, { ...query.data, bytes })
    return c.json<GlossaryImportReport>(report)
  })
  routes.delete('/glossaries/:id/imports/last', async (c) =>
    c.json<Glossary>(await glossaries.undoImport(c.var.principal, c.req.param('id'))),
  )
}

async function readBytes({ body: sent }: Request): Promise<Uint8Array> {
  const chunks: Uint8Array[] = []
  let length = 0
  for await (const chunk of sent ?? []) {
    length += chunk.byteLength
    if (length > MAX_GLOSSARY_BYTES) {
      throw new AppError(
        'body_too_large',
        'A glossary’s file may have 20 MB. Part it into several.',
      )
    }
    chunks.push(chunk)
  }
  return Buffer.concat(chunks)
}
