import type { Hono } from 'hono'
import { createAttachmentsStore, type FileOwner } from './attachments/attachments-store.ts'
import { createPiecesStore } from './attachments/pieces-store.ts'
import { createStoredFiles } from './attachments/stored-files.ts'
import type { ApiEnv } from './access/api-env.ts'
import type { Config } from './config.ts'
import { createExports } from './exchange/export/exports.ts'
import { createBesideStore } from './exchange/export/beside-store.ts'
import { createExportStore } from './exchange/export/export-store.ts'
import { createOwnCopy, type OwnCopy } from './exchange/export/own-copy.ts'
import { createRenderers } from './exchange/export/renderer.ts'
import { createImportStore } from './exchange/import/import-store.ts'
import { createImports } from './exchange/import/imports.ts'
import { readInThread } from './exchange/import/reader.ts'
import type { FileKeeper } from './exchange/import/take-files.ts'
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
  /** Where files of archives go. */
  keeper: FileKeeper
  log: Log
  closers: (() => Promise<void> | void)[]
}

/** Conversations out to files, and in from those of other programs. */
export function openExchange(parts: ExchangeParts): Hono<ApiEnv> {
  const { config, database, url, log, closers } = parts
  const renderers = createRenderers()
  closers.push(() => renderers.close())
  const readFile = openFiles(parts)
  const receiver = createReceiver(config.dataFolder)
  receiver.sweep(clock.now())
  return createExchangeRoutes({
    exports: createExports({
      store: createExportStore(database),
      readFile: ({ tenantId, id: ownerId }, fileId) => readFile({ tenantId, ownerId }, fileId),
      renderers,
      clock,
      url,
    }),
    imports: createImports({
      store: createImportStore(database),
      read: readInThread,
      keeper: parts.keeper,
      clock,
      log,
    }),
    receiver,
  })
}

/** All that a person has said and given along, for themself. */
export function openOwnCopy(parts: FileParts): OwnCopy {
  const { database } = parts
  const store = createExportStore(database)
  return createOwnCopy({ store, beside: createBesideStore(database), readFile: openFiles(parts) })
}

type FileParts = Pick<ExchangeParts, 'database' | 'secretKeys'>

function openFiles({ database, secretKeys }: FileParts) {
  const store = createAttachmentsStore(database)
  const pieces = createPiecesStore(database)
  const files = createStoredFiles({ pieces, box: createSecretBox(secretKeys) })
  return async function* readFile(owner: FileOwner, attachmentId: string) {
    const [found] = await store.find(owner, [attachmentId])
    if (found) yield* files.content(owner.tenantId, found)
  }
}
