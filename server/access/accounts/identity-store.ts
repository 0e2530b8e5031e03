import type { Database, TransactionSql } from '#server/lib/database.ts'
import { noteEvent } from '#server/lib/database-outbox.ts'
import type { Candidate, Credentials, PersonRef } from './identity-port.ts'
import type { Passkey } from './passkeys.ts'

interface PasskeyRow {
  tenant_id: string
  id: string
  person_id: string
  name: string
  public_key: Buffer
  counter: string
  transports: string[]
  is_synced: boolean
  created_at: Date
  last_used_at: Date | null
}

export interface StoredAuthenticator {
  sealed: string
  lastStep: number
  createdAt: Date
}

export interface StoredRecoveryCode {
  hash: Buffer
  salt: Buffer
}

/** No organisation: who has said nothing but an address is in none yet. */
const NOBODY = '00000000-0000-0000-0000-000000000000'
/** An address that is in more organisations than this is nobody's. */
const MOST_CANDIDATES = 8

export type IdentityStore = ReturnType<typeof createIdentityStore>

/** The schema `identity`, as its own role. Each change is noted for the audit trail in its own transaction. */
export function createIdentityStore(database: Database) {
  const within = <T>(tenantId: string, work: (sql: TransactionSql) => Promise<T>) =>
    database.withTenant(tenantId, work, 'galerne_identity')
  return {
    findByEmail: (email: string): Promise<Candidate[]> =>
      within(NOBODY, async (sql) => {
        await sql`select set_config('galerne.sign_in_email', ${email}, true)`
        return sql<Candidate[]>`
          select tenant_id as "tenantId", id as "personId", name, email, locale from people
          where email = ${email} and status = 'active' and source = 'local' order by created_at limit ${MOST_CANDIDATES}`
      }),

    credentialsOf: ({ tenantId, personId }: PersonRef): Promise<Credentials> =>
      within(tenantId, async (sql) => {
        const [one] = await sql<
          { changed_at: Date | null; created_at: Date | null; left: number }[]
        >`
          select (select changed_at from identity.passwords where person_id = ${personId}),
                 (select created_at from identity.authenticators where person_id = ${personId}),
                 (select count(*)::int from identity.recovery_codes
                  where person_id = ${personId} and used_at is null) as left`
        const passkeys = await sql<PasskeyRow[]>`
          select * from identity.passkeys where person_id = ${personId} order by created_at, id`
        return {
          hasPassword: one?.changed_at != null,
          passwordChangedAt: one?.changed_at?.toISOString() ?? null,
          passkeys: passkeys.map(toPasskey),
          authenticatorSince: one?.created_at?.toISOString() ?? null,
          recoveryCodesLeft: one?.left ?? 0,
        }
      }),

    /** Whether anybody of the organisation has one. */
    waysIn: (tenantId: string): Promise<{ password: boolean; passkey: boolean }> =>
      within(tenantId, async (sql) => {
        const [row] = await sql<{ password: boolean; passkey: boolean }[]>`
          select exists (select from identity.passwords) as password,
                 exists (select from identity.passkeys) as passkey`
        return row ?? { password: false, passkey: false }
      }),

    ...passwordQueries(within),
    ...passkeyQueries(within),
    ...codeQueries(within),
    ...recoveryQueries(within),

    removeSecondFactors: (person: PersonRef) =>
      within(person.tenantId, async (sql) => {
        const { personId } = person
        await sql`delete from identity.authenticators where person_id = ${personId}`
        await sql`delete from identity.recovery_codes where person_id = ${personId}`
        await sql`delete from identity.passkeys where person_id = ${personId}`
        await noteChange(sql, person, { verb: 'remove', kind: 'second-factors' })
      }),
  }
}

type Within = <T>(tenantId: string, work: (sql: TransactionSql) => Promise<T>) => Promise<T>

interface NewPassword {
  hash: string
  now: Date
  /** False: the same password at other costs. */
  isNews: boolean
}

