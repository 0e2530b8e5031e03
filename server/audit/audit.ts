import type { Clock } from '#server/lib/clock.ts'
import { noteEvents } from '#server/lib/database-outbox.ts'
import type { Database } from '#server/lib/database.ts'
import { createId } from '#server/lib/ids.ts'
import type { Log } from '#server/lib/log.ts'
import { createSecretBox } from '#server/lib/secret-box.ts'
import type { Secret } from '#server/lib/secret.ts'
import { createActorsStore } from './actors-store.ts'
import { createArchiveStore } from './archive-store.ts'
import { openChores } from './chores.ts'
import { createDenials, type Denials } from './denials.ts'
import { createKeysStore } from './keys-store.ts'
import { createReadStore } from './read-store.ts'
import { createReader, type AuditReader } from './reader.ts'
import { createSearchStore } from './search-store.ts'
import { createSequencer } from './sequencer.ts'
import type { AuditSettings } from './settings.ts'
import { createTimeStampsStore } from './sinks/time-stamps-store.ts'
import { createSinksStore } from './sinks/sinks-store.ts'
import { commitTo } from './trail/trail-record.ts'
import { createTrailStore } from './trail-store.ts'
import { createVerifications } from './verifications.ts'
import { createVerificationsStore } from './verifications-store.ts'

export interface Audit extends AuditReader {
  /** What was refused, for the trail. Waits for nothing. */
  denials: Denials
  /**
   * This text, without the text: HMAC-SHA256 under the organisation's own key, base64url. The same for the same text of the
   * same organisation.
   */
  commit(tenantId: string, text: string): Promise<string>
  /** Whatever happened until now is in the trail. */
  settle(tenantId: string): Promise<void>
  /** Nobody can tell any more whose entries they are; proofs hold as before. False: the person never was in the trail. */
  erasePerson(tenantId: string, personId: string): Promise<boolean>
  rotateKey(tenantId: string): Promise<void>
  close(): Promise<void>
}

export interface AuditSetup {
  database: Database
  clock: Clock
  log: Log
  settings: AuditSettings
  /** What keys are sealed with, the newest first. */
  secretKeys: readonly Secret[]
  dataFolder: string
  /** How people reach this Galerne; null: nobody said. Part of the name of trails that begin. */
  publicUrl: string | null
  /** False: another process of this machine empties the outbox and delivers to sinks. */
  doesChores: boolean
  /** How often the outbox is looked at. */
  everyMs?: number
}

/** What happened, for good: takes the outbox into the trail, signs it, sends it on, and lets people search it. */
export function openAudit(setup: AuditSetup): Audit {
  const { database, clock, log, settings } = setup
  const stores = openStores(setup)
  const { actors } = stores
  const sequencer = createSequencer({
    ...stores,
    clock,
    origin: () => originFrom(setup.publicUrl),
    checkpoints: {
      everyMs: settings.checkpointSeconds * 1000,
      everyEntries: settings.checkpointEntries,
    },
  })
  const settle = async (tenantId: string) => {
    // At most what was there when it began: others may write as fast as this reads.
    for (let batches = 0; batches < MAX_BATCHES; batches += 1) {
      if (!(await sequencer.takeSome(tenantId))) return
    }
  }
  const denials = createDenials({
    clock,
    log,
    write: (tenantId, events) =>
      database.withTenant(tenantId, (sql) => noteEvents(sql, tenantId, events)),
  })
  const verificationsStore = createVerificationsStore(database)
  const verifications = createVerifications({ ...stores, store: verificationsStore, clock, log })
  const parts = { ...setup, ...stores, sequencer, verifications, settle }
  const chores = setup.doesChores ? openChores(parts) : undefined
  return {
    ...createReader(parts),
    denials,
    settle,
    commit: async (tenantId, text) => {
      const own = await database.withTenant(tenantId, (sql) => sequencer.commitment(sql, tenantId))
      return commitTo(own.commit, text)
    },
    erasePerson: (tenantId, personId) => actors.erasePerson(tenantId, personId),
    rotateKey: (tenantId) => sequencer.rotateKey(tenantId),
    async close() {
      await denials.close()
      await verifications.close()
      await chores?.close()
    },
  }
}

function openStores({ database, secretKeys }: AuditSetup) {
  const box = createSecretBox(secretKeys)
  return {
    store: createTrailStore(database),
    keys: createKeysStore(database, box),
    actors: createActorsStore(database, box),
    read: createReadStore(database),
    archive: createArchiveStore(database),
    stamps: createTimeStampsStore(database),
    searches: createSearchStore(database),
    sinks: createSinksStore(database),
  }
}

const MAX_BATCHES = 1000

/** Unlike any other's: many Galernes have no address of their own. */
function originFrom(publicUrl: string | null): string {
  const host = publicUrl === null ? 'galerne' : new URL(publicUrl).host
  return `${host}/audit/${createId().slice(-12)}`
}
