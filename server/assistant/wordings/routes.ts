import { Hono } from 'hono'
import { ProposeWording, type WordingProposal, type WordingProposalList } from '#wire/wordings.ts'
import type { ApiEnv } from '#server/access/api-env.ts'
import { body } from '#server/http/body.ts'
import type { Wordings } from './wordings.ts'

/** `/wordings…`, mounted under `/api`. */
export function createWordingRoutes(wordings: Wordings): Hono<ApiEnv> {
  const routes = new Hono<ApiEnv>()
  routes.post('/wordings', body(ProposeWording), async (c) =>
    c.json<WordingProposal>(await wordings.propose(c.var.principal, c.req.valid('json')), 201),
  )
  routes.get('/wordings', async (c) =>
    c.json<WordingProposalList>({
      proposals: await wordings.list(c.var.principal, c.req.query('language') ?? null),
    }),
  )
  routes.get('/wordings.po', async (c) =>
    c.body(await wordings.toPo(c.var.principal, c.req.query('language') ?? null), 200, {
      'content-type': 'text/x-gettext-translation; charset=utf-8',
      'content-disposition': 'attachment; filename="wordings.po"',
    }),
  )
  routes.get('/wordings.csv', async (c) =>
    c.body(await wordings.toCsv(c.var.principal, c.req.query('language') ?? null), 200, {
      'content-type': 'text/csv; charset=utf-8',
      'content-disposition': 'attachment; filename="wordings.csv"',
    }),
  )
  routes.delete('/wordings/:id', async (c) => {
    await wordings.remove(c.var.principal, c.req.param('id'))
    return c.body(null, 204)
  })
  return routes
}
