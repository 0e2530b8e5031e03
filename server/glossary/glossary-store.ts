import type { Glossary, GlossaryImportReport, GlossaryTerm } from '#wire/glossary.ts'
import type { Database, TransactionSql } from '#server/lib/database.ts'
import { noteEvent } from '#server/lib/database-outbox.ts'
import { createConceptsStore } from './concepts-store.ts'

/** A concept as it is stored. */
export interface StoredConcept {
  id: string
  /** What others call it. */
  key: string
  subject: string
  definition: string
  note: string
  terms: GlossaryTerm[]
}

/** What decides whether a glossary holds for somebody, and in which version. */
export interface GlossaryHead extends Pick<
  Glossary,
  'id' | 'groupId' | 'isInConversations' | 'places' | 'subjectsOff' | 'version'
> {}

export type GlossaryChange = Partial<
  Pick<
    Glossary,
    'name' | 'description' | 'groupId' | 'isInConversations' | 'places' | 'subjectsOff'
  >
>

export type GlossaryStore = ReturnType<typeof createGlossaryStore>

export function createGlossaryStore(database: Database) {
  return { ...createConceptsStore(database), ...listCalls(database), ...changeCalls(database) }
}

function listCalls(database: Database) {
  return {
    list: (tenantId: string): Promise<Glossary[]> =>
      database.withTenant(tenantId, async (sql) => {
        const rows = await sql<Row[]>`
          select g.*, i.created_at as undoable_at from glossaries g
          left join glossary_imports i on i.tenant_id = g.tenant_id and i.glossary_id = g.id
          order by lower(g.name), g.id`
        return rows.map(toGlossary)
      }),

    heads: (tenantId: string): Promise<GlossaryHead[]> =>
      database.withTenant(tenantId, async (sql) => {
        const rows = await sql<GlossaryHead[]>`
          select id, group_id as "groupId", is_in_conversations as "isInConversations", places,
            subjects_off as "subjectsOff", version
          from glossaries where concept_count > 0 order by id`
        return [...rows]
      }),

    create: (
      tenantId: string,
      glossary: Pick<Glossary, 'id' | 'name' | 'description' | 'groupId'>,
    ): Promise<void> =>
      database.withTenant(tenantId, async (sql) => {
        const { id, name, description, groupId } = glossary
        await sql`
          insert into glossaries (tenant_id, id, name, description, group_id, is_in_conversations,
            places, subjects_off, concept_count, languages, version, created_at, updated_at)
          values (${tenantId}, ${id}, ${name}, ${description}, ${groupId}, false, '[]', '[]', 0, '[]',
            1, now(), now())`
        await note(sql, tenantId, { action: 'glossary.create', id })
      }),

    /** False: there is none. */
    change: (tenantId: string, id: string, change: GlossaryChange): Promise<boolean> =>
      database.withTenant(tenantId, async (sql) => {
        const { count } = await sql`
          update glossaries set
            name = coalesce(${change.name ?? null}, name),
            description = coalesce(${change.description ?? null}, description),
            group_id = ${change.groupId === undefined ? sql`group_id` : sql`${change.groupId}`},
            is_in_conversations = coalesce(${change.isInConversations ?? null}, is_in_conversations),
            places = coalesce(${jsonOf(change.places)}::text::jsonb, places),
            subjects_off = coalesce(${jsonOf(change.subjectsOff)}::text::jsonb, subjects_off),
            version = version + 1, updated_at = now()
          where id = ${id}`
        if (count > 0) await note(sql, tenantId, { action: 'glossary.update', id })
        return count > 0
      }),

    remove: (tenantId: string, id: string): Promise<boolean> =>
      database.withTenant(tenantId, async (sql) => {
        const { count } = await sql`delete from glossaries where id = ${id}`
        if (count > 0) await note(sql, tenantId, { action: 'glossary.delete', id })
        return count > 0
      }),
  }
}

