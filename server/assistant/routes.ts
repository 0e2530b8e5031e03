import { Hono, type Context } from 'hono'
import { z } from 'zod'
import {
  ChangeConversations,
  ConversationsShown,
  CreateConversation,
  UpdateConversation,
  type ChangedConversations,
  type Conversation,
  type ConversationPage,
  type MessageList,
  MessageQuery,
} from '#wire/conversations.ts'
import { IDEMPOTENCY_HEADER, StartRun, type RunEvent, type StartedRun } from '#wire/runs.ts'
import type { ApiEnv } from '#server/access/api-env.ts'
import { body } from '#server/http/body.ts'
import { sseResponse, type SseEvent } from '#server/http/sse.ts'
import { AppError } from '#server/lib/app-error.ts'
import type { Assistant } from './assistant.ts'
import { createAroundRoutes } from './follow-ups/routes.ts'
import { createFolderRoutes } from './folders/routes.ts'
import { createSearchRoutes } from './search/routes.ts'
import { createTemporaryRoutes } from './temporary/routes.ts'

/** A message may have 200,000 characters, each of them six bytes of JSON at worst. */
const MAX_RUN_BYTES = 2 * 1024 * 1024

const PageQuery = z.object({
  limit: z.coerce.number().int().min(1).max(200).default(50),
  cursor: z.string().max(200).optional(),
  shown: ConversationsShown.default('active'),
  folderId: z.uuid().optional(),
})
const Sequence = z.coerce.number().int().nonnegative()
const IdempotencyKey = z.string().regex(/^[\x21-\x7e]{1,200}$/)

/** `/conversations…` and `/runs…`, mounted under `/api`. */
export function createAssistantRoutes({
  conversations,
  runs,
  folders,
  search,
  answerTemporarily,
  around,
}: Assistant): Hono<ApiEnv> {
  const routes = new Hono<ApiEnv>()
  routes.route('/', createFolderRoutes(folders))
  routes.route('/', createSearchRoutes(search))
  routes.route('/', createTemporaryRoutes(answerTemporarily))
  routes.route('/', createAroundRoutes(around))

  routes.get('/conversations', async (c) => {
    const hint =
      'limit is a number from 1 to 200, shown one of active, archived, deleted, folderId the id of a folder'
    const { cursor = null, folderId, ...asked } = read(PageQuery, c.req.query(), hint)
    const page = await conversations.list(c.var.principal, {
      ...asked,
      cursor,
      ...(folderId !== undefined && { folderId }),
    })
    return c.json<ConversationPage>(page)
  })
  routes.post('/conversations/changes', body(ChangeConversations), async (c) => {
    const ids = await conversations.changeAll(c.var.principal, c.req.valid('json'))
    return c.json<ChangedConversations>({ ids })
  })
  routes.post('/conversations', body(CreateConversation), async (c) => {
    const conversation = await conversations.create(c.var.principal, c.req.valid('json'))
    return c.json<Conversation>(conversation, 201)
  })
  routes.get('/conversations/:id', async (c) =>
    c.json<Conversation>(await conversations.read(c.var.principal, c.req.param('id'))),
  )
  routes.patch('/conversations/:id', body(UpdateConversation), async (c) => {
    const { principal } = c.var
    const changed = await conversations.update(principal, c.req.param('id'), c.req.valid('json'))
    return c.json<Conversation>(changed)
  })
  routes.delete('/conversations/:id', async (c) => {
    await conversations.remove(c.var.principal, c.req.param('id'))
    return c.body(null, 204)
  })
  routes.get('/conversations/:id/messages', (c) => listMessages(c, conversations))

  routes.post('/conversations/:id/runs', body(StartRun, MAX_RUN_BYTES), async (c) => {
    const key = c.req.header(IDEMPOTENCY_HEADER)
    const hint = `${IDEMPOTENCY_HEADER} has 1 to 200 printable ASCII characters`
    const started = await runs.start(c.var.principal, {
      conversationId: c.req.param('id'),
      request: c.req.valid('json'),
      idempotencyKey: key === undefined ? null : read(IdempotencyKey, key, hint),
    })
    return c.json<StartedRun>(started, 201)
  })
  routes.get('/runs/:id/events', async (c) => {
    const { signal } = c.var
    const from = { after: readPosition(c), signal }
    const events = await runs.follow(c.var.principal, c.req.param('id'), from)
    return sseResponse(toSse(events), { signal, retryMs: 500 })
  })
  routes.post('/runs/:id/stop', async (c) => {
    await runs.stop(c.var.principal, c.req.param('id'))
    return c.body(null, 204)
  })
  return routes
}

/** The last sequence that the listener has: what the browser sends when it comes back, else `?after=`. */
function readPosition(c: Context<ApiEnv>): number {
  const given = c.req.header('last-event-id') ?? c.req.query('after') ?? '0'
  return read(Sequence, given, 'Last-Event-ID, or ?after=, is the number of an event')
}

async function* toSse(events: AsyncIterable<RunEvent>): AsyncGenerator<SseEvent> {
  for await (const event of events) yield { id: event.sequence, data: JSON.stringify(event) }
}

function read<Schema extends z.ZodType>(
  schema: Schema,
  given: unknown,
  hint: string,
): z.output<Schema> {
  const parsed = schema.safeParse(given)
  if (parsed.success) return parsed.data
  throw new AppError('invalid_request', `${hint}.`)
}

async function listMessages(
  c: Context<ApiEnv, '/conversations/:id/messages'>,
  conversations: Assistant['conversations'],
): Promise<Response> {
  const { principal } = c.var
  const id = c.req.param('id')
  const { newest } = read(MessageQuery, c.req.query(), '“newest” is a number from 1 to 1000')
  if (newest === undefined) {
    return c.json<MessageList>({ messages: await conversations.listMessages(principal, id) })
  }
  // One more, to know whether there are more.
  const messages = await conversations.listMessages(principal, id, newest + 1)
  const hasEarlier = messages.length > newest
  return c.json<MessageList>({ messages: messages.slice(-newest), hasEarlier })
}
