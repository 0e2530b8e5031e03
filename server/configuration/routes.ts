import { Hono } from 'hono'
import type { Reloaded, RotatedSecrets } from '#wire/configuration.ts'
import type { ApiEnv } from '#server/access/api-env.ts'
import { requireAllowed } from '#server/access/require-allowed.ts'
import type { Configuration } from './configuration.ts'

/** `/configuration…`, mounted under `/api`. */
export function createConfigurationRoutes(configuration: Configuration): Hono<ApiEnv> {
  const routes = new Hono<ApiEnv>()
  routes.post('/configuration/reload', async (c) => {
    requireAllowed(c.var.principal, 'configuration.reload', { kind: 'configuration' })
    return c.json<Reloaded>(await configuration.reload())
  })
  routes.post('/secrets/rotation', async (c) => {
    requireAllowed(c.var.principal, 'installation.manage', { kind: 'configuration' })
    return c.json<RotatedSecrets>(await configuration.rotateSecrets())
  })
  return routes
}
