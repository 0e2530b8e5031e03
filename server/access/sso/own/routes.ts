import { Hono } from 'hono'
import {
  SamlMetadata,
  SaveOwnSignIn,
  type OwnSignIn,
  type ReadSamlMetadata,
} from '#wire/own-sign-in.ts'
import { body } from '#server/http/body.ts'
import type { ApiEnv } from '../../api-env.ts'
import { requireAllowed } from '../../require-allowed.ts'
import type { OwnWays } from './own-ways.ts'
import { readSamlMetadata } from './saml-metadata.ts'

/** `/own-sign-in`, under `/api`. What each may, its capability asks. */
export function createOwnWayRoutes(own: OwnWays): Hono<ApiEnv> {
  const routes = new Hono<ApiEnv>()
  routes.post('/own-sign-in', body(SaveOwnSignIn), async (c) => {
    const made = await own.add(c.var.principal, c.req.valid('json'))
    return c.json(made satisfies OwnSignIn, 201)
  })
  routes.put('/own-sign-in/:id', body(SaveOwnSignIn), async (c) => {
    const saved = await own.change(c.var.principal, c.req.param('id'), c.req.valid('json'))
    return c.json(saved satisfies OwnSignIn)
  })
  routes.delete('/own-sign-in/:id', async (c) => {
    await own.remove(c.var.principal, c.req.param('id'))
    return c.body(null, 204)
  })
  routes.post('/own-sign-in/metadata', body(SamlMetadata), (c) => {
    requireAllowed(c.var.principal, 'sign-in.configure', { kind: 'sign-in' })
    return c.json(readSamlMetadata(c.req.valid('json').xml) satisfies ReadSamlMetadata)
  })
  return routes
}
