import type { Database } from '#server/lib/database.ts'

export type ArchiveStore = ReturnType<typeof createArchiveStore>

/** The way out of the trail: whole prefixes, once they are signed and in the archive. */
export function createArchiveStore(database: Database) {
  return {
    /**
     * The first entry that must stay: it is not older, not signed, or has not arrived at one of the sinks. In numbers of 256, as
     * hashes are kept of archived ones.
     */
    archivableUntil: (
      tenantId: string,
      { before, sinkIds }: { before: Date; sinkIds: readonly string[] },
    ): Promise<number> =>
      database.withTenant(tenantId, async (sql) => {
        const [row] = await sql<{ until: string | null }[]>`
          select least(
            (select signed_size from audit_trails),
            (select min(coalesce(entries, 0)) from unnest(${[...sinkIds]}::text[]) as wanted (id)
              left join audit_sinks on sink = wanted.id),
            coalesce(
              (select sequence from audit_entries where at >= ${before} order by sequence limit 1),
              (select size from audit_trails))) as until`
        const until = Number(row?.until ?? 0)
        return until - (until % 256)
      }),

    /** Entries before this one leave the table for good. */
    dropArchived: (tenantId: string, until: number): Promise<void> =>
      database.withTenant(tenantId, async (sql) => {
        await sql`select audit_archive(${until}::bigint)`
      }),
  }
}
