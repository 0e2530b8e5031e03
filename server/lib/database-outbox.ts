import { currentActing, type Acting } from './acting.ts'
import type { TransactionSql } from './database.ts'

/** One thing that happened. Never content: what was said is there as a keyed commitment, if at all. */
export interface AuditEvent {
  /** `key.create`, `person.suspend`, `sign-in.fail`…: what was done, as the actions of access are named. */
  action: string
  resource: { kind: string; id: string | null }
  outcome: 'done' | 'allowed' | 'denied' | 'failed'
  /** Why, for a person to read; absent: it needs no reason. */
  reason?: string
  /** Small facts: ids, counts, names of settings. Never a secret, never text that people wrote. */
  facts?: Readonly<Record<string, Fact>>
  /** Who did it, where that is not whoever is at work (acting.ts): a failed sign-in, a chore. */
  acting?: Acting
}

export type Fact = string | number | boolean | null | readonly string[]

/**
 * Within the transaction of the effect: what happened is on record if, and only if, it did. `server/audit/` takes it from
 * here into the trail, in this order.
 */
export async function noteEvent(
  sql: TransactionSql,
  tenantId: string,
  event: AuditEvent,
): Promise<void> {
  await addRow(sql, tenantId, stamped(event))
}

/** Several at once, as one row: for what happens by the thousand. */
export async function noteEvents(
  sql: TransactionSql,
  tenantId: string,
  events: readonly AuditEvent[],
): Promise<void> {
  if (events.length > 0) await addRow(sql, tenantId, { events: events.map(stamped) })
}

function stamped({ acting = currentActing(), ...what }: AuditEvent) {
  return { at: new Date().toISOString(), ...acting, ...what }
}

async function addRow(sql: TransactionSql, tenantId: string, event: object): Promise<void> {
  await sql`
    insert into audit_outbox (tenant_id, event)
    values (${tenantId}, ${storableJson(event)}::text::jsonb)`
}

/** Postgres has no NUL and no half of a surrogate pair: an effect must not fail because somebody's words have one. */
function storableJson(value: object): string {
  return JSON.stringify(value).replaceAll(
    /(?<!\\)((?:\\\\)*)\\u(?:0000|d[89a-f][0-9a-f]{2})/g,
    String.raw`$1\ufffd`,
  )
}
