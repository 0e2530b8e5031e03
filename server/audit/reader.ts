import type {
  AuditCheckpointList,
  AuditEntry,
  AuditEntryDetail,
  AuditPage,
  AuditProof,
  AuditSearch,
  AuditState,
  AuditTrailPart,
  AuditVerification,
} from '#wire/audit.ts'
import type { Database } from '#server/lib/database.ts'
import type { AuditEvent } from '#server/lib/database-outbox.ts'
import { fieldOf } from '#server/lib/field-of.ts'
import { parseJson } from '#server/lib/parse-json.ts'
import type { ActorsStore } from './actors-store.ts'
import type { KeysStore } from './keys-store.ts'
import type { ReadStore } from './read-store.ts'
import type { SearchStore, StoredEntry } from './search-store.ts'
import type { Sequencer } from './sequencer.ts'
import type { AuditSettings } from './settings.ts'
import type { SinksStore } from './sinks/sinks-store.ts'
import { placeOf } from './to-entries.ts'
import { openCheckpoint } from './trail/checkpoint.ts'
import { proveInclusion, rootFromInclusion } from './trail/proofs.ts'
import { readNoteVerifier } from './trail/signed-note.ts'
import { openPrivate } from './trail/trail-record.ts'
import type { Verifications } from './verifications.ts'

/** The trail, for those who may read it. Reading it is an event itself. */
export interface AuditReader {
  search(tenantId: string, search: AuditSearch): Promise<AuditPage>
  /** All that is found, page by page, the newest first. */
  exportAll(tenantId: string, search: AuditSearch): AsyncGenerator<AuditEntry[], void>
  /** Undefined: there is no such entry, or it is in the archive. */
  find(tenantId: string, sequence: number): Promise<AuditEntryDetail | undefined>
  state(tenantId: string): Promise<AuditState>
  trailFrom(tenantId: string, from: number): Promise<AuditTrailPart>
  checkpointsAfter(tenantId: string, size: number): Promise<AuditCheckpointList>
  startVerification(tenantId: string): Promise<AuditVerification | null>
}

export interface ReaderParts {
  database: Database
  searches: SearchStore
  read: ReadStore
  keys: KeysStore
  actors: ActorsStore
  sinks: SinksStore
  sequencer: Sequencer
  verifications: Verifications
  settings: AuditSettings
  settle: (tenantId: string) => Promise<void>
}

const PAGE_ROWS = 50
const EXPORT_ROWS = 1000

export function createReader(parts: ReaderParts): AuditReader {
  const { searches, read, settings, verifications, settle } = parts
  return {
    async search(tenantId, search) {
      // What has just happened is what one looks for.
      if (search.cursor === undefined) await settle(tenantId)
      const limit = PAGE_ROWS
      const isFirst = search.cursor === undefined
      const reading = reads('audit.read', null, factsOf(search))
      const found = await searches.search(tenantId, { search, limit, ...(isFirst && { reading }) })
      const entries = found.slice(0, limit)
      const nextCursor = found.length > limit ? (entries.at(-1)?.sequence ?? null) : null
      return { entries, nextCursor }
    },
    exportAll: (tenantId, search) => readPages(parts, tenantId, search),
    find: (tenantId, sequence) => findEntry(parts, tenantId, sequence),
    async state(tenantId) {
      await settle(tenantId)
      const head = await read.head(tenantId)
      return {
        origin: head?.origin ?? '',
        size: head?.size ?? 0,
        archivedSize: head?.archivedSize ?? 0,
        checkpoint: (await read.checkpointOf(tenantId, null)) ?? null,
        keys: await parts.keys.list(tenantId),
        sinks: await parts.sinks.list(tenantId, settings),
        verification: await verifications.last(tenantId),
        checkpointSeconds: settings.checkpointSeconds,
        retentionDays: settings.retentionDays,
      }
    },
    async trailFrom(tenantId, from) {
      if (from === 0) await searches.note(tenantId, reads('audit.export', null))
      return read.trailFrom(tenantId, from)
    },
    checkpointsAfter: (tenantId, size) => read.checkpointsAfter(tenantId, size),
    async startVerification(tenantId) {
      await settle(tenantId)
      return verifications.start(tenantId)
    },
  }
}

