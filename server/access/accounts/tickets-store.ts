import type { TicketKind } from '#wire/accounts.ts'
import type { Database, TransactionSql } from '#server/lib/database.ts'
import { noteEvent } from '#server/lib/database-outbox.ts'
import type { PersonRef } from './identity-port.ts'

export interface Ticket extends PersonRef {
  /** SHA-256 of the link's token, hex. */
  hash: string
  kind: TicketKind
  /** Of a new address: which; else where it was sent; null: somebody copied it. */
  email: string | null
  expiresAt: Date
}

interface Row {
  tenant_id: string
  person_id: string
  hash: string
  kind: TicketKind
  email: string | null
  expires_at: Date
}

export type TicketsStore = ReturnType<typeof createTicketsStore>

/** `identity.tickets`: hashes of links that work once. */
export function createTicketsStore(database: Database) {
  const within = <T>(tenantId: string, work: (sql: TransactionSql) => Promise<T>) =>
    database.withTenant(tenantId, work, 'galerne_identity')
  return {
    insert: (ticket: Ticket, now: Date) =>
      within(ticket.tenantId, async (sql) => {
        const { tenantId, personId, hash, kind, email, expiresAt } = ticket
        await sql`delete from identity.tickets where expires_at <= ${now}`
        await sql`
          insert into identity.tickets (tenant_id, hash, person_id, kind, email, created_at, expires_at)
          values (${tenantId}, ${hash}, ${personId}, ${kind}, ${email}, ${now}, ${expiresAt})`
        await noteEvent(sql, tenantId, {
          action: `ticket.create`,
          resource: { kind: 'account', id: personId },
          outcome: 'done',
          facts: { kind, isMailed: email !== null },
        })
      }),

    /** Undefined: unknown, used, or too old. */
    find: (tenantId: string, hash: string, now: Date): Promise<Ticket | undefined> =>
      within(tenantId, async (sql) => {
        const [row] = await sql<Row[]>`
          select * from identity.tickets where hash = ${hash} and expires_at > ${now}`
        return row && toTicket(row)
      }),

    /** Those of a person that are of these kinds. */
    drop: ({ tenantId, personId }: PersonRef, kinds: readonly TicketKind[]) =>
      within(tenantId, async (sql) => {
        await sql`
          delete from identity.tickets where person_id = ${personId} and kind = any(${[...kinds]})`
      }),

    /** Uses it up, and with it all others of its person: of two that come at once, one has it. */
    take: (tenantId: string, hash: string, now: Date): Promise<Ticket | undefined> =>
      within(tenantId, async (sql) => {
        const [row] = await sql<Row[]>`
          delete from identity.tickets where hash = ${hash} and expires_at > ${now} returning *`
        if (!row) return undefined
        await sql`delete from identity.tickets where person_id = ${row.person_id}`
        await noteEvent(sql, tenantId, {
          action: 'ticket.use',
          resource: { kind: 'account', id: row.person_id },
          outcome: 'done',
          facts: { kind: row.kind },
        })
        return toTicket(row)
      }),
  }
}

function toTicket(row: Row): Ticket {
  return {
    tenantId: row.tenant_id,
    personId: row.person_id,
    hash: row.hash,
    kind: row.kind,
    email: row.email,
    expiresAt: row.expires_at,
  }
}
