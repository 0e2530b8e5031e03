import { Hono } from 'hono'
import { CreateFolder, UpdateFolder, type Folder, type FolderList } from '#wire/folders.ts'
import type { ApiEnv } from '#server/access/api-env.ts'
import { body } from '#server/http/body.ts'
import type { Folders } from './folders.ts'

/** `/folders`, mounted under `/api`. */
export function createFolderRoutes(folders: Folders): Hono<ApiEnv> {
  const routes = new Hono<ApiEnv>()
  routes.get('/folders', async (c) =>
    c.json<FolderList>({ folders: await folders.list(c.var.principal) }),
  )
  routes.post('/folders', body(CreateFolder), async (c) =>
    c.json<Folder>(await folders.create(c.var.principal, c.req.valid('json')), 201),
  )
  routes.get('/folders/:id', async (c) =>
    c.json<Folder>(await folders.get(c.var.principal, c.req.param('id'))),
  )
  routes.patch('/folders/:id', body(UpdateFolder), async (c) => {
    const changes = c.req.valid('json')
    return c.json<Folder>(await folders.update(c.var.principal, c.req.param('id'), changes))
  })
  routes.delete('/folders/:id', async (c) => {
    await folders.remove(c.var.principal, c.req.param('id'))
    return c.body(null, 204)
  })
  return routes
}