async function* readPages(
  { searches, settle }: ReaderParts,
  tenantId: string,
  search: AuditSearch,
): AsyncGenerator<AuditEntry[], void> {
  await settle(tenantId)
  await searches.note(tenantId, reads('audit.export', null, factsOf(search)))
  let cursor = search.cursor
  for (;;) {
    const wanted = cursor === undefined ? search : { ...search, cursor }
    const found = await searches.search(tenantId, { search: wanted, limit: EXPORT_ROWS })
    const entries = found.slice(0, EXPORT_ROWS)
    if (entries.length > 0) yield entries
    cursor = entries.at(-1)?.sequence
    if (found.length <= EXPORT_ROWS || cursor === undefined) return
  }
}

async function findEntry(
  parts: ReaderParts,
  tenantId: string,
  sequence: number,
): Promise<AuditEntryDetail | undefined> {
  const reading = reads('audit.read', String(sequence), {})
  const stored = await parts.searches.find(tenantId, sequence, reading)
  if (!stored) return undefined
  const value = parseJson(stored.record)
  const requestId = fieldOf(value, 'request')
  const facts = fieldOf(value, 'facts')
  return {
    entry: stored.entry,
    record: stored.record,
    leaf: stored.leaf.toString('base64'),
    facts: typeof facts === 'object' && facts !== null ? { ...facts } : {},
    requestId: typeof requestId === 'string' ? requestId : null,
    sealed: await openSealed(parts, tenantId, stored),
    proof: await prove(parts, tenantId, stored),
  }
}

function reads(action: string, id: string | null, facts: AuditEvent['facts'] = {}): AuditEvent {
  return { action, resource: { kind: 'audit', id }, outcome: 'done', facts }
}

/** By what was looked for, without the words: they may be somebody's name. */
function factsOf(search: AuditSearch): AuditEvent['facts'] {
  const filters = Object.keys(search).toSorted()
  return filters.length === 0 ? {} : { filters }
}

async function openSealed(
  { database, actors, sequencer }: ReaderParts,
  tenantId: string,
  { entry, record, sealed }: StoredEntry,
): Promise<AuditEntryDetail['sealed']> {
  const commitment = fieldOf(parseJson(record), 'sealed')
  if (typeof commitment !== 'string') return null
  const { actor, sequence } = entry
  const keys = await database.withTenant(tenantId, (sql) =>
    actor.kind === 'person' && actor.id !== null
      ? actors.keysOf(sql, tenantId, actor.id)
      : sequencer.commitment(sql, tenantId),
  )
  const place = placeOf(tenantId, sequence)
  const part =
    keys && sealed !== null ? openPrivate(sealed, keys, { place, commitment }) : undefined
  return {
    address: part?.address ?? null,
    reason: part?.reason ?? null,
    isReadable: part !== undefined,
  }
}

/** By the first checkpoint that has it. */
async function prove(
  { read, keys }: ReaderParts,
  tenantId: string,
  { entry, leaf }: StoredEntry,
): Promise<AuditProof | null> {
  const checkpoint = await read.checkpointOf(tenantId, entry.sequence)
  if (!checkpoint) return null
  const { size, note } = checkpoint
  const path = await read.withHashes(tenantId, (hashes) =>
    proveInclusion(hashes, entry.sequence, size),
  )
  const verifiers = (await keys.list(tenantId)).map(({ verifier }) => readNoteVerifier(verifier))
  const root = rootFromInclusion({ leaf: entry.sequence, size, hash: leaf }, path)
  return {
    checkpoint,
    path: path.map((one) => one.toString('base64')),
    holds: root?.equals(rootOfNote(note, verifiers)) ?? false,
  }
}

/** Empty, which no root is: the note is not what was signed. */
function rootOfNote(note: string, verifiers: Parameters<typeof openCheckpoint>[1]): Buffer {
  try {
    return openCheckpoint(note, verifiers).root
  } catch {
    return Buffer.alloc(0)
  }
}
