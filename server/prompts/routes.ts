import { Hono } from 'hono'
import {
  CreateLibraryItem,
  LibraryFile,
  MarkLibraryItem,
  UpdateLibraryItem,
  type LibraryImport,
  type LibraryItem,
  type LibraryList,
  type LibraryVersionList,
} from '#wire/library.ts'
import type { ApiEnv } from '#server/access/api-env.ts'
import { body } from '#server/http/body.ts'
import type { Library } from './library.ts'

/** 500 items of 20,000 characters would be more than anybody reads; a tenth of that is a large library. */
const MAX_FILE_BYTES = 4 * 1024 * 1024

/** `/library…`, mounted under `/api`. */
export function createLibraryRoutes(library: Library): Hono<ApiEnv> {
  const routes = new Hono<ApiEnv>()
  routes.get('/library', async (c) => c.json<LibraryList>(await library.list(c.var.principal)))
  routes.post('/library', body(CreateLibraryItem), async (c) =>
    c.json<LibraryItem>(await library.create(c.var.principal, c.req.valid('json')), 201),
  )
  routes.get('/library/file', async (c) =>
    c.json<LibraryFile>(await library.export(c.var.principal), 200, {
      'content-disposition': 'attachment; filename="library.json"',
      'cache-control': 'no-store',
    }),
  )
  routes.post('/library/file', body(LibraryFile, MAX_FILE_BYTES), async (c) =>
    c.json<LibraryImport>(await library.import(c.var.principal, c.req.valid('json'))),
  )
  routes.put('/library/:id', body(UpdateLibraryItem), async (c) => {
    const { principal } = c.var
    const changed = await library.update(principal, c.req.param('id'), c.req.valid('json'))
    return c.json<LibraryItem>(changed)
  })
  routes.delete('/library/:id', async (c) => {
    await library.remove(c.var.principal, c.req.param('id'))
    return c.body(null, 204)
  })
  routes.get('/library/:id/versions', async (c) => {
    const versions = await library.versions(c.var.principal, c.req.param('id'))
    return c.json<LibraryVersionList>({ versions })
  })
  routes.put('/library/:id/mark', body(MarkLibraryItem), async (c) => {
    const { isFavourite } = c.req.valid('json')
    await library.mark(c.var.principal, c.req.param('id'), isFavourite)
    return c.body(null, 204)
  })
  routes.post('/library/:id/uses', async (c) => {
    await library.countUse(c.var.principal, c.req.param('id'))
    return c.body(null, 204)
  })
  return routes
}
