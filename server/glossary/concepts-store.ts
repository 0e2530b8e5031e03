import type { Database } from '#server/lib/database.ts'
import type { StoredConcept } from './glossary-store.ts'

/** Concepts of glossaries, to be read. */
export function createConceptsStore(database: Database) {
  return {
    /** All of a glossary, in the order in which they came. */
    concepts: (tenantId: string, glossaryId: string): Promise<StoredConcept[]> =>
      database.withTenant(tenantId, async (sql) => {
        const rows = await sql<StoredConcept[]>`
          select id, key, subject, definition, note, terms from glossary_concepts
          where glossary_id = ${glossaryId} order by id`
        return [...rows]
      }),

    findConcept: (
      tenantId: string,
      glossaryId: string,
      id: string,
    ): Promise<StoredConcept | undefined> =>
      database.withTenant(tenantId, async (sql) => {
        const [row] = await sql<StoredConcept[]>`
          select id, key, subject, definition, note, terms from glossary_concepts
          where glossary_id = ${glossaryId} and id = ${id}`
        return row
      }),

    hasKey: (tenantId: string, glossaryId: string, key: string): Promise<boolean> =>
      database.withTenant(tenantId, async (sql) => {
        const rows = await sql`
          select 1 from glossary_concepts where glossary_id = ${glossaryId} and key = ${key}`
        return rows.length > 0
      }),

    /** Those with words that begin so; `words` are folded. */
    page: (
      tenantId: string,
      glossaryId: string,
      { words, after, limit }: { words: readonly string[]; after: string | null; limit: number },
    ): Promise<StoredConcept[]> =>
      database.withTenant(tenantId, async (sql) => {
        const likes = words.map((word) => `% ${word.replaceAll(/[%_\\]/g, '')}%`)
        const rows = await sql<StoredConcept[]>`
          select id, key, subject, definition, note, terms from glossary_concepts
          where glossary_id = ${glossaryId} and words like all (${likes}::text[])
            ${after === null ? sql`` : sql`and id > ${after}`}
          order by id limit ${limit}`
        return [...rows]
      }),

    subjects: (tenantId: string, glossaryId: string): Promise<{ name: string; count: number }[]> =>
      database.withTenant(tenantId, async (sql) => {
        const rows = await sql<{ name: string; count: number }[]>`
          select subject as name, count(*)::int as count from glossary_concepts
          where glossary_id = ${glossaryId} and subject <> ''
          group by subject order by subject limit 500`
        return [...rows]
      }),
  }
}
