import { Hono } from 'hono'
import { AnswerProposal } from '#wire/around-answers.ts'
import {
  AssistantSettings,
  CreateMemory,
  UpdateMemory,
  UpdatePreferences,
  type Memory,
  type MemoryList,
  type Preferences,
} from '#wire/preferences.ts'
import type { ApiEnv } from '#server/access/api-env.ts'
import { body } from '#server/http/body.ts'
import type { PersonalDesk } from './personal.ts'

/** `/preferences`, `/memories…` and `/assistant/settings`, mounted under `/api`. */
export function createPersonalRoutes(desk: PersonalDesk): Hono<ApiEnv> {
  const routes = new Hono<ApiEnv>()
  routes.get('/preferences', async (c) =>
    c.json<Preferences>(await desk.preferences(c.var.principal)),
  )
  routes.patch('/preferences', body(UpdatePreferences), async (c) =>
    c.json<Preferences>(await desk.change(c.var.principal, c.req.valid('json'))),
  )
  routes.get('/memories', async (c) => c.json<MemoryList>(await desk.memories(c.var.principal)))
  routes.post('/memories', body(CreateMemory), async (c) =>
    c.json<Memory>(await desk.remember(c.var.principal, c.req.valid('json')), 201),
  )
  routes.delete('/memories', async (c) => {
    await desk.forgetAll(c.var.principal)
    return c.body(null, 204)
  })
  routes.post('/memories/proposals/:id', body(AnswerProposal), async (c) => {
    await desk.answerProposal(c.var.principal, c.req.param('id'), c.req.valid('json'))
    return c.body(null, 204)
  })
  routes.patch('/memories/:id', body(UpdateMemory), async (c) => {
    const { text } = c.req.valid('json')
    return c.json<Memory>(await desk.correct(c.var.principal, c.req.param('id'), text))
  })
  routes.delete('/memories/:id', async (c) => {
    await desk.forget(c.var.principal, c.req.param('id'))
    return c.body(null, 204)
  })
  routes.get('/assistant/settings', async (c) =>
    c.json<AssistantSettings>(await desk.settings(c.var.principal)),
  )
  routes.put('/assistant/settings', body(AssistantSettings), async (c) =>
    c.json<AssistantSettings>(await desk.saveSettings(c.var.principal, c.req.valid('json'))),
  )
  return routes
}