function passwordQueries(within: Within) {
  return {
    passwordOf: ({ tenantId, personId }: PersonRef): Promise<string | undefined> =>
      within(tenantId, async (sql) => {
        const [row] = await sql<{ hash: string }[]>`
          select hash from identity.passwords where person_id = ${personId}`
        return row?.hash
      }),

    setPassword: (person: PersonRef, { hash, now, isNews }: NewPassword) =>
      within(person.tenantId, async (sql) => {
        const { tenantId, personId } = person
        await sql`
          insert into identity.passwords (tenant_id, person_id, hash, changed_at)
          values (${tenantId}, ${personId}, ${hash}, ${now})
          on conflict (tenant_id, person_id)
          do update set hash = excluded.hash,
                        changed_at = case when ${isNews} then excluded.changed_at else passwords.changed_at end`
        if (isNews) await noteChange(sql, person, { verb: 'add', kind: 'password' })
      }),

    removePassword: (person: PersonRef) =>
      within(person.tenantId, async (sql) => {
        const { count } = await sql`
          delete from identity.passwords where person_id = ${person.personId}`
        if (count > 0) await noteChange(sql, person, { verb: 'remove', kind: 'password' })
      }),
  }
}

function passkeyQueries(within: Within) {
  return {
    findPasskey: (tenantId: string, id: string): Promise<Passkey | undefined> =>
      within(tenantId, async (sql) => {
        const [row] = await sql<PasskeyRow[]>`select * from identity.passkeys where id = ${id}`
        return row && toPasskey(row)
      }),

    /** False: somebody has it already; or there is a second factor already, and it was to be the first. */
    addPasskey: (passkey: Passkey, isFirst = false): Promise<boolean> =>
      within(passkey.tenantId, async (sql) => {
        if (isFirst && (await hasSecondFactor(sql, passkey))) return false
        const { count } = await sql`
          insert into identity.passkeys ${sql(toRow(passkey))} on conflict do nothing`
        if (count > 0) await noteChange(sql, passkey, { verb: 'add', kind: 'passkey' })
        return count > 0
      }),

    notePasskeyUse: (
      { tenantId, id }: Passkey,
      use: { counter: number; isSynced: boolean; now: Date },
    ) =>
      within(tenantId, async (sql) => {
        await sql`
          update identity.passkeys
          set counter = ${use.counter}, is_synced = ${use.isSynced}, last_used_at = ${use.now}
          where id = ${id}`
      }),

    renamePasskey: ({ tenantId, personId }: PersonRef, id: string, name: string) =>
      within(tenantId, async (sql) => {
        const { count } = await sql`
          update identity.passkeys set name = ${name} where id = ${id} and person_id = ${personId}`
        return count > 0
      }),

    removePasskey: (person: PersonRef, id: string) =>
      within(person.tenantId, async (sql) => {
        const { count } = await sql`
          delete from identity.passkeys where id = ${id} and person_id = ${person.personId}`
        if (count > 0) await noteChange(sql, person, { verb: 'remove', kind: 'passkey' })
        return count > 0
      }),
  }
}

function codeQueries(within: Within) {
  return {
    authenticatorOf: ({
      tenantId,
      personId,
    }: PersonRef): Promise<StoredAuthenticator | undefined> =>
      within(tenantId, async (sql) => {
        const [row] = await sql<{ sealed: string; last_step: string; created_at: Date }[]>`
          select sealed, last_step, created_at from identity.authenticators
          where person_id = ${personId}`
        return (
          row && { sealed: row.sealed, lastStep: Number(row.last_step), createdAt: row.created_at }
        )
      }),

    /** False: there is a second factor already, and it was to be the first. */
    setAuthenticator: (
      person: PersonRef,
      { sealed, lastStep, createdAt }: StoredAuthenticator,
      isFirst = false,
    ) =>
      within(person.tenantId, async (sql) => {
        if (isFirst && (await hasSecondFactor(sql, person))) return false
        await sql`
          insert into identity.authenticators (tenant_id, person_id, sealed, last_step, created_at)
          values (${person.tenantId}, ${person.personId}, ${sealed}, ${lastStep}, ${createdAt})
          on conflict (tenant_id, person_id)
          do update set sealed = excluded.sealed, last_step = excluded.last_step,
                        created_at = excluded.created_at`
        await noteChange(sql, person, { verb: 'add', kind: 'authenticator' })
        return true
      }),

    /** False: this step, or a later one, was used meanwhile. */
    useStep: ({ tenantId, personId }: PersonRef, step: number) =>
      within(tenantId, async (sql) => {
        const { count } = await sql`
          update identity.authenticators set last_step = ${step}
          where person_id = ${personId} and last_step < ${step}`
        return count > 0
      }),

    removeAuthenticator: (person: PersonRef) =>
      within(person.tenantId, async (sql) => {
        const { count } = await sql`
          delete from identity.authenticators where person_id = ${person.personId}`
        if (count > 0) await noteChange(sql, person, { verb: 'remove', kind: 'authenticator' })
      }),
  }
}

