import type { Database, TransactionSql } from '#server/lib/database.ts'
import { noteEvent } from '#server/lib/database-outbox.ts'
import type { Assurance } from './principal.ts'

export interface StoredSession {
  tenantId: string
  /** What lists and the audit trail call it by; opens nothing. */
  id: string
  personId: string
  /** SHA-256 of the token, hex. */
  hash: string
  assurance: Assurance
  /** As the browser names itself, cut short. */
  userAgent: string
  address: string | null
  createdAt: Date
  lastUsedAt: Date
  /** Unused until then, it ends. */
  expiresAt: Date
  idleSeconds: number
  /** Then it ends, whatever happens. */
  endsAt: Date
}

/** `who`: whose id it is, and not another person's. */
export interface SessionStore {
  find(tenantId: string, hash: string): Promise<StoredSession | undefined>
  /** On record as a sign-in. */
  insert(session: StoredSession): Promise<void>
  touch(
    session: Pick<StoredSession, 'tenantId' | 'hash' | 'lastUsedAt' | 'expiresAt'>,
  ): Promise<void>
  /** The same session under another token, and perhaps better proved; false: it has ended. */
  replace(session: StoredSession, hash: string, assurance: Assurance): Promise<boolean>
  list(tenantId: string, personId: string): Promise<StoredSession[]>
  /** How many ended. `exceptId`: the one that goes on. */
  remove(which: WhichSessions): Promise<number>
  removeExpired(tenantId: string, now: Date): Promise<void>
}

export interface WhichSessions {
  tenantId: string
  hash?: string
  id?: string
  personId?: string
  exceptId?: string
}

interface Row {
  tenant_id: string
  id: string
  person_id: string
  hash: string
  methods: string[]
  level: string | null
  proved_at: Date
  user_agent: string
  address: string | null
  created_at: Date
  last_used_at: Date
  expires_at: Date
  idle_seconds: number
  ends_at: Date
}

/** The table `sessions`: hashes of tokens, never a token. */
export function createSessionsStore(database: Database): SessionStore {
  return {
    find: (tenantId, hash) =>
      database.withTenant(tenantId, async (sql) => {
        const [row] = await sql<Row[]>`select * from sessions where hash = ${hash}`
        return row && toStoredSession(row)
      }),

    insert: (session) =>
      database.withTenant(session.tenantId, async (sql) => {
        await sql`insert into sessions ${sql(toRow(session))}`
        await noteSignIn(sql, session)
      }),

    touch: ({ tenantId, hash, lastUsedAt, expiresAt }) =>
      database.withTenant(tenantId, async (sql) => {
        await sql`
          update sessions set last_used_at = ${lastUsedAt}, expires_at = ${expiresAt}
          where hash = ${hash}`
      }),

    replace: (session, hash, { methods, level, atMs }) =>
      database.withTenant(session.tenantId, async (sql) => {
        const { count } = await sql`
          update sessions set hash = ${hash}, methods = ${[...methods]}, level = ${level},
                              proved_at = ${new Date(atMs)}
          where hash = ${session.hash}`
        return count > 0
      }),

    list: (tenantId, personId) =>
      database.withTenant(tenantId, async (sql) => {
        const rows = await sql<Row[]>`
          select * from sessions where person_id = ${personId}
          order by last_used_at desc, id limit 200`
        return rows.map(toStoredSession)
      }),

    remove: (which) => database.withTenant(which.tenantId, (sql) => remove(sql, which)),

    removeExpired: (tenantId, now) =>
      database.withTenant(tenantId, async (sql) => {
        await sql`delete from sessions where least(expires_at, ends_at) <= ${now}`
      }),
  }
}

async function remove(sql: TransactionSql, which: WhichSessions): Promise<number> {
  const { tenantId, hash, id, personId, exceptId } = which
  const rows = await sql<Pick<Row, 'id' | 'person_id'>[]>`
    delete from sessions
    where (hash = ${hash ?? null} or id = ${id ?? null}
           or (person_id = ${personId ?? null} and ${hash === undefined && id === undefined}))
      and person_id = coalesce(${personId ?? null}, person_id)
      and id is distinct from ${exceptId ?? null}
    returning id, person_id`
  for (const row of rows) {
    await noteEvent(sql, tenantId, {
      action: hash === undefined ? 'session.revoke' : 'session.end',
      resource: { kind: 'session', id: row.id },
      outcome: 'done',
      facts: { person: row.person_id },
    })
  }
  return rows.length
}

/** Whoever signs in has no session to act in yet: it is they who did it, all the same. */
async function noteSignIn(sql: TransactionSql, session: StoredSession): Promise<void> {
  const { tenantId, id, personId, address, assurance } = session
  const [person] = await sql<{ name: string }[]>`
    update people set last_seen_at = ${session.createdAt} where id = ${personId} returning name`
  await noteEvent(sql, tenantId, {
    action: 'sign-in.succeed',
    resource: { kind: 'session', id },
    outcome: 'done',
    facts: { methods: assurance.methods.join(' '), level: assurance.level },
    acting: {
      actor: { kind: 'person', id: personId, name: person?.name ?? '' },
      requestId: null,
      address,
    },
  })
}

function toRow(session: StoredSession): Row {
  return {
    tenant_id: session.tenantId,
    id: session.id,
    person_id: session.personId,
    hash: session.hash,
    methods: [...session.assurance.methods],
    level: session.assurance.level,
    proved_at: new Date(session.assurance.atMs),
    user_agent: session.userAgent,
    address: session.address,
    created_at: session.createdAt,
    last_used_at: session.lastUsedAt,
    expires_at: session.expiresAt,
    idle_seconds: session.idleSeconds,
    ends_at: session.endsAt,
  }
}

function toStoredSession(row: Row): StoredSession {
  return {
    tenantId: row.tenant_id,
    id: row.id,
    personId: row.person_id,
    hash: row.hash,
    assurance: { methods: row.methods, level: row.level, atMs: row.proved_at.getTime() },
    userAgent: row.user_agent,
    address: row.address,
    createdAt: row.created_at,
    lastUsedAt: row.last_used_at,
    expiresAt: row.expires_at,
    idleSeconds: row.idle_seconds,
    endsAt: row.ends_at,
  }
}
