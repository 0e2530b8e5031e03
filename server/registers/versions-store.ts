import type { FormAnswers, FormName, FormVersion, RiskLevel } from '#wire/registers.ts'
import { noteEvent } from '#server/lib/database-outbox.ts'
import type { Database } from '#server/lib/database.ts'
import { reassess } from './use-cases-store.ts'

export interface StoredVersion extends FormVersion {
  answers: FormAnswers
}

/** What a version is of. */
export interface Subject {
  form: FormName
  subject: string
}

interface Row {
  register: FormName
  subject: string
  version: number
  content: FormAnswers
  author_name: string
  created_at: Date
}

export interface NewVersion extends Subject {
  /** That which was changed; 0: none. */
  after: number
  answers: FormAnswers
  author: { id: string; name: string }
  at: Date
  /** What follows for a use case; null: it is about none. */
  useCase: { id: string; risk: RiskLevel } | null
}

const MAX_HISTORY = 50

export type VersionsStore = ReturnType<typeof createVersionsStore>

/** The table `register_versions`: append-only. */
export function createVersionsStore(database: Database) {
  return {
    /** The newest of everything that was ever answered. */
    latest: (tenantId: string): Promise<(StoredVersion & Subject)[]> =>
      database.withTenant(tenantId, async (sql) => {
        const rows = await sql<Row[]>`
          select distinct on (register, subject) * from register_versions
          order by register, subject, version desc`
        return rows.map(toVersion)
      }),

    /** The newest first. */
    history: (tenantId: string, { form, subject }: Subject): Promise<StoredVersion[]> =>
      database.withTenant(tenantId, async (sql) => {
        const rows = await sql<Row[]>`
          select * from register_versions where register = ${form} and subject = ${subject}
          order by version desc limit ${MAX_HISTORY}`
        return rows.map(toVersion)
      }),

    /** False: somebody has saved another one in between. */
    append: (tenantId: string, given: NewVersion): Promise<boolean> =>
      database.withTenant(tenantId, async (sql) => {
        const { form, subject, after, answers, author, at, useCase } = given
        const version = after + 1
        const { count } = await sql`
          insert into register_versions
            (tenant_id, register, subject, version, content, author_id, author_name, created_at)
          select ${tenantId}, ${form}, ${subject}, ${version}, ${JSON.stringify(answers)}::text::jsonb,
            ${author.id}, ${author.name}, ${at}
          where coalesce((select max(version) from register_versions
                          where register = ${form} and subject = ${subject}), 0) = ${after}
          on conflict do nothing`
        if (count === 0) return false
        await noteEvent(sql, tenantId, {
          action: 'register.save',
          resource: { kind: 'register', id: subject === '' ? form : `${form} ${subject}` },
          outcome: 'done',
          facts: { form, version },
        })
        if (useCase) await reassess(sql, tenantId, { ...useCase, isRiskForm: form === 'risk' })
        return true
      }),
  }
}

function toVersion(row: Row): StoredVersion & Subject {
  return {
    form: row.register,
    subject: row.subject,
    version: row.version,
    answers: row.content,
    author: row.author_name,
    at: row.created_at.toISOString(),
  }
}
