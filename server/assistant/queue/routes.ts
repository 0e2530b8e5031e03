import { Hono } from 'hono'
import { QueueMessage, UpdateQueuedMessage, type MessageQueue } from '#wire/queue.ts'
import { IDEMPOTENCY_HEADER, type StartedRun } from '#wire/runs.ts'
import type { ApiEnv } from '#server/access/api-env.ts'
import { body } from '#server/http/body.ts'
import { AppError } from '#server/lib/app-error.ts'
import type { Queue } from './queue.ts'

/** As of a message that is sent at once. */
const MAX = 2 * 1024 * 1024

/** `/conversations/:id/queue…`, mounted under `/api`. */
export function createQueueRoutes(queue: Queue): Hono<ApiEnv> {
  const routes = new Hono<ApiEnv>()
  routes.get('/conversations/:id/queue', async (c) =>
    c.json<MessageQueue>(await queue.list(c.var.principal, c.req.param('id'))),
  )
  routes.post('/conversations/:id/queue', body(QueueMessage, MAX), async (c) => {
    const idempotencyKey = c.req.header(IDEMPOTENCY_HEADER) ?? null
    if (idempotencyKey !== null && !/^[\x21-\x7e]{1,200}$/.test(idempotencyKey)) {
      const hint = `${IDEMPOTENCY_HEADER} has 1 to 200 printable ASCII characters.`
      throw new AppError('invalid_request', hint)
    }
    const wish = { ...c.req.valid('json'), idempotencyKey }
    const queued = await queue.add(c.var.principal, c.req.param('id'), wish)
    return c.json<MessageQueue>(queued, 201)
  })
  routes.post('/conversations/:id/queue/next', async (c) => {
    const started = await queue.sendNext(c.var.principal, c.req.param('id'))
    return started ? c.json<StartedRun>(started, 201) : c.body(null, 204)
  })
  routes.patch('/conversations/:id/queue/:item', body(UpdateQueuedMessage, MAX), async (c) => {
    const place = { conversationId: c.req.param('id'), id: c.req.param('item') }
    const changed = await queue.change(c.var.principal, place, c.req.valid('json'))
    return c.json<MessageQueue>(changed)
  })
  routes.delete('/conversations/:id/queue/:item', async (c) => {
    const place = { conversationId: c.req.param('id'), id: c.req.param('item') }
    return c.json<MessageQueue>(await queue.remove(c.var.principal, place))
  })
  return routes
}
