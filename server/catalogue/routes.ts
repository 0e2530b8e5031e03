import { Hono } from 'hono'
import { z } from 'zod'
import type { Catalogue } from '#wire/catalogue.ts'
import {
  PlaygroundRun,
  SavePlayground,
  type Playground,
  type PlaygroundEvent,
  type PlaygroundList,
} from '#wire/playground.ts'
import { ProviderForm, type ProviderInfo, type ProviderTest } from '#wire/providers.ts'
import type { ApiEnv } from '#server/access/api-env.ts'
import { body } from '#server/http/body.ts'
import { sseResponse, type SseEvent } from '#server/http/sse.ts'
import { requireAllowed } from '#server/access/require-allowed.ts'
import { AppError } from '#server/lib/app-error.ts'
import type { CatalogueParts } from './catalogue.ts'

/** Pictures come as text, a third longer than they are. */
const MAX_PLAYGROUND_BYTES = 40 * 1024 * 1024

/** `/catalogue…`, `/providers…` and `/playground…`, mounted under `/api`. */
export function createCatalogueRoutes(parts: CatalogueParts): Hono<ApiEnv> {
  const routes = new Hono<ApiEnv>()
  routes.route('/', catalogueRoutes(parts))
  routes.route('/', providerRoutes(parts))
  routes.route('/', playgroundRoutes(parts))
  return routes
}

function catalogueRoutes({ catalogue }: CatalogueParts): Hono<ApiEnv> {
  const routes = new Hono<ApiEnv>()
  routes.get('/catalogue', async (c) => c.json<Catalogue>(await catalogue.read(c.var.principal)))
  routes.post('/catalogue/downloads/:id', async (c) => {
    await catalogue.startDownload(c.var.principal, c.req.param('id'))
    return c.body(null, 202)
  })
  routes.delete('/catalogue/downloads/:id', async (c) => {
    await catalogue.stopDownload(c.var.principal, c.req.param('id'))
    return c.body(null, 204)
  })
  return routes
}

const Enabling = z.strictObject({ isEnabled: z.boolean() })

function providerRoutes({ providers }: CatalogueParts): Hono<ApiEnv> {
  const routes = new Hono<ApiEnv>()
  routes.get('/providers', (c) => c.json({ providers: providers.list(c.var.principal) }))
  routes.get('/providers/presets', (c) =>
    c.json({ presets: providers.listPresets(c.var.principal) }),
  )
  routes.post('/providers', body(ProviderForm), async (c) => {
    const added = await providers.add(c.var.principal, c.req.valid('json'))
    return c.json<ProviderInfo>(added, 201)
  })
  // A preset may be called so too: what is asked for is in the method.
  routes.post('/providers/test', body(ProviderForm), async (c) => {
    const { principal, signal } = c.var
    const result = await providers.test(principal, c.req.valid('json'), signal)
    return c.json<ProviderTest>(result)
  })
  routes.post('/providers/:id', body(ProviderForm), async (c) => {
    const form = c.req.valid('json')
    requireAllowed(c.var.principal, 'provider.manage', { kind: 'provider' })
    if (form.id !== c.req.param('id')) {
      throw new AppError('invalid_request', 'The name of a provider cannot be changed.', {
        param: 'id',
      })
    }
    return c.json<ProviderInfo>(await providers.change(c.var.principal, form))
  })
  routes.patch('/providers/:id', body(Enabling), async (c) => {
    const { isEnabled } = c.req.valid('json')
    const changed = await providers.setEnabled(c.var.principal, c.req.param('id'), isEnabled)
    return c.json<ProviderInfo>(changed)
  })
  routes.get('/providers/:id/dependents', (c) =>
    c.json(providers.dependents(c.var.principal, c.req.param('id'))),
  )
  routes.delete('/providers/:id', async (c) => {
    await providers.remove(c.var.principal, c.req.param('id'))
    return c.body(null, 204)
  })
  return routes
}

function playgroundRoutes({ playground }: CatalogueParts): Hono<ApiEnv> {
  const routes = new Hono<ApiEnv>()
  routes.post('/playground/run', body(PlaygroundRun, MAX_PLAYGROUND_BYTES), (c) => {
    const { principal, requestId, signal } = c.var
    // Once the stream has begun, a refusal would be one of its events.
    requireAllowed(principal, 'playground.write', { kind: 'playground' })
    const events = playground.run({ principal, requestId, signal }, c.req.valid('json'))
    return sseResponse(toSse(events), { signal })
  })
  routes.get('/playgrounds', async (c) => {
    const playgrounds = await playground.list(c.var.principal)
    return c.json<PlaygroundList>({ playgrounds })
  })
  routes.post('/playgrounds', body(SavePlayground, MAX_PLAYGROUND_BYTES), async (c) => {
    const made = await playground.create(c.var.principal, c.req.valid('json'))
    return c.json<Playground>(made, 201)
  })
  routes.get('/playgrounds/:id', async (c) =>
    c.json<Playground>(await playground.get(c.var.principal, c.req.param('id'))),
  )
  routes.patch('/playgrounds/:id', body(SavePlayground, MAX_PLAYGROUND_BYTES), async (c) => {
    const { principal } = c.var
    const changed = await playground.update(principal, c.req.param('id'), c.req.valid('json'))
    return c.json<Playground>(changed)
  })
  routes.delete('/playgrounds/:id', async (c) => {
    await playground.remove(c.var.principal, c.req.param('id'))
    return c.body(null, 204)
  })
  return routes
}

async function* toSse(events: AsyncIterable<PlaygroundEvent>): AsyncGenerator<SseEvent> {
  for await (const event of events) yield { data: JSON.stringify(event) }
}
