import type { SignInOverview } from '#wire/sso.ts'
import type { Database } from '#server/lib/database.ts'

export interface ProvisioningStore {
  count(tenantId: string): Promise<Omit<SignInOverview['scim'], 'url'>>
}

/** How much of an organisation a directory provisions. */
export function createProvisioningStore(database: Database): ProvisioningStore {
  return {
    count: (tenantId) =>
      database.withTenant(tenantId, async (sql) => {
        const [row] = await sql<{ people: number; groups: number; last: Date | null }[]>`
          select (select count(*)::int from scim_people) as people,
                 (select count(*)::int from scim_groups) as groups,
                 greatest((select max(updated_at) from scim_people),
                          (select max(updated_at) from scim_groups)) as last`
        return {
          people: row?.people ?? 0,
          groups: row?.groups ?? 0,
          lastChangeAt: row?.last?.toISOString() ?? null,
        }
      }),
  }
}
