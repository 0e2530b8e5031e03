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
  facts?: Readonly<Record<string, string | number | boolean | null>>
  /** Who did it, where that is not whoever is at work (acting.ts): a failed sign-in, a chore. */
  acting?: Acting
}

/**
 * Within the transaction of the effect: what happened is on record if, and only if, it did. `server/audit/` takes it from
 * here into the trail, in this order.
 */
export async function noteEvent(
  sql: TransactionSql,
  tenantId: string,
  event: AuditEvent,
): Promise<void> {
  const { acting = currentActing(), ...what } = event
  await sql`
    insert into audit_outbox (tenant_id, event)
    values (${tenantId}, ${JSON.stringify({ at: new Date().toISOString(), ...acting, ...what })}::text::jsonb)`
}