function recoveryQueries(within: Within) {
  return {
    recoveryCodesOf: ({ tenantId, personId }: PersonRef): Promise<StoredRecoveryCode[]> =>
      within(
        tenantId,
        (sql) => sql<StoredRecoveryCode[]>`
          select hash, salt from identity.recovery_codes
          where person_id = ${personId} and used_at is null`,
      ),

    replaceRecoveryCodes: (person: PersonRef, codes: readonly StoredRecoveryCode[], now: Date) =>
      within(person.tenantId, async (sql) => {
        const { tenantId, personId } = person
        await sql`delete from identity.recovery_codes where person_id = ${personId}`
        for (const { hash, salt } of codes) {
          await sql`
            insert into identity.recovery_codes (tenant_id, person_id, hash, salt, created_at)
            values (${tenantId}, ${personId}, ${hash}, ${salt}, ${now})`
        }
        await noteChange(sql, person, { verb: 'add', kind: 'recovery-codes' })
      }),

    /** False: it was used meanwhile. */
    useRecoveryCode: (person: PersonRef, hash: Buffer, now: Date) =>
      within(person.tenantId, async (sql) => {
        const { count } = await sql`
          update identity.recovery_codes set used_at = ${now}
          where person_id = ${person.personId} and hash = ${hash} and used_at is null`
        if (count > 0) await noteChange(sql, person, { verb: 'use', kind: 'recovery-code' })
        return count > 0
      }),
  }
}

/** Two who both add a first one take turns, until the transaction ends. */
async function hasSecondFactor(sql: TransactionSql, { personId }: PersonRef): Promise<boolean> {
  await sql`select pg_advisory_xact_lock(hashtextextended(${`second factor ${personId}`}, 0))`
  const [found] = await sql`
    select from identity.authenticators where person_id = ${personId}
    union all select from identity.passkeys where person_id = ${personId} limit 1`
  return found !== undefined
}

async function noteChange(
  sql: TransactionSql,
  { tenantId, personId }: PersonRef,
  { verb, kind }: { verb: 'add' | 'remove' | 'use'; kind: string },
): Promise<void> {
  await noteEvent(sql, tenantId, {
    action: `credential.${verb}`,
    resource: { kind: 'account', id: personId },
    outcome: 'done',
    facts: { credential: kind },
  })
}

function toRow(passkey: Passkey) {
  return {
    tenant_id: passkey.tenantId,
    id: passkey.id,
    person_id: passkey.personId,
    name: passkey.name,
    public_key: Buffer.from(passkey.publicKey),
    counter: passkey.counter,
    transports: passkey.transports,
    is_synced: passkey.isSynced,
    created_at: passkey.createdAt,
    last_used_at: passkey.lastUsedAt,
  }
}

function toPasskey(row: PasskeyRow): Passkey {
  return {
    id: row.id,
    tenantId: row.tenant_id,
    personId: row.person_id,
    name: row.name,
    publicKey: Uint8Array.from(row.public_key),
    counter: Number(row.counter),
    transports: row.transports,
    isSynced: row.is_synced,
    createdAt: row.created_at,
    lastUsedAt: row.last_used_at,
  }
}
