import type { DocumentLang } from '#wire/document-languages.ts'
import type {
  CompleteLiteracy,
  LiteracyCompletion,
  LiteracyList,
  LiteracyModule,
  LiteracyResult,
} from '#wire/registers.ts'
import type { Principal } from '#server/access/principal.ts'
import { AppError } from '#server/lib/app-error.ts'
import type { Clock } from '#server/lib/clock.ts'
import { toCsv } from '#server/lib/csv.ts'
import { isId } from '#server/lib/ids.ts'
import type { LiteracyStore } from './literacy-store.ts'
import { LITERACY, MODULE_ID, MODULE_MINUTES } from './literacy-texts.ts'

export type Literacy = ReturnType<typeof createLiteracy>

/** What everybody who works with an AI has to know (AI Act, Article 4), and who knows it. */
export function createLiteracy({ store, clock }: { store: LiteracyStore; clock: Clock }) {
  const list = async (
    { tenantId }: Principal,
    { search, limit, cursor }: { search: string; limit: number; cursor: string | null },
  ): Promise<LiteracyList> => {
    const after = cursor === null ? null : fromCursor(cursor)
    const found = await store.list(tenantId, { module: MODULE_ID, search, after, limit: limit + 1 })
    const completions = found.slice(0, limit)
    const last = completions.at(-1)
    return {
      completions,
      byRole: await store.byRole(tenantId, MODULE_ID),
      nextCursor: last && found.length > limit ? toCursor(last) : null,
    }
  }
  return {
    list,

    async module(principal: Principal, lang: DocumentLang): Promise<LiteracyModule> {
      const { title, lessons, questions } = LITERACY[lang]
      const done = await store.find(principal.tenantId, principal.id, MODULE_ID)
      return {
        id: MODULE_ID,
        title,
        minutes: MODULE_MINUTES,
        lessons,
        questions: questions.map(({ id, question, options }) => ({ id, question, options })),
        completedAt: done?.completedAt ?? null,
      }
    },

    /** Written down only where all is right. A program cannot know anything. */
    async complete(
      principal: Principal,
      { answers }: CompleteLiteracy,
      lang: DocumentLang,
    ): Promise<LiteracyResult> {
      if (principal.kind !== 'person') {
        throw new AppError('forbidden', 'Only a person can do this course.')
      }
      const wrong = LITERACY[lang].questions
        .filter(({ id, right }) => answers[id] !== right)
        .map(({ id, hint }) => ({ id, hint }))
      if (wrong.length > 0) return { isPassed: false, wrong, completion: null }
      const completion: LiteracyCompletion = {
        personId: principal.id,
        person: principal.name,
        module: MODULE_ID,
        roles: [...(principal.roles ?? [])],
        lang,
        completedAt: new Date(clock.now()).toISOString(),
      }
      await store.save(principal.tenantId, completion)
      return { isPassed: true, wrong: [], completion }
    },

    /** All of them, for spreadsheets. */
    csv: (principal: Principal): Promise<string> =>
      csvOf((cursor) => list(principal, { search: '', limit: 200, cursor })),
  }
}

/** More than a table program opens. */
const MAX_ROWS = 100_000

async function csvOf(read: (cursor: string | null) => Promise<LiteracyList>): Promise<string> {
  const rows: string[][] = [['person', 'person_id', 'module', 'roles', 'lang', 'completed_at']]
  let cursor: string | null = null
  do {
    const page: LiteracyList = await read(cursor)
    for (const { person, personId, module, roles, lang, completedAt } of page.completions) {
      rows.push([person, personId, module, roles.join(' '), lang, completedAt])
    }
    cursor = page.nextCursor
  } while (cursor !== null && rows.length < MAX_ROWS)
  return toCsv(rows)
}

function toCursor({ completedAt, personId }: LiteracyCompletion): string {
  return Buffer.from(`${completedAt} ${personId}`).toString('base64url')
}

function fromCursor(cursor: string): { at: Date; personId: string } {
  const [at = '', personId = ''] = Buffer.from(cursor, 'base64url').toString().split(' ')
  if (isId(personId) && !Number.isNaN(Date.parse(at))) return { at: new Date(at), personId }
  throw new AppError('invalid_request', 'cursor is not one that a page gave.')
}
