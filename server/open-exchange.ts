import type { Hono } from 'hono'
import type { Principal } from './access/principal.ts'
import { createAttachmentsStore } from './attachments/attachments-store.ts'
import { createPiecesStore } from './attachments/pieces-store.ts'
import { createStoredFiles } from './attachments/stored-files.ts'
import type { ApiEnv } from './access/api-env.ts'
import type { Config } from './config.ts'
import { createExports } from './exchange/export/exports.ts'
import { createExportStore } from './exchange/export/export-store.ts'
import { createRenderers } from './exchange/export/renderer.ts'
import { createImportStore } from './exchange/import/import-store.ts'
import { createImports } from './exchange/import/imports.ts'
import { readInThread } from './exchange/import/reader.ts'
import { createReceiver } from './exchange/import/receive.ts'
import { createExchangeRoutes } from './exchange/routes.ts'
import { systemClock as clock } from './lib/clock.ts'
import type { Database } from './lib/database.ts'
import type { Log } from './lib/log.ts'
import { createSecretBox } from './lib/secret-box.ts'
import type { Secret } from './lib/secret.ts'

export interface ExchangeParts {
  config: Pick<Config, 'dataFolder'>
  database: Database
  /** How people reach this Galerne. */
  url: string
  secretKeys: Secret[]
  log: Log
  closers: (() => Promise<void> | void)[]
}

/** Conversations out to files, and in from those of other programs. */
export function openExchange(parts: ExchangeParts): Hono<ApiEnv> {
  const { config, database, url, log, closers } = parts
  const renderers = createRenderers()
  closers.push(() => renderers.close())
  const receiver = createReceiver(config.dataFolder)
  receiver.sweep(clock.now())
  return createExchangeRoutes({
    exports: createExports({
      store: createExportStore(database),
      readFile: openFiles(parts),
      renderers,
      clock,
      url,
    }),
    imports: createImports({ store: createImportStore(database), read: readInThread, clock, log }),
    receiver,
  })
}

function openFiles({ database, secretKeys }: ExchangeParts) {
  const store = createAttachmentsStore(database)
  const pieces = createPiecesStore(database)
  const files = createStoredFiles({ pieces, box: createSecretBox(secretKeys) })
  return async function* readFile({ tenantId, id: ownerId }: Principal, attachmentId: string) {
    const [found] = await store.find({ tenantId, ownerId }, [attachmentId])
    if (found) yield* files.content(tenantId, found)
  }
}
