import type { AuditCheckpointList, AuditTrailPart } from '#wire/audit.ts'
import type { Database, TransactionSql } from '#server/lib/database.ts'
import { subtreesOf, type ReadHashes } from './trail/proofs.ts'

export interface TrailHead {
  origin: string
  size: number
  archivedSize: number
}

export type ReadStore = ReturnType<typeof createReadStore>

const TRAIL_PART = 5000
const CHECKPOINTS_PART = 1000

/** Reads the trails as they are hashed and signed. */
export function createReadStore(database: Database) {
  return {
    head: (tenantId: string): Promise<TrailHead | undefined> =>
      database.withTenant(tenantId, async (sql) => {
        const [row] = await sql<{ origin: string; size: string; archived_size: string }[]>`
          select origin, size, archived_size from audit_trails`
        return (
          row && {
            origin: row.origin,
            size: Number(row.size),
            archivedSize: Number(row.archived_size),
          }
        )
      }),

    /** The first checkpoint that has this entry in it; `null`: the last one of all. */
    checkpointOf: (tenantId: string, sequence: number | null) =>
      database.withTenant(tenantId, async (sql) => {
        const rows = await sql<CheckpointRow[]>`
          select size, note, signed_at from audit_checkpoints
          ${sequence === null ? sql`order by size desc` : sql`where size > ${sequence} order by size`}
          limit 1`
        return rows.map(toCheckpoint)[0]
      }),

    checkpointsAfter: (tenantId: string, size: number): Promise<AuditCheckpointList> =>
      database.withTenant(tenantId, async (sql) => {
        const rows = await sql<(CheckpointRow & { token: Buffer | null })[]>`
          select size, note, signed_at, token
          from audit_checkpoints left join audit_time_stamps using (tenant_id, size)
          where size > ${size} order by size limit ${CHECKPOINTS_PART}`
        const last = rows.at(-1)
        return {
          checkpoints: rows.map((row) => ({
            ...toCheckpoint(row),
            timeStamp: row.token?.toString('base64') ?? null,
          })),
          next: rows.length === CHECKPOINTS_PART && last ? Number(last.size) : null,
        }
      }),

    /** So many entries as they are hashed, from one on or from the first that is not archived. */
    trailFrom: (tenantId: string, wanted: number, limit = TRAIL_PART): Promise<AuditTrailPart> =>
      database.withTenant(tenantId, async (sql) => {
        const [trail] = await sql<{ archived_size: string }[]>`
          select archived_size from audit_trails`
        const archived = Number(trail?.archived_size ?? 0)
        const from = Math.max(archived, wanted)
        const rows = await sql<{ record: string; leaf: Buffer }[]>`
          select record, leaf from audit_entries where sequence >= ${from}
          order by sequence limit ${limit}`
        const isFirst = from === archived && archived > 0
        const prefix = isFirst ? await subtreesOf(hashesOf(sql), 0, archived) : []
        return {
          from,
          records: rows.map(({ record }) => record),
          leaves: Buffer.concat(rows.map(({ leaf }) => leaf)).toString('base64'),
          prefix: prefix.map((one) => one.toString('base64')),
          next: rows.length === limit ? from + rows.length : null,
        }
      }),

    /** Hashes of the tree, within one transaction. */
    withHashes: <T>(tenantId: string, work: (read: ReadHashes) => Promise<T>): Promise<T> =>
      database.withTenant(tenantId, (sql) => work(hashesOf(sql))),
  }
}

function hashesOf(sql: TransactionSql): ReadHashes {
  return async (height, from, count) => {
    const rows =
      height === 0
        ? await sql<{ hash: Buffer }[]>`
            select leaf as hash from audit_entries
            where sequence >= ${from} and sequence < ${from + count} order by sequence`
        : await sql<{ hash: Buffer }[]>`
            select hash from audit_nodes
            where height = ${height} and number >= ${from} and number < ${from + count} order by number`
    if (rows.length !== count) throw new Error('Hashes of the trail are missing.')
    return rows.map(({ hash }) => hash)
  }
}

interface CheckpointRow {
  size: string
  note: string
  signed_at: Date
}

function toCheckpoint({ size, note, signed_at }: CheckpointRow) {
  return { size: Number(size), note, at: signed_at.toISOString() }
}
