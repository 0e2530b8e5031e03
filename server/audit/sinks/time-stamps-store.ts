import type { Database } from '#server/lib/database.ts'

export type TimeStampsStore = ReturnType<typeof createTimeStampsStore>

/** The table `audit_time_stamps`. */
export function createTimeStampsStore(database: Database) {
  return {
    add: (
      tenantId: string,
      { size, token, at }: { size: number; token: Buffer; at: string },
    ): Promise<void> =>
      database.withTenant(tenantId, async (sql) => {
        await sql`
          insert into audit_time_stamps (tenant_id, size, token, stamped_at)
          values (${tenantId}, ${size}, ${token}, ${at}) on conflict do nothing`
      }),
  }
}
