import type { Hono } from 'hono'
import type { ApiEnv } from './access/api-env.ts'
import type { Access } from './access/access.ts'
import { createMessagesStore } from './assistant/messages-store.ts'
import { createAttachmentsStore } from './attachments/attachments-store.ts'
import { createPiecesStore } from './attachments/pieces-store.ts'
import { createStoredFiles } from './attachments/stored-files.ts'
import type { Config } from './config.ts'
import type { Bindings } from './http/server.ts'
import { systemClock } from './lib/clock.ts'
import type { Database } from './lib/database.ts'
import { createId } from './lib/ids.ts'
import { createSecretBox } from './lib/secret-box.ts'
import { loadSecretKeys } from './lib/secret-keys.ts'
import { createChoicesStore } from './sharing/choices-store.ts'
import { createChoices } from './sharing/choices.ts'
import { createCopiesStore } from './sharing/copies-store.ts'
import { createCopying } from './sharing/copying.ts'
import { createOpeningLimits } from './sharing/opening-limits.ts'
import type { SharedFiles } from './sharing/ports.ts'
import { createOpenLinkRoute, createSharingRoutes } from './sharing/routes.ts'
import { createSharesStore } from './sharing/shares-store.ts'
import { createSharing } from './sharing/sharing.ts'
import { createViewing } from './sharing/viewing.ts'

interface Parts {
  database: Database
  access: Pick<Access, 'directory' | 'routes'>
  config: Pick<Config, 'dataFolder' | 'secrets' | 'server'>
}

/** Conversations that others read, copies of them, and choices between answers. */
export function openSharing(parts: Parts): {
  routes: Hono<ApiEnv>
  open: Hono<{ Bindings: Bindings }>
} {
  const { database, access, config } = parts
  const { publicUrl } = config.server
  const { directory: people } = access
  const { trustedProxies } = access.routes.accounts
  const clock = systemClock
  const source = createMessagesStore(database)
  const store = createSharesStore(database)
  const copies = createCopiesStore(database)
  const files = readFiles(parts)
  const viewing = createViewing({ store, source, people, files })
  const common = { source, clock, createId }
  const copying = createCopying({ ...common, store: copies, viewing })
  const sharing = createSharing({ ...common, store, copies, people })
  const choices = createChoices({ ...common, store: createChoicesStore(database), copies })
  const limits = createOpeningLimits(clock)
  return {
    routes: createSharingRoutes({ sharing, viewing, copying, choices }),
    open: createOpenLinkRoute({ viewing, limits, trustedProxies, publicUrl }),
  }
}

/** Files as others read them: opened with the same keys as their owner's. */
function readFiles({ database, config }: Parts): SharedFiles {
  const keys = loadSecretKeys(config.dataFolder, config.secrets.keys)
  const store = createAttachmentsStore(database)
  const pieces = createPiecesStore(database)
  const files = createStoredFiles({ pieces, box: createSecretBox(keys) })
  return {
    async read(owner, attachmentId) {
      const [found] = await store.find(owner, [attachmentId])
      if (!found) return undefined
      const { name, sizeBytes } = found
      return { name, sizeBytes, bytes: files.content(owner.tenantId, found) }
    },
  }
}
