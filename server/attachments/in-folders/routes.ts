import { Hono } from 'hono'
import { AddFolderFile, UpdateFolderFile, type FolderFiles } from '#wire/folder-files.ts'
import type { ApiEnv } from '#server/access/api-env.ts'
import { body } from '#server/http/body.ts'
import type { FolderFilesDesk } from '../folder-files.ts'

/** `/folders/:id/files…`, mounted under `/api`. Their texts and bytes are read as those of any file. */
export function createFolderFileRoutes(desk: FolderFilesDesk): Hono<ApiEnv> {
  const routes = new Hono<ApiEnv>()
  routes.get('/folders/:id/files', async (c) =>
    c.json<FolderFiles>(await desk.list(c.var.principal, c.req.param('id'))),
  )
  routes.post('/folders/:id/files', body(AddFolderFile), async (c) => {
    const added = await desk.add(c.var.principal, c.req.param('id'), c.req.valid('json'))
    return c.json<FolderFiles>(added, 201)
  })
  routes.patch('/folders/:id/files/:file', body(UpdateFolderFile), async (c) => {
    const at = { folderId: c.req.param('id'), id: c.req.param('file') }
    return c.json<FolderFiles>(await desk.classify(c.var.principal, at, c.req.valid('json')))
  })
  routes.delete('/folders/:id/files/:file', async (c) => {
    const at = { folderId: c.req.param('id'), id: c.req.param('file') }
    return c.json<FolderFiles>(await desk.remove(c.var.principal, at))
  })
  return routes
}
