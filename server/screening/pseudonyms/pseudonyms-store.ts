import { z } from 'zod'
import { FindingKind } from '#wire/screening.ts'
import type { Database } from '#server/lib/database.ts'
import type { SecretBox } from '#server/lib/secret-box.ts'
import { createPseudonymMap, type PseudonymMap } from './placeholders.ts'

const Kept = z.array(z.tuple([FindingKind, z.int(), z.string().nullable(), z.string()]))

/** Who stands for whom in each conversation: sealed, so that the database alone does not tell. */
export function createPseudonymsStore(database: Database, box: SecretBox) {
  return {
    open: (tenantId: string, conversationId: string): Promise<PseudonymMap> =>
      database.withTenant(tenantId, async (sql) => {
        const [row] = await sql<{ sealed: string }[]>`
          select sealed from screening_pseudonyms where conversation_id = ${conversationId}`
        if (!row) return createPseudonymMap()
        const text = box.open(row.sealed, placeOf(tenantId, conversationId))
        const entries = Kept.parse(JSON.parse(text))
        return createPseudonymMap(
          entries.map(([kind, number, hint, value]) => ({ kind, number, hint, value })),
        )
      }),
    /** False: entries were added since it was opened. */
    save: (tenantId: string, conversationId: string, map: PseudonymMap): Promise<boolean> =>
      database.withTenant(tenantId, async (sql) => {
        const entries = map.entries()
        const known = entries.length - map.added().length
        const list = entries.map(({ kind, number, hint, value }) => [kind, number, hint, value])
        const sealed = box.seal(JSON.stringify(list), placeOf(tenantId, conversationId))
        const rows = await sql`
          insert into screening_pseudonyms (tenant_id, conversation_id, entries, sealed)
          values (${tenantId}, ${conversationId}, ${entries.length}, ${sealed})
          on conflict (tenant_id, conversation_id) do update
            set entries = excluded.entries, sealed = excluded.sealed
            where screening_pseudonyms.entries = ${known}
          returning entries`
        return rows.length > 0
      }),
  }
}
export type PseudonymsStore = ReturnType<typeof createPseudonymsStore>

/** Opened for any other conversation it does not open. */
function placeOf(tenantId: string, conversationId: string): string {
  return `${tenantId}|screening_pseudonyms|sealed|${conversationId}`
}