/** What is in them. */
function changeCalls(database: Database) {
  return {
    /** Concepts as a file has them now, and as they were before; all or nothing. */
    takeImport: (tenantId: string, taken: TakenImport): Promise<void> =>
      database.withTenant(tenantId, async (sql) => {
        const { glossaryId, id, report, concepts, before } = taken
        await putAll(sql, { tenantId, glossaryId }, concepts)
        await sql`delete from glossary_imports where glossary_id = ${glossaryId}`
        await sql`
          insert into glossary_imports (tenant_id, glossary_id, id, report, before, created_at)
          values (${tenantId}, ${glossaryId}, ${id}, ${JSON.stringify(report)}::text::jsonb,
                  ${JSON.stringify(before)}::text::jsonb, now())`
        await touch(sql, glossaryId)
        const facts = { taken: report.taken, merged: report.merged, refused: report.refused }
        await note(sql, tenantId, { action: 'glossary.import', id: glossaryId, facts })
      }),

    /** False: there is nothing to undo. */
    undoImport: (tenantId: string, glossaryId: string): Promise<boolean> =>
      database.withTenant(tenantId, async (sql) => {
        const [row] = await sql<{ before: TakenImport['before'] }[]>`
          delete from glossary_imports where glossary_id = ${glossaryId} returning before`
        if (!row) return false
        const ids = row.before.map(({ id }) => id)
        await sql`
          delete from glossary_concepts
          where glossary_id = ${glossaryId} and id = any (${ids}::uuid[])`
        const concepts = row.before.flatMap(({ concept }) => (concept ? [concept] : []))
        await putAll(sql, { tenantId, glossaryId }, concepts)
        await touch(sql, glossaryId)
        await note(sql, tenantId, { action: 'glossary.undo-import', id: glossaryId })
        return true
      }),

    saveConcept: (tenantId: string, glossaryId: string, concept: StoredConcept): Promise<void> =>
      database.withTenant(tenantId, async (sql) => {
        await putAll(sql, { tenantId, glossaryId }, [concept])
        await touch(sql, glossaryId)
        await note(sql, tenantId, { action: 'glossary.update', id: glossaryId })
      }),

    removeConcept: (tenantId: string, glossaryId: string, id: string): Promise<boolean> =>
      database.withTenant(tenantId, async (sql) => {
        const { count } = await sql`
          delete from glossary_concepts where glossary_id = ${glossaryId} and id = ${id}`
        if (count === 0) return false
        await touch(sql, glossaryId)
        await note(sql, tenantId, { action: 'glossary.update', id: glossaryId })
        return true
      }),
  }
}

export interface TakenImport {
  glossaryId: string
  id: string
  report: GlossaryImportReport
  concepts: readonly StoredConcept[]
  /** Null: it was not there. */
  before: readonly { id: string; concept: StoredConcept | null }[]
}

const ROWS_AT_A_TIME = 2_000

async function putAll(
  sql: TransactionSql,
  { tenantId, glossaryId }: { tenantId: string; glossaryId: string },
  concepts: readonly StoredConcept[],
): Promise<void> {
  for (let at = 0; at < concepts.length; at += ROWS_AT_A_TIME) {
    const rows = concepts
      .slice(at, at + ROWS_AT_A_TIME)
      .map((concept) => ({ ...concept, words: searchedBy(concept) }))
    await sql`
      insert into glossary_concepts (tenant_id, glossary_id, id, key, subject, definition, note,
                                     terms, words)
      select ${tenantId}, ${glossaryId}, id, key, subject, definition, note, terms, words
      from jsonb_to_recordset(${JSON.stringify(rows)}::text::jsonb)
        as r(id uuid, key text, subject text, definition text, note text, terms jsonb, words text)
      on conflict (tenant_id, glossary_id, id) do update set
        key = excluded.key, subject = excluded.subject, definition = excluded.definition,
        note = excluded.note, terms = excluded.terms, words = excluded.words`
  }
}

/** Folded, each word after a space, so that one looks for beginnings. */
function searchedBy({ terms, subject }: StoredConcept): string {
  return fold(` ${[...terms.map(({ text }) => text), subject].join(' ')}`)
}

export function fold(text: string): string {
  return text
    .normalize('NFKD')
    .replaceAll(/\p{M}/gu, '')
    .toLowerCase()
    .replaceAll(/[^\p{L}\p{N}]+/gu, ' ')
}

/** Something in it has changed. */
async function touch(sql: TransactionSql, id: string): Promise<void> {
  await sql`
    update glossaries set version = version + 1, updated_at = now(),
      concept_count = (select count(*) from glossary_concepts where glossary_id = ${id}),
      languages = (select coalesce(jsonb_agg(distinct term ->> 'lang'), '[]')
                   from glossary_concepts, jsonb_array_elements(terms) as term
                   where glossary_id = ${id})
    where id = ${id}`
}

function note(
  sql: TransactionSql,
  tenantId: string,
  { action, id, facts }: { action: string; id: string; facts?: Record<string, number> },
): Promise<void> {
  const resource = { kind: 'glossary', id }
  return noteEvent(sql, tenantId, { action, resource, outcome: 'done', ...(facts && { facts }) })
}

function jsonOf(value: readonly string[] | undefined): string | null {
  return value === undefined ? null : JSON.stringify(value)
}

interface Row {
  id: string
  name: string
  description: string
  group_id: string | null
  is_in_conversations: boolean
  places: string[]
  subjects_off: string[]
  version: number
  concept_count: number
  languages: string[]
  updated_at: Date
  undoable_at: Date | null
}

function toGlossary(row: Row): Glossary {
  return {
    id: row.id,
    name: row.name,
    description: row.description,
    groupId: row.group_id,
    isInConversations: row.is_in_conversations,
    places: row.places,
    subjectsOff: row.subjects_off,
    version: row.version,
    conceptCount: row.concept_count,
    languages: row.languages,
    updatedAt: row.updated_at.toISOString(),
    undoableAt: row.undoable_at?.toISOString() ?? null,
  }
}
