import type { ServiceAccount } from '#wire/directory.ts'
import type { Database, TransactionSql } from '#server/lib/database.ts'
import { noteEvent } from '#server/lib/database-outbox.ts'
import type { Role } from '#wire/roles.ts'
import { changeDirectory, giveRole } from './changes-store.ts'
import { toRoles } from './directory-store.ts'
import { naming } from './groups-store.ts'

interface Row {
  id: string
  name: string
  description: string
  is_disabled: boolean
  created_at: Date
  roles: string[] | null
  keys: number
}

export interface ProgramAccountChange {
  name?: string | undefined
  description?: string | undefined
  isDisabled?: boolean | undefined
}

/** The table `service_accounts`: accounts of programs. */
export function createProgramAccountsStore(database: Database) {
  return {
    list: (tenantId: string, id: string | null): Promise<ServiceAccount[]> =>
      database.withTenant(tenantId, async (sql) => {
        const rows = await sql<Row[]>`
          select id, name, description, is_disabled, created_at,
            (select array_agg(role) from role_grants
              where holder_kind = 'service' and holder_id = service_accounts.id) as roles,
            (select count(*)::int from keys
              where owner_kind = 'service' and owner_id = service_accounts.id::text
                and revoked_at is null) as keys
          from service_accounts ${id === null ? sql`` : sql`where id = ${id}`}
          order by lower(name), id`
        return rows.map(toAccount)
      }),

    insert: (
      tenantId: string,
      account: { id: string; name: string; description: string },
      roles: readonly Role[],
    ) =>
      naming(() =>
        changeDirectory(database, tenantId, async (sql) => {
          await sql`insert into service_accounts ${sql({ tenant_id: tenantId, ...account })}`
          const { id } = account
          await note(sql, tenantId, { action: 'service-account.create', id })
          for (const role of roles) {
            await giveRole(sql, tenantId, { holder: { kind: 'service', id }, role })
          }
        }),
      ),

    /** False: there is no such account. */
    update: (tenantId: string, id: string, change: ProgramAccountChange) =>
      naming(() =>
        changeDirectory(database, tenantId, async (sql) => {
          const { name, description, isDisabled } = change
          const columns = {
            ...(name !== undefined && { name }),
            ...(description !== undefined && { description }),
            ...(isDisabled !== undefined && { is_disabled: isDisabled }),
          }
          if (Object.keys(columns).length === 0) return true
          const { count } = await sql`update service_accounts set ${sql(columns)} where id = ${id}`
          const switched = isDisabled ? 'disable' : 'enable'
          const what = isDisabled === undefined ? 'update' : switched
          if (count > 0) await note(sql, tenantId, { action: `service-account.${what}`, id })
          return count > 0
        }),
      ),

    /** Its keys are refused from then on. False: there is no such account. */
    remove: (tenantId: string, id: string) =>
      changeDirectory(database, tenantId, async (sql) => {
        await sql`delete from role_grants where holder_kind = 'service' and holder_id = ${id}`
        const { count } = await sql`delete from service_accounts where id = ${id}`
        if (count > 0) await note(sql, tenantId, { action: 'service-account.delete', id })
        return count > 0
      }),
  }
}

function note(
  sql: TransactionSql,
  tenantId: string,
  { action, id }: { action: string; id: string },
): Promise<void> {
  const resource = { kind: 'service-account', id }
  return noteEvent(sql, tenantId, { action, resource, outcome: 'done' })
}

function toAccount(row: Row): ServiceAccount {
  const { id, name, description, is_disabled, created_at, roles, keys } = row
  return {
    id,
    name,
    description,
    isDisabled: is_disabled,
    roles: toRoles(roles),
    keys,
    createdAt: created_at.toISOString(),
  }
}
