import type { LiteracyCompletion, LiteracyList } from '#wire/registers.ts'
import { noteEvent } from '#server/lib/database-outbox.ts'
import type { Database } from '#server/lib/database.ts'

interface Row {
  person_id: string
  person_name: string
  module: string
  roles: string[]
  lang: string
  completed_at: Date
}

export interface CompletionPage {
  module: string
  search: string
  after: { at: Date; personId: string } | null
  limit: number
}

export type LiteracyStore = ReturnType<typeof createLiteracyStore>

/** The table `literacy_completions`. */
export function createLiteracyStore(database: Database) {
  return {
    find: (tenantId: string, personId: string, module: string) =>
      database.withTenant(tenantId, async (sql): Promise<LiteracyCompletion | undefined> => {
        const [row] = await sql<Row[]>`
          select * from literacy_completions where person_id = ${personId} and module = ${module}`
        return row && toCompletion(row)
      }),

    /** Done again: the newer day counts. */
    save: (tenantId: string, done: LiteracyCompletion): Promise<void> =>
      database.withTenant(tenantId, async (sql) => {
        const { personId, person, module, roles, lang, completedAt } = done
        await sql`
          insert into literacy_completions
            (tenant_id, person_id, person_name, module, roles, lang, completed_at)
          values (${tenantId}, ${personId}, ${person}, ${module}, ${roles}, ${lang}, ${completedAt})
          on conflict (tenant_id, person_id, module) do update set
            person_name = excluded.person_name, roles = excluded.roles, lang = excluded.lang,
            completed_at = excluded.completed_at`
        await noteEvent(sql, tenantId, {
          action: 'literacy.complete',
          resource: { kind: 'person', id: personId },
          outcome: 'done',
          facts: { module },
        })
      }),

    /** The newest first. */
    list: (tenantId: string, page: CompletionPage): Promise<LiteracyCompletion[]> =>
      database.withTenant(tenantId, async (sql) => {
        const { module, search, after, limit } = page
        const rows = await sql<Row[]>`
          select * from literacy_completions
          where module = ${module} and person_name ilike ${`%${escaped(search)}%`}
            and (${after?.at ?? null}::timestamptz is null
              or (completed_at, person_id) < (${after?.at ?? null}::timestamptz, ${after?.personId ?? null}::uuid))
          order by completed_at desc, person_id desc limit ${limit}`
        return rows.map(toCompletion)
      }),

    /** Of the active people who hold a role, themselves or through a group: how many have done it. */
    byRole: (tenantId: string, module: string): Promise<LiteracyList['byRole']> =>
      database.withTenant(tenantId, async (sql) => {
        const rows = await sql<LiteracyList['byRole']>`
          with holders as (
            select role, holder_id as person_id from role_grants where holder_kind = 'person'
            union
            select role, member.person_id from role_grants
            join group_members member on member.tenant_id = role_grants.tenant_id
              and member.group_id = holder_id and holder_kind = 'group'
          )
          select holders.role, count(*)::int as people, count(completion.person_id)::int as done
          from holders
          join people on people.id = holders.person_id and people.status = 'active'
          left join literacy_completions completion
            on completion.tenant_id = people.tenant_id and completion.person_id = people.id
              and completion.module = ${module}
          group by holders.role order by holders.role`
        return [...rows]
      }),
  }
}

/** What is sought is sought as it is. */
function escaped(text: string): string {
  return text.replaceAll(/[\\%_]/g, String.raw`\$&`)
}

function toCompletion(row: Row): LiteracyCompletion {
  return {
    personId: row.person_id,
    person: row.person_name,
    module: row.module,
    roles: row.roles,
    lang: row.lang,
    completedAt: row.completed_at.toISOString(),
  }
}
