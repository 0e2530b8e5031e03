import { JSON_OID } from '#server/lib/database-types.ts'
import { noteEvent, type AuditEvent } from '#server/lib/database-outbox.ts'
import type { Database, TransactionSql } from '#server/lib/database.ts'
import { HASH_BYTES, type WholeNode } from './trail/merkle.ts'

/** How far a trail is. */
export interface TrailState {
  origin: string
  size: number
  /** Roots of the perfect subtrees, the largest first. */
  hashes: Buffer[]
  signedSize: number
  signedAtMs: number | null
  noteHash: Buffer | null
  archivedSize: number
}

/** An entry as it is stored. */
export interface EntryRow {
  sequence: number
  at: string
  action: string
  actor_kind: string
  actor_id: string
  resource_kind: string
  resource_id: string | null
  outcome: string
  record: string
  /** `\x…` */
  leaf: string
  sealed: string | null
}

export interface StoredCheckpoint {
  size: number
  note: string
  at: string
}

/** What whoever holds a trail may do with it; all of it is committed together, or none. */
export interface Turn {
  sql: TransactionSql
  state: TrailState
  /** The oldest events of the outbox, which are gone from it with this. */
  takeOutbox(limit: number): Promise<unknown[]>
  /** An event of the trail's own, into the outbox. */
  note(action: string, facts: AuditEvent['facts']): Promise<void>
  append(rows: EntryRow[], nodes: WholeNode[]): Promise<void>
  addCheckpoint(checkpoint: StoredCheckpoint): Promise<void>
  save(state: TrailState): Promise<void>
}

export type TrailStore = ReturnType<typeof createTrailStore>

/** The tables of the trails. Whoever appends holds the row of its trail meanwhile, so that entries are numbered once. */
export function createTrailStore(database: Database) {
  return {
    /** Whose outbox has something in it, or whose entries wait for a checkpoint since then. */
    async listWaiting(unsignedSince: Date): Promise<string[]> {
      const rows = await database.sql<{ tenant_id: string }[]>`
        with recursive waiting as (
          (select tenant_id from audit_outbox order by tenant_id limit 1)
          union all
          select (select tenant_id from audit_outbox later where later.tenant_id > waiting.tenant_id
                  order by tenant_id limit 1)
          from waiting where waiting.tenant_id is not null
        )
        select tenant_id from waiting where tenant_id is not null
        union
        select tenant_id from audit_trails
        where size > signed_size and (signed_at is null or signed_at <= ${unsignedSince})`
      return rows.map((row) => row.tenant_id)
    },

    /** How far each trail is. */
    async listTrails(): Promise<{ tenantId: string; size: number; signedSize: number }[]> {
      const rows = await database.sql<{ tenant_id: string; size: string; signed_size: string }[]>`
        select tenant_id, size, signed_size from audit_trails where size > 0`
      return rows.map((row) => ({
        tenantId: row.tenant_id,
        size: Number(row.size),
        signedSize: Number(row.signed_size),
      }))
    },

    /** Undefined: another process is at it. */
    takeTurn: <T>(
      tenantId: string,
      origin: () => string,
      work: (turn: Turn) => Promise<T>,
    ): Promise<T | undefined> =>
      database.withTenant(tenantId, async (sql) => {
        const state = (await lockTrail(sql)) ?? (await beginTrail(sql, tenantId, origin))
        return state && work(toTurn(sql, tenantId, state))
      }),
  }
}

interface TrailRow {
  origin: string
  size: string
  frontier: Buffer
  signed_size: string
  signed_at: Date | null
  note_hash: Buffer | null
  archived_size: string
}

async function lockTrail(sql: TransactionSql): Promise<TrailState | undefined> {
  const [row] = await sql<TrailRow[]>`
    select origin, size, frontier, signed_size, signed_at, note_hash, archived_size
    from audit_trails for update skip locked`
  return row && toState(row)
}

/** The first time for an organisation; of two processes one finds that it was done already. */
async function beginTrail(
  sql: TransactionSql,
  tenantId: string,
  origin: () => string,
): Promise<TrailState | undefined> {
  const { count } = await sql`
    insert into audit_trails (tenant_id, origin) values (${tenantId}, ${origin()})
    on conflict (tenant_id) do nothing`
  return count === 0 ? undefined : lockTrail(sql)
}

function toState(row: TrailRow): TrailState {
  const hashes: Buffer[] = []
  for (let at = 0; at < row.frontier.length; at += HASH_BYTES) {
    hashes.push(row.frontier.subarray(at, at + HASH_BYTES))
  }
  return {
    origin: row.origin,
    size: Number(row.size),
    hashes,
    signedSize: Number(row.signed_size),
    signedAtMs: row.signed_at?.getTime() ?? null,
    noteHash: row.note_hash,
    archivedSize: Number(row.archived_size),
  }
}

function toTurn(sql: TransactionSql, tenantId: string, state: TrailState): Turn {
  return {
    sql,
    state,
    async takeOutbox(limit) {
      const rows = await sql<{ number: string; event: unknown }[]>`
        with taken as (
          delete from audit_outbox
          where number in (select number from audit_outbox order by number limit ${limit})
          returning number, event
        )
        select number, event from taken order by number`
      return rows.map(({ event }) => event)
    },
    note: (action, facts = {}) =>
      noteEvent(sql, tenantId, {
        action,
        resource: { kind: 'audit', id: null },
        outcome: 'done',
        facts,
      }),
    async append(rows, nodes) {
      const full = rows.map((row) => ({ tenant_id: tenantId, ...row }))
      await sql`
        insert into audit_entries
        select * from json_populate_recordset(null::audit_entries, ${sql.typed(full, JSON_OID)})`
      if (nodes.length === 0) return
      const columns = nodes.map(({ height, index, hash }) => ({
        tenant_id: tenantId,
        height,
        number: index,
        hash,
      }))
      await sql`insert into audit_nodes ${sql(columns)}`
    },
    async addCheckpoint({ size, note, at }) {
      await sql`
        insert into audit_checkpoints (tenant_id, size, note, signed_at)
        values (${tenantId}, ${size}, ${note}, ${at})`
    },
    async save(next) {
      const signedAt = next.signedAtMs === null ? null : new Date(next.signedAtMs)
      await sql`
        update audit_trails set
          size = ${next.size}, frontier = ${Buffer.concat(next.hashes)},
          signed_size = ${next.signedSize}, signed_at = ${signedAt}, note_hash = ${next.noteHash}`
    },
  }
}
