import { Hono } from 'hono'
import {
  SelectSections,
  type Attachment,
  type AttachmentLimits,
  type AttachmentText,
} from '#wire/attachments.ts'
import type { ApiEnv } from '#server/access/api-env.ts'
import { body } from '#server/http/body.ts'
import { FILE_POLICY } from '#server/http/security-headers.ts'
import { isId } from '#server/lib/ids.ts'
import { AppError } from '#server/lib/app-error.ts'
import { requireMayUpload, type Attachments } from './attachments.ts'
import type { createUpload } from './upload.ts'

export interface AttachmentRoutes {
  attachments: Attachments
  upload: ReturnType<typeof createUpload>
}

/** Whatever it is, it is never opened in our name: not as a page, not with scripts, not in a frame. */
const DOWNLOAD = {
  'cache-control': 'private, no-store',
  'content-security-policy': FILE_POLICY,
  'x-content-type-options': 'nosniff',
}

/** `/attachments…`, mounted under `/api`. Each is read under the session of whose it is; no address opens one by itself. */
export function createAttachmentRoutes({ attachments, upload }: AttachmentRoutes): Hono<ApiEnv> {
  const routes = new Hono<ApiEnv>()

  routes.get('/attachments/limits', async (c) =>
    c.json<AttachmentLimits>(await attachments.limits(c.var.principal)),
  )
  routes.post('/attachments', async (c) => {
    const { principal, signal } = c.var
    requireMayUpload(principal)
    // Plain forms of other websites cannot send this type, and nothing here guesses by what was said.
    if (c.req.header('content-type') !== 'application/octet-stream') {
      throw new AppError(
        'invalid_request',
        'Send the header content-type: application/octet-stream.',
      )
    }
    const name = c.req.query('name') ?? ''
    if (name === '' || name.length > 1_000) {
      throw new AppError('invalid_request', '?name= is the name of the file.', { param: 'name' })
    }
    const conversationId = c.req.query('conversationId')
    if (conversationId !== undefined && !isId(conversationId)) {
      throw new AppError('invalid_request', '?conversationId= is that of a conversation.', {
        param: 'conversationId',
      })
    }
    const bytes = c.req.raw.body ?? new ReadableStream()
    return c.json<Attachment>(
      await upload(principal, {
        name,
        body: bytes,
        signal,
        ...(conversationId && { conversationId }),
      }),
      201,
    )
  })
  routes.get('/attachments/:id', async (c) =>
    c.json<Attachment>(await attachments.get(c.var.principal, c.req.param('id'))),
  )
  routes.patch('/attachments/:id', body(SelectSections), async (c) => {
    const { selected } = c.req.valid('json')
    const changed = await attachments.select(c.var.principal, c.req.param('id'), selected)
    return c.json<Attachment>(changed)
  })
  routes.delete('/attachments/:id', async (c) => {
    await attachments.remove(c.var.principal, c.req.param('id'))
    return c.body(null, 204)
  })
  routes.get('/attachments/:id/text', async (c) =>
    c.json<AttachmentText>(await attachments.text(c.var.principal, c.req.param('id'))),
  )
  routes.get('/attachments/:id/content', async (c) => {
    const found = await attachments.content(c.var.principal, c.req.param('id'))
    const { bytes, name, kind, mediaType, sizeBytes } = found
    return c.body(ReadableStream.from(bytes), 200, {
      ...DOWNLOAD,
      // Pictures were taken apart here; of all else nobody but its own program shall make something.
      'content-type': kind === 'picture' ? mediaType : 'application/octet-stream',
      'content-length': String(sizeBytes),
      'content-disposition': `attachment; filename*=UTF-8''${encodeName(name)}`,
    })
  })
  return routes
}

/** RFC 8187. */
function encodeName(name: string): string {
  return encodeURIComponent(name).replaceAll(
    /['()*]/g,
    (character) => `%${character.charCodeAt(0).toString(16).toUpperCase()}`,
  )
}
