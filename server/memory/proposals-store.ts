import type { Classification } from '#wire/classification.ts'
import type { MemoryProposal } from '#wire/around-answers.ts'
import type { Principal } from '#server/access/principal.ts'
import type { Database, TransactionSql } from '#server/lib/database.ts'
import { openRows, sealerFor } from '#server/lib/database-texts.ts'
import { SEALED } from '#server/lib/sealed-tables.ts'

export interface NewProposal {
  id: string
  conversationId: string
  messageId: string
  classification: Classification
  at: Date
}

export interface FoundProposal extends MemoryProposal {
  conversationId: string
  messageId: string
  at: Date
}

/** Of one person on one day: more would be asking for a habit of saying yes. */
const MOST_A_DAY = 5

export type ProposalsStore = ReturnType<typeof createProposalsStore>

/** The table `memory_proposals`: what might be remembered, until its person says yes or no. */
export function createProposalsStore(database: Database) {
  return {
    /**
     * A place for what may be proposed below an answer. False: there is something open in this conversation, there was enough
     * today, or the conversation has gone or become stricter.
     */
    claim: (person: Principal, given: NewProposal): Promise<boolean> =>
      database.withTenant(person.tenantId, (sql) => claim(sql, person, given)),

    /** Null: nothing is worth it after all. Nor is it where the person has refused the same, or it is remembered already. */
    put: (
      { tenantId, id: personId }: Principal,
      id: string,
      found: { text: string; sha256: string; lang: string | null } | null,
    ): Promise<void> =>
      database.withTenant(tenantId, async (sql) => {
        const seal = await sealerFor(sql, SEALED.proposals, personId)
        const isNew = found !== null && !(await isKnown(sql, personId, found.text))
        const { text } = seal(id, { text: found?.text ?? '' })
        const { count } = await sql`
          update memory_proposals set text = ${text}, text_sha256 = ${found?.sha256 ?? ''},
            lang = ${found?.lang ?? null}
          where id = ${id} and ${isNew}
            and not exists (select from memory_proposals
              where person_id = ${personId} and text_sha256 = ${found?.sha256 ?? ''})`
        if (count === 0) await sql`delete from memory_proposals where id = ${id}`
      }),

    /** Below an answer, or by its own id; only what waits for an answer. Empty text: it is still being found out. */
    find: (
      { tenantId, id: personId }: Principal,
      by: { messageId: string } | { id: string },
    ): Promise<FoundProposal | undefined> =>
      database.withTenant(tenantId, async (sql) => {
        const rows = await sql<FoundProposal[]>`
          select p.id, text, p.lang, conversation_id as "conversationId", message_id as "messageId",
            p.created_at as at
          from memory_proposals p join conversations c on c.id = p.conversation_id
          where person_id = ${personId} and answer is null and c.deleted_at is null
            and ${'id' in by ? sql`p.id = ${by.id}` : sql`message_id = ${by.messageId}`}`
        return (await openRows(sql, SEALED.proposals, rows))[0]
      }),

    /** Its words go, whatever the answer: what is kept is a memory from then on. */
    settle: (
      { tenantId, id: personId }: Principal,
      id: string,
      answer: 'kept' | 'refused',
    ): Promise<boolean> =>
      database.withTenant(tenantId, async (sql) => {
        const { count } = await sql`
          update memory_proposals set answer = ${answer}, text = ''
          where id = ${id} and person_id = ${personId} and answer is null and text <> ''`
        return count > 0
      }),
  }
}

/** Whether it is remembered already, in whatever letters. */
async function isKnown(sql: TransactionSql, personId: string, text: string): Promise<boolean> {
  const rows = await sql<{ id: string; text: string }[]>`
    select id, text from memories where person_id = ${personId}`
  const memories = await openRows(sql, SEALED.memories, rows)
  return memories.some((memory) => memory.text.toLowerCase() === text.toLowerCase())
}

async function claim(
  sql: TransactionSql,
  { tenantId, id: personId }: Principal,
  { id, conversationId, messageId, classification, at }: NewProposal,
): Promise<boolean> {
  const since = new Date(at.getTime() - 86_400_000)
  const { count } = await sql`
    insert into memory_proposals (tenant_id, id, person_id, conversation_id, message_id,
      classification, text, text_sha256, created_at)
    select ${tenantId}, ${id}, ${personId}, c.id, ${messageId}, ${classification}, '', '', ${at}
    from conversations c
    where c.id = ${conversationId} and c.owner_id = ${personId} and c.deleted_at is null
      and c.classification = ${classification}
      and not exists (select from memory_proposals p
        where p.conversation_id = c.id and p.answer is null and p.text <> '')
      and (select count(*) from memory_proposals p where p.person_id = ${personId}
        and p.text_sha256 <> '' and p.created_at > ${since}) < ${MOST_A_DAY}
    on conflict do nothing`
  return count > 0
}
