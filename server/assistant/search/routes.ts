import { Hono } from 'hono'
import { SearchRequest, type SearchResult } from '#wire/search.ts'
import type { ApiEnv } from '#server/access/api-env.ts'
import { body } from '#server/http/body.ts'
import type { Search } from './search.ts'

/** `/search`, mounted under `/api`. The words are in the body: addresses are written into logs. */
export function createSearchRoutes(search: Search): Hono<ApiEnv> {
  const routes = new Hono<ApiEnv>()
  routes.post('/search', body(SearchRequest), async (c) =>
    c.json<SearchResult>(await search(c.var.principal, c.req.valid('json'))),
  )
  return routes
}
