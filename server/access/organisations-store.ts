import type { Database } from '#server/lib/database.ts'
import { noteEvent } from '#server/lib/database-outbox.ts'
import { noteRevision } from '#server/lib/database-revisions.ts'

export interface Organisation {
  /** The tenant. */
  id: string
  name: string
  createdAt: Date
}

/** What other processes look at to see that there is an organisation more, or that one has another name. */
export const ORGANISATIONS_TOPIC = 'organisations'
const DIRECTORY_TOPIC = 'directory'

export type OrganisationsStore = ReturnType<typeof createOrganisationsStore>

/** The table `organisations`, of all tenants. */
export function createOrganisationsStore(database: Database) {
  return {
    async list(): Promise<Organisation[]> {
      const rows = await database.sql<{ id: string; name: string; created_at: Date }[]>`
        select tenant_id as id, name, created_at from organisations order by created_at, tenant_id`
      return rows.map(({ id, name, created_at }) => ({ id, name, createdAt: created_at }))
    },

    /** With its first owner, all of it or nothing. */
    insert: (organisation: Organisation, owner: { id: string; name: string }) =>
      database.withTenant(organisation.id, async (sql) => {
        const { id, name, createdAt } = organisation
        await sql`insert into organisations ${sql({ tenant_id: id, name, created_at: createdAt })}`
        await sql`insert into people ${sql({ tenant_id: id, id: owner.id, name: owner.name })}`
        await sql`
          insert into role_grants (tenant_id, holder_kind, holder_id, role)
          values (${id}, 'person', ${owner.id}, 'owner')`
        await noteRevision(sql, id, DIRECTORY_TOPIC)
        await noteRevision(sql, id, ORGANISATIONS_TOPIC)
        await noteEvent(sql, id, {
          action: 'organisation.create',
          resource: { kind: 'organisation', id },
          outcome: 'done',
        })
      }),

    /** False: there is no such organisation. */
    rename: (id: string, name: string) =>
      database.withTenant(id, async (sql) => {
        const { count } = await sql`update organisations set name = ${name} where tenant_id = ${id}`
        if (count === 0) return false
        await noteRevision(sql, id, ORGANISATIONS_TOPIC)
        await noteEvent(sql, id, {
          action: 'organisation.rename',
          resource: { kind: 'organisation', id },
          outcome: 'done',
        })
        return true
      }),

    /** Whoever signs in first, by a link: an owner, the one that has been there longest. */
    findOwner: (id: string): Promise<string | undefined> =>
      database.withTenant(id, async (sql) => {
        const [row] = await sql<{ id: string }[]>`
          select people.id from people
          join role_grants on holder_kind = 'person' and holder_id = people.id and role = 'owner'
          where status = 'active' order by people.created_at, people.id limit 1`
        return row?.id
      }),
  }
}
