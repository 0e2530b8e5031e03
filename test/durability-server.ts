import { join } from 'node:path'
import { Hono } from 'hono'
import type { ApiEnv } from '#server/access/api-env.ts'
import { LOCAL_OWNER } from '#server/access/principal.ts'
import { createAssistant } from '#server/assistant/assistant.ts'
import { createAssistantRoutes } from '#server/assistant/routes.ts'
import { createGateway } from '#server/gateway/gateway.ts'
import { toErrorResponse } from '#server/http/errors.ts'
import { listen } from '#server/http/server.ts'
import { systemClock } from '#server/lib/clock.ts'
import { openDatabase } from '#server/lib/database.ts'
import { createLog } from '#server/lib/log.ts'
import { createFakeProvider } from '#server/providers/fake.ts'

const [folder = '', url] = process.argv.slice(2)
const log = createLog({ level: 'warn', write: (line) => process.stderr.write(line) })
const clock = systemClock
const database = await openDatabase({ url: url ?? null, folder: join(folder, 'db'), log })
const provider = createFakeProvider()
const gateway = createGateway({
  providers: () => [provider],
  recordUsage: () => undefined,
  clock,
  log,
})
const assistant = createAssistant({ database, gateway, clock, log })
await assistant.start()
const app = new Hono<ApiEnv>()
app.use(async (c, next) => {
  c.set('principal', LOCAL_OWNER)
  c.set('signal', c.req.raw.signal)
  await next()
})
app.onError((error) => toErrorResponse(error, { requestId: '', log }))
app.route('/api', createAssistantRoutes(assistant))
const http = await listen({
  host: '127.0.0.1',
  port: 0,
  fetch: (request) => app.fetch(request),
  v1: (_request, response) => response.end(),
  isHostAllowed: () => true,
  log,
})
process.send?.({ type: 'ready', url: http.url })
