import { Role } from '#wire/roles.ts'
import type { SignInRules, UpdateAccount } from '#wire/accounts.ts'
import { AppError } from '#server/lib/app-error.ts'
import type { Database, TransactionSql } from '#server/lib/database.ts'
import { noteEvent } from '#server/lib/database-outbox.ts'
import { noteRevision } from '#server/lib/database-revisions.ts'
import { codeOf } from '#server/lib/thrown.ts'
import { DIRECTORY_TOPIC } from '../directory/directory-store.ts'
import type { PersonRef } from './identity-port.ts'

export interface AccountPerson extends PersonRef {
  name: string
  email: string | null
  locale: string | null
  /** `local`, or who else says who they are. */
  source: string
  isActive: boolean
}

export interface FailedSignIn {
  tenantId: string
  /** Null: the address is nobody's. */
  personId: string | null
  address: string | null
  method: string
  reason: string
}

const USUAL_RULES: SignInRules = {
  secondFactorRoles: [],
  allowsPasswords: true,
  idleMinutes: 30 * 24 * 60,
  longestMinutes: 90 * 24 * 60,
}

export type AccountsStore = ReturnType<typeof createAccountsStore>

/** What of people's accounts is no credential: the person, the rules of sign-ins, and what went wrong. */
export function createAccountsStore(database: Database) {
  const asIdentity = <T>(tenantId: string, work: (sql: TransactionSql) => Promise<T>) =>
    database.withTenant(tenantId, work, 'galerne_identity')
  return {
    findPerson: ({ tenantId, personId }: PersonRef): Promise<AccountPerson | undefined> =>
      asIdentity(tenantId, async (sql) => {
        const [row] = await sql<AccountPerson[]>`
          select tenant_id as "tenantId", id as "personId", name, email, locale, source,
                 status = 'active' as "isActive"
          from people where id = ${personId}`
        return row
      }),

    update: ({ tenantId, personId }: PersonRef, { name, locale }: UpdateAccount) =>
      database.withTenant(tenantId, async (sql) => {
        await sql`
          update people set name = coalesce(${name ?? null}, name),
                            locale = case when ${locale !== undefined} then ${locale ?? null} else locale end
          where id = ${personId}`
        await noteOfPerson(sql, { tenantId, personId }, 'account.update')
      }),

    /** Throws `conflict` where somebody else has the address. */
    setEmail: ({ tenantId, personId }: PersonRef, email: string) =>
      database
        .withTenant(tenantId, async (sql) => {
          await sql`update people set email = ${email} where id = ${personId}`
          await noteOfPerson(sql, { tenantId, personId }, 'account.change-email')
        })
        .catch((cause: unknown) => {
          if (codeOf(cause) !== '23505') throw cause
          throw new AppError('conflict', 'Somebody else has this address already.', { cause })
        }),

    noteFailure: (failure: FailedSignIn) =>
      asIdentity(failure.tenantId, async (sql) => {
        const { tenantId, personId, address, method, reason } = failure
        await noteEvent(sql, tenantId, {
          action: 'sign-in.fail',
          resource: { kind: 'account', id: personId },
          outcome: 'failed',
          reason,
          facts: { method },
          acting: {
            actor: { kind: 'stranger', id: personId ?? 'unknown', name: 'Not signed in' },
            requestId: null,
            address,
          },
        })
      }),

    ...rulesQueries(asIdentity),
  }
}

type AsIdentity = <T>(tenantId: string, work: (sql: TransactionSql) => Promise<T>) => Promise<T>

function rulesQueries(asIdentity: AsIdentity) {
  return {
    rulesOf: (tenantId: string): Promise<SignInRules> =>
      asIdentity(tenantId, async (sql) => {
        const [row] = await sql<RulesRow[]>`select * from identity.sign_in_rules`
        return row ? toRules(row) : USUAL_RULES
      }),

    setRules: (tenantId: string, rules: SignInRules) =>
      asIdentity(tenantId, async (sql) => {
        const { secondFactorRoles, allowsPasswords, idleMinutes, longestMinutes } = rules
        await sql`
          insert into identity.sign_in_rules
            (tenant_id, second_factor_roles, allows_passwords, idle_minutes, longest_minutes)
          values (${tenantId}, ${secondFactorRoles}, ${allowsPasswords}, ${idleMinutes}, ${longestMinutes})
          on conflict (tenant_id) do update
          set second_factor_roles = excluded.second_factor_roles,
              allows_passwords = excluded.allows_passwords,
              idle_minutes = excluded.idle_minutes, longest_minutes = excluded.longest_minutes`
        await noteEvent(sql, tenantId, {
          action: 'sign-in.change-rules',
          resource: { kind: 'sign-in', id: null },
          outcome: 'done',
          facts: {
            secondFactorRoles: secondFactorRoles.join(' '),
            allowsPasswords,
            idleMinutes,
            longestMinutes,
          },
        })
      }),
  }
}

interface RulesRow {
  second_factor_roles: string[]
  allows_passwords: boolean
  idle_minutes: number
  longest_minutes: number
}

function toRules(row: RulesRow): SignInRules {
  return {
    secondFactorRoles: row.second_factor_roles.flatMap((role) => Role.safeParse(role).data ?? []),
    allowsPasswords: row.allows_passwords,
    idleMinutes: row.idle_minutes,
    longestMinutes: row.longest_minutes,
  }
}

async function noteOfPerson(
  sql: TransactionSql,
  { tenantId, personId }: PersonRef,
  action: string,
): Promise<void> {
  await noteRevision(sql, tenantId, DIRECTORY_TOPIC)
  await noteEvent(sql, tenantId, {
    action,
    resource: { kind: 'account', id: personId },
    outcome: 'done',
  })
}
