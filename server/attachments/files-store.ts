import type { AttachmentProblem } from '#wire/attachments.ts'
import type { Database, TransactionSql } from '#server/lib/database.ts'
import type { FileOwner, StoredFile } from './attachments-store.ts'

/** Bytes, of whole files and of those that are still coming. */
export interface Quotas {
  person: number
  organisation: number
  /** Files that wait to be sent. */
  waiting: number
}

export type FilesStore = ReturnType<typeof createFilesStore>

/** The table `attachment_files`: each file of a person once, and what becomes of those that nobody needs. */
export function createFilesStore(database: Database) {
  const inTenant = <T>(tenantId: string, work: (sql: TransactionSql) => Promise<T>) =>
    database.withTenant(tenantId, work)
  return {
    /** The same file of the same person, which is kept once. */
    findFile: ({ tenantId, ownerId }: FileOwner, fingerprint: string) =>
      inTenant(tenantId, async (sql) => {
        const rows = await sql<{ id: string }[]>`
          select id from attachment_files
          where owner_id = ${ownerId} and fingerprint = ${fingerprint} and is_whole`
        return rows[0]?.id
      }),

    /** Makes room for a file, whose pieces come next. A problem: there is none. */
    beginFile: ({ tenantId, ownerId }: FileOwner, file: StoredFile, quotas: Quotas) =>
      inTenant(tenantId, async (sql): Promise<AttachmentProblem | null> => {
        // One after the other: two uploads must not both have the last room.
        await sql`select pg_advisory_xact_lock(hashtextextended(${`attachments ${tenantId}`}, 0))`
        const problem = await findQuotaProblem(sql, ownerId, { ...quotas, more: file.sizeBytes })
        if (problem !== null) return problem
        const { id, fingerprint, sizeBytes, mediaType, kind, outline, sealedKey } = file
        await sql`
          insert into attachment_files (tenant_id, id, owner_id, fingerprint, size_bytes, media_type,
                                        kind, is_whole, outline, sealed_key, changed_at)
          values (${tenantId}, ${id}, ${ownerId}, ${fingerprint}, ${sizeBytes}, ${mediaType}, ${kind},
                  false, ${JSON.stringify(outline)}::text::jsonb, ${sealedKey}, now())`
        return null
      }),

    /** It is whole, or another upload of the same was first. Gives the id of the one that stays. */
    endFile: ({ tenantId, ownerId }: FileOwner, { id, fingerprint }: StoredFile) =>
      inTenant(tenantId, async (sql): Promise<string> => {
        await sql`select pg_advisory_xact_lock(hashtextextended(${`attachments ${tenantId}`}, 0))`
        const [other] = await sql<{ id: string }[]>`
          select id from attachment_files
          where owner_id = ${ownerId} and fingerprint = ${fingerprint} and is_whole`
        if (other) {
          await sql`delete from attachment_files where id = ${id}`
          return other.id
        }
        await sql`update attachment_files set is_whole = true, changed_at = now() where id = ${id}`
        return id
      }),

    dropFile: ({ tenantId }: FileOwner, id: string) =>
      inTenant(tenantId, async (sql) => {
        await sql`delete from attachment_files where id = ${id} and not is_whole`
      }),

    usedBytes: ({ tenantId, ownerId }: FileOwner) =>
      inTenant(tenantId, async (sql) => {
        const [row] = await sql<{ bytes: number }[]>`
          select coalesce(sum(size_bytes), 0)::float8 as bytes from attachment_files
          where owner_id = ${ownerId}`
        return row?.bytes ?? 0
      }),

    /** What nobody sent, and what broke off; never of whom something is held. Gives how many went. */
    expire: (tenantId: string, now: Date) => inTenant(tenantId, (sql) => expire(sql, now)),
  }
}

/** Longer than storing takes. */
const BROKEN_MS = 3_600_000

async function findQuotaProblem(
  sql: TransactionSql,
  ownerId: string,
  { person, organisation, waiting, more }: Quotas & { more: number },
): Promise<AttachmentProblem | null> {
  const [used] = await sql<{ all: number; own: number }[]>`
    select coalesce(sum(size_bytes), 0)::float8 as all,
           coalesce(sum(size_bytes) filter (where owner_id = ${ownerId}), 0)::float8 as own
    from attachment_files`
  const [unsent] = await sql<{ count: number }[]>`
    select count(*)::int as count from attachments
    where owner_id = ${ownerId} and conversation_id is null and folder_id is null`
  if ((used?.own ?? 0) + more > person) return 'quota_person'
  if ((used?.all ?? 0) + more > organisation) return 'quota_organisation'
  return (unsent?.count ?? 0) >= waiting ? 'too_many_waiting' : null
}

async function expire(sql: TransactionSql, now: Date): Promise<number> {
  const gone = await sql`
    delete from attachments a where expires_at < ${now} and not exists (
      select from holds where lifted_at is null and (until is null or until > now())
        and subject_kind = 'person' and subject_id = a.owner_id)
    returning id`
  await sql`
    delete from attachment_files
    where not is_whole and changed_at < ${new Date(now.getTime() - BROKEN_MS)}`
  await sql`
    delete from attachment_files f where changed_at < ${new Date(now.getTime() - BROKEN_MS)}
      and not exists (select from attachments where file_id = f.id)`
  return gone.length
}
