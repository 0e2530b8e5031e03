import type { AnswerChoice } from '#wire/answer-choices.ts'
import type { Classification } from '#wire/classification.ts'
import type { Database, TransactionSql } from '#server/lib/database.ts'
import { noteEvent } from '#server/lib/database-outbox.ts'
import { openRows } from '#server/lib/database-texts.ts'
import { SEALED } from '#server/lib/sealed-tables.ts'

export interface StoredChoice extends Omit<AnswerChoice, 'createdAt'> {
  conversationId: string
  personId: string
  createdAt: Date
}

/** With what was said, for whoever evaluates models. */
export interface ChoiceWithWords extends StoredChoice {
  classification: Classification
  lang: string | null
  question: string
  /** By message. */
  answers: Record<string, string>
}

export type ChoicesStore = ReturnType<typeof createChoicesStore>

/** Which of several answers people liked best. */
export function createChoicesStore(database: Database) {
  return {
    /** In place of what the person chose before among the answers to that question. */
    put: (tenantId: string, choice: StoredChoice): Promise<void> =>
      database.withTenant(tenantId, async (sql) => {
        await sql`
          insert into answer_choices (tenant_id, id, conversation_id, question_id, person_id, shown,
                                      chosen_id, is_blind, may_use_text, created_at)
          values (${tenantId}, ${choice.id}, ${choice.conversationId}, ${choice.questionId},
                  ${choice.personId}, ${JSON.stringify(choice.shown)}::text::jsonb,
                  ${choice.chosenId}, ${choice.isBlind}, ${choice.mayUseText}, ${choice.createdAt})
          on conflict (tenant_id, question_id, person_id) do update set
            id = excluded.id, shown = excluded.shown, chosen_id = excluded.chosen_id,
            is_blind = excluded.is_blind, may_use_text = excluded.may_use_text,
            created_at = excluded.created_at`
      }),

    list: (tenantId: string, { conversationId, personId }: Of): Promise<StoredChoice[]> =>
      database.withTenant(tenantId, async (sql) => {
        const rows = await sql<StoredChoice[]>`
          select id, conversation_id as "conversationId", question_id as "questionId",
            person_id as "personId", shown, chosen_id as "chosenId", is_blind as "isBlind",
            may_use_text as "mayUseText", created_at as "createdAt"
          from answer_choices
          where conversation_id = ${conversationId} and person_id = ${personId} order by id`
        return [...rows]
      }),

    /** A page of all, the oldest first. */
    page: (tenantId: string, { after, limit }: { after: string | null; limit: number }) =>
      database.withTenant(tenantId, async (sql) => {
        const rows = await sql<Omit<ChoiceWithWords, 'answers'>[]>`
          select o.id, o.conversation_id as "conversationId", o.question_id as "questionId",
            o.person_id as "personId", o.shown, o.chosen_id as "chosenId",
            o.is_blind as "isBlind", o.may_use_text as "mayUseText", o.created_at as "createdAt",
            c.classification, q.lang, q.text as question
          from answer_choices o
          join conversations c on c.tenant_id = o.tenant_id and c.id = o.conversation_id
          join messages q on q.tenant_id = o.tenant_id and q.id = o.question_id
          where c.deleted_at is null ${after === null ? sql`` : sql`and o.id > ${after}`}
          order by o.id limit ${limit}`
        await openRows(sql, QUESTION, rows)
        const answers = await readAnswers(sql, [...new Set(rows.map((row) => row.questionId))])
        return rows.map((row): ChoiceWithWords => {
          const given = answers.get(`${row.conversationId} ${row.questionId}`) ?? []
          return { ...row, answers: Object.fromEntries(given.map(({ id, text }) => [id, text])) }
        })
      }),

    noteTaken: (tenantId: string): Promise<void> =>
      database.withTenant(tenantId, (sql) =>
        noteEvent(sql, tenantId, {
          action: 'choice.read',
          resource: { kind: 'answer', id: null },
          outcome: 'done',
        }),
      ),
  }
}

const QUESTION = { table: SEALED.messages, row: ['questionId'], columns: { question: 'text' } }
const ANSWER = { table: SEALED.messages, columns: { text: 'text' } }

/** By conversation and question. */
async function readAnswers(sql: TransactionSql, questionIds: readonly string[]) {
  const rows = await sql<{ id: string; text: string; conversationId: string; parentId: string }[]>`
    select id, text, conversation_id as "conversationId", parent_id as "parentId" from messages
    where parent_id = any (${[...questionIds]}::uuid[])`
  const opened = await openRows(sql, ANSWER, rows)
  return Map.groupBy(opened, ({ conversationId, parentId }) => `${conversationId} ${parentId}`)
}

interface Of {
  conversationId: string
  personId: string
}
