import { Hono, type Context } from 'hono'
import { z } from 'zod'
import { ChooseAnswer, type AnswerChoice, type AnswerChoiceList } from '#wire/answer-choices.ts'
import type { Conversation } from '#wire/conversations.ts'
import {
  CopyShared,
  CreateShares,
  ForkConversation,
  OpenSharedLink,
  PreviewShare,
  SharesQuery,
  type CreatedShares,
  type OpenedLink,
  type OwnShares,
  type RecipientList,
  type SharedConversation,
  type SharedItems,
  type ShareList,
} from '#wire/sharing.ts'
import type { ApiEnv } from '#server/access/api-env.ts'
import { clientAddress, type AddressRanges } from '#server/access/client-address.ts'
import { refuseOtherSites } from '#server/access/guard.ts'
import { body } from '#server/http/body.ts'
import { FILE_POLICY } from '#server/http/security-headers.ts'
import type { Bindings } from '#server/http/server.ts'
import { AppError } from '#server/lib/app-error.ts'
import type { Choices } from './choices.ts'
import type { Copying } from './copying.ts'
import type { OpeningLimits } from './opening-limits.ts'
import type { Sharing } from './sharing.ts'
import type { Viewing } from './viewing.ts'

export interface SharingParts {
  sharing: Sharing
  viewing: Viewing
  copying: Copying
  choices: Choices
}

const RecipientsQuery = z.object({ q: z.string().max(100).default('') })

/** Sharing, reading what is shared, copies and choices, under `/api`. */
export function createSharingRoutes(parts: SharingParts): Hono<ApiEnv> {
  const routes = new Hono<ApiEnv>()
  addOwnerRoutes(routes, parts)
  addReaderRoutes(routes, parts)
  addChoiceRoutes(routes, parts)
  return routes
}

function addOwnerRoutes(routes: Hono<ApiEnv>, { sharing, copying }: SharingParts): void {
  routes.get('/conversations/:id/shares', async (c) =>
    c.json<ShareList>(await sharing.list(c.var.principal, c.req.param('id'))),
  )
  routes.post('/conversations/:id/shares', body(CreateShares), async (c) => {
    const wish = c.req.valid('json')
    return c.json<CreatedShares>(
      await sharing.create(c.var.principal, c.req.param('id'), wish),
      201,
    )
  })
  routes.post('/conversations/:id/shares/preview', body(PreviewShare), async (c) => {
    const seen = c.req.valid('json')
    return c.json<SharedConversation>(
      await sharing.preview(c.var.principal, c.req.param('id'), seen),
    )
  })
  routes.post('/conversations/:id/fork', body(ForkConversation), async (c) => {
    const wish = c.req.valid('json')
    return c.json<Conversation>(await copying.fork(c.var.principal, c.req.param('id'), wish), 201)
  })
  routes.get('/shares', async (c) =>
    c.json<OwnShares>(await sharing.listOwn(c.var.principal, cursorOf(c))),
  )
  routes.delete('/shares/:id', async (c) => {
    await sharing.revoke(c.var.principal, c.req.param('id'))
    return c.body(null, 204)
  })
  routes.get('/share-recipients', (c) => {
    const { q } = RecipientsQuery.parse({ q: c.req.query('q')?.slice(0, 100) })
    return c.json<RecipientList>(sharing.findRecipients(c.var.principal, q))
  })
}

function addReaderRoutes(routes: Hono<ApiEnv>, { viewing, copying }: SharingParts): void {
  routes.get('/shared', async (c) =>
    c.json<SharedItems>(await viewing.list(c.var.principal, cursorOf(c))),
  )
  routes.post('/shared/open', body(OpenSharedLink), async (c) =>
    c.json<OpenedLink>(await viewing.open(c.var.principal, c.req.valid('json').token)),
  )
  routes.get('/shared/:id', async (c) =>
    c.json<SharedConversation>(await viewing.get(c.var.principal, c.req.param('id'))),
  )
  routes.post('/shared/:id/copy', body(CopyShared), async (c) => {
    const wish = c.req.valid('json')
    return c.json<Conversation>(
      await copying.copyShared(c.var.principal, c.req.param('id'), wish),
      201,
    )
  })
  routes.get('/shared/:id/attachments/:attachment', async (c) => {
    const { id, attachment } = c.req.param()
    const file = await viewing.readFile(c.var.principal, id, attachment)
    // Whatever it is, it is never opened in our name: not as a page, not with scripts, not in a frame.
    return c.body(ReadableStream.from(file.bytes), 200, {
      'cache-control': 'private, no-store',
      'content-type': 'application/octet-stream',
      'content-security-policy': FILE_POLICY,
      'content-length': String(file.sizeBytes),
      'content-disposition': `attachment; filename*=UTF-8''${encodeName(file.name)}`,
    })
  })
}

function addChoiceRoutes(routes: Hono<ApiEnv>, { choices }: SharingParts): void {
  routes.get('/conversations/:id/choices', async (c) =>
    c.json<AnswerChoiceList>(await choices.list(c.var.principal, c.req.param('id'))),
  )
  routes.post('/conversations/:id/choices', body(ChooseAnswer), async (c) => {
    const wish = c.req.valid('json')
    return c.json<AnswerChoice>(await choices.choose(c.var.principal, c.req.param('id'), wish), 201)
  })
  routes.get('/answer-choices.jsonl', async (c) => {
    const lines = choices.lines(c.var.principal)
    // Whoever may not is told so before the first byte.
    const first = await lines.next()
    const encoder = new TextEncoder()
    const stream = new ReadableStream<Uint8Array>({
      start(controller) {
        if (first.done) controller.close()
        else controller.enqueue(encoder.encode(`${JSON.stringify(first.value)}\n`))
      },
      async pull(controller) {
        const next = await lines.next()
        if (next.done) controller.close()
        else controller.enqueue(encoder.encode(`${JSON.stringify(next.value)}\n`))
      },
    })
    return c.body(stream, 200, {
      'content-type': 'application/x-ndjson',
      'content-disposition': 'attachment; filename="answer-choices.jsonl"',
    })
  })
}

export interface OpenLinkParts {
  viewing: Pick<Viewing, 'openToAnybody'>
  limits: OpeningLimits
  trustedProxies: AddressRanges
  publicUrl: string | null
}

/** `POST /s/open`: what a link shows to whoever is not signed in. The token comes in the body, so that no log has it. */
export function createOpenLinkRoute(parts: OpenLinkParts): Hono<{ Bindings: Bindings }> {
  const { viewing, limits, trustedProxies, publicUrl } = parts
  const routes = new Hono<{ Bindings: Bindings }>()
  routes.post('/s/open', body(OpenSharedLink), async (c) => {
    const { method, headers } = c.req.raw
    refuseOtherSites({ method, headers }, publicUrl)
    const forwarded = headers.get('x-forwarded-for') ?? undefined
    const socket = { remoteAddress: c.env?.remoteAddress }
    limits.take(
      clientAddress({ socket, headers: { 'x-forwarded-for': forwarded } }, trustedProxies),
    )
    const shown = await viewing.openToAnybody(c.req.valid('json').token)
    c.header('cache-control', 'no-store')
    c.header('x-robots-tag', 'noindex')
    return c.json<SharedConversation>(shown)
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

function cursorOf(c: Context<ApiEnv>): string | null {
  const asked = SharesQuery.safeParse(c.req.query())
  if (asked.success) return asked.data.cursor ?? null
  throw new AppError('invalid_request', 'The cursor is not one of ours: begin with the first page.')
}
