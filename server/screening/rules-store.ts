import { z } from 'zod'
import { NameModel, ScreeningRule } from '#wire/screening.ts'
import { noteEvent } from '#server/lib/database-outbox.ts'
import { noteRevision } from '#server/lib/database-revisions.ts'
import type { Database } from '#server/lib/database.ts'

export const SCREENING_TOPIC = 'screening'

/** The choices of an organisation that differ from the defaults. */
export function createRulesStore(database: Database) {
  return {
    list: (tenantId: string): Promise<ScreeningRule[]> =>
      database.withTenant(tenantId, async (sql) => {
        const rows = await sql`
          select classification, destination, kind, choice from screening_rules
          order by classification, destination, kind`
        // A kind that a later version knew is none that this one could look for.
        return rows.flatMap((row) => ScreeningRule.safeParse({ ...row }).data ?? [])
      }),
    nameModel: (tenantId: string): Promise<NameModel | null> =>
      database.withTenant(tenantId, async (sql) => {
        const [row] = await sql`select settings from screening_name_models`
        return NameModel.safeParse(row?.['settings']).data ?? null
      }),
    /** @param nameModel Undefined: it stays as it is. */
    async replace(
      tenantId: string,
      {
        rules,
        nameModel,
      }: { rules: readonly ScreeningRule[]; nameModel?: NameModel | null | undefined },
    ): Promise<void> {
      await database.withTenant(tenantId, async (sql) => {
        const before =
          await sql`select classification, destination, kind, choice from screening_rules`
        await sql`delete from screening_rules`
        if (rules.length > 0) {
          await sql`insert into screening_rules ${sql(rules.map((rule) => ({ tenant_id: tenantId, ...rule })))}`
        }
        if (nameModel !== undefined) await sql`delete from screening_name_models`
        if (nameModel) {
          await sql`insert into screening_name_models (tenant_id, settings)
                    values (${tenantId}, ${JSON.stringify(nameModel)}::text::jsonb)`
        }
        await noteEvent(sql, tenantId, {
          action: 'screening.change',
          resource: { kind: 'screening', id: null },
          outcome: 'done',
          facts: {
            ...differences(
              before.map((row) => ScreeningRule.safeParse({ ...row }).data),
              rules,
            ),
            ...(nameModel !== undefined && { nameModel: nameModel?.model ?? 'none' }),
          },
        })
        await noteRevision(sql, tenantId, SCREENING_TOPIC)
      })
    },
  }
}
export type RulesStore = ReturnType<typeof createRulesStore>

const MOST_FACTS = 40

/** `restricted/eu/email` → `pseudonym`; `default` where a choice was taken back. */
function differences(
  before: readonly (z.infer<typeof ScreeningRule> | undefined)[],
  after: readonly ScreeningRule[],
): Record<string, string> {
  const nameOf = (rule: ScreeningRule) => `${rule.classification}/${rule.destination}/${rule.kind}`
  const was = new Map(
    before.flatMap((rule) => (rule ? [[nameOf(rule), rule.choice] as const] : [])),
  )
  const is = new Map(after.map((rule) => [nameOf(rule), rule.choice] as const))
  const changed = [...new Set([...was.keys(), ...is.keys()])].filter(
    (name) => was.get(name) !== is.get(name),
  )
  return Object.fromEntries(
    changed.slice(0, MOST_FACTS).map((name) => [name, is.get(name) ?? 'default']),
  )
}
