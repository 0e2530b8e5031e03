import { Hono } from 'hono'
import type { ApiEnv } from '#server/access/api-env.ts'
import { describeApi, type OpenApiDocument } from './document.ts'

/** `GET /openapi.json`, mounted under `/api`. */
export function createOpenApiRoutes(version: string): Hono<ApiEnv> {
  let made: OpenApiDocument | undefined
  const routes = new Hono<ApiEnv>()
  routes.get('/openapi.json', (c) => {
    made ??= describeApi(version)
    return c.json(made)
  })
  return routes
}
