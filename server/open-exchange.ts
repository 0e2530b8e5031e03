import type { Hono } from 'hono'
import type { ApiEnv } from './access/api-env.ts'
import { createExports } from './exchange/export/exports.ts'
import { createExportStore } from './exchange/export/export-store.ts'
import { createRenderers } from './exchange/export/renderer.ts'
import { createExchangeRoutes } from './exchange/routes.ts'
import { systemClock } from './lib/clock.ts'
import type { Database } from './lib/database.ts'

export interface ExchangeParts {
  database: Database
  /** How people reach this Galerne. */
  url: string
}

/** Conversations out to files and in from those of others. */
export function openExchange({ database, url }: ExchangeParts): Hono<ApiEnv> {
  const renderers = createRenderers()
  const store = createExportStore(database)
  const exports = createExports({ store, renderers, clock: systemClock, url })
  return createExchangeRoutes({ exports })
}
