import { Hono } from 'hono'
import { EXPORT_COUNT_HEADER, ExportRequest } from '#wire/exchange.ts'
import type { ApiEnv } from '#server/access/api-env.ts'
import { body } from '#server/http/body.ts'
import { dispositionOf } from './export/file-names.ts'
import type { Exports } from './export/exports.ts'

export interface ExchangeRoutes {
  exports: Exports
}

/** `/exports` and `/imports`, mounted under `/api`. */
export function createExchangeRoutes({ exports }: ExchangeRoutes): Hono<ApiEnv> {
  const routes = new Hono<ApiEnv>()

  routes.post('/exports', body(ExportRequest), async (c) => {
    const { principal, signal } = c.var
    const file = await exports.open(principal, c.req.valid('json'))
    signal.addEventListener('abort', () => void file.close(), { once: true })
    return c.body(ReadableStream.from(file.chunks), 200, {
      'content-type': file.type,
      'content-disposition': dispositionOf(file.name),
      'cache-control': 'no-store',
      [EXPORT_COUNT_HEADER]: String(file.conversations),
    })
  })

  return routes
}
