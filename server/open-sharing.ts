import type { Hono } from 'hono'
import type { ApiEnv } from './access/api-env.ts'
import type { Access } from './access/access.ts'
import { createMessagesStore } from './assistant/messages-store.ts'
import type { Bindings } from './http/server.ts'
import { systemClock } from './lib/clock.ts'
import type { Database } from './lib/database.ts'
import { createId } from './lib/ids.ts'
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
  publicUrl: string | null
  files?: SharedFiles
}

/** Conversations that others read, copies of them, and choices between answers. */
export function openSharing(parts: Parts): {
  routes: Hono<ApiEnv>
  open: Hono<{ Bindings: Bindings }>
} {
  const { database, access, files, publicUrl } = parts
  const { directory: people } = access
  const { trustedProxies } = access.routes.accounts
  const clock = systemClock
  const source = createMessagesStore(database)
  const store = createSharesStore(database)
  const copies = createCopiesStore(database)
  const withFiles = files && { files }
  const viewing = createViewing({ store, source, people, ...withFiles })
  const common = { source, clock, createId }
  const copying = createCopying({ ...common, store: copies, viewing, ...withFiles })
  const sharing = createSharing({ ...common, store, copies, people })
  const choices = createChoices({ ...common, store: createChoicesStore(database), copies })
  const limits = createOpeningLimits(clock)
  return {
    routes: createSharingRoutes({ sharing, viewing, copying, choices }),
    open: createOpenLinkRoute({ viewing, limits, trustedProxies, publicUrl }),
  }
}
