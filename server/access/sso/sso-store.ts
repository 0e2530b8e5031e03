import type { Database, TransactionSql } from '#server/lib/database.ts'
import { noteEvent, type AuditEvent } from '#server/lib/database-outbox.ts'
import { createId } from '#server/lib/ids.ts'
import { changeDirectory } from '../directory/changes-store.ts'

/** A row of sso_flows: hashes, and what is sealed. */
export interface StoredFlow {
  tenantId: string
  hash: string
  kind: 'oidc' | 'saml' | 'saml-ticket' | 'sign-out'
  providerId: string
  browserHash: string
  sealed: string
  expiresAt: Date
}

export interface StoredOrigin {
  tenantId: string
  sessionId: string
  providerId: string
  subject: string
  sid: string | null
  /** Sealed. */
  idToken: string | null
}

export interface EndingWish {
  providerId: string
  sid: string | null
  subject: string | null
}

export interface SsoStore {
  addFlow(flow: StoredFlow, now: Date): Promise<void>
  /** It is gone from now on, whether or not it will do. */
  takeFlow(tenantId: string, hash: string): Promise<StoredFlow | undefined>
  /** False: this was used already. */
  useOnce(tenantId: string, use: { hash: string; expiresAt: Date; now: Date }): Promise<boolean>
  findIdentity(tenantId: string, issuer: string, subject: string): Promise<string | undefined>
  link(
    tenantId: string,
    identity: { issuer: string; subject: string; personId: string },
  ): Promise<void>
  /** Whose address this is, where an administrator or a provisioning directory has said so; not where an issuer has. */
  findByEmail(tenantId: string, email: string): Promise<string | undefined>
  /** Ids of groups by what an issuer calls them; those that are missing and may be made are made. */
  matchGroups(tenantId: string, wish: GroupWish): Promise<{ ids: string[]; hasMade: boolean }>
  addOrigin(origin: StoredOrigin): Promise<void>
  findOrigin(tenantId: string, sessionId: string): Promise<StoredOrigin | undefined>
  /** Ends what began there; how many sessions. */
  endSessions(tenantId: string, wish: EndingWish): Promise<number>
  note(tenantId: string, event: AuditEvent): Promise<void>
}

export interface GroupWish {
  /** `sso:<issuer>`: whose groups those are that it names itself. */
  source: string
  /** Ours by name, which the configuration has mapped. */
  named: readonly { externalId: string; name: string }[]
  /** The issuer's own. */
  others: readonly string[]
}

/** More open sign-ins than an organisation of 10,000 people has in ten minutes; the oldest give way. */
const MAX_FLOWS = 20_000

interface FlowRow {
  tenant_id: string
  hash: string
  kind: StoredFlow['kind']
  provider_id: string
  browser_hash: string
  sealed: string
  expires_at: Date
}

interface OriginRow {
  tenant_id: string
  session_id: string
  provider_id: string
  subject: string
  sid: string | null
  sealed_id_token: string | null
}

/** The tables of migration 0017 that are about signing in. */
export function createSsoStore(database: Database): SsoStore {
  return { ...flowQueries(database), ...identityQueries(database), ...originQueries(database) }
}

function flowQueries(
  database: Database,
): Pick<SsoStore, 'addFlow' | 'takeFlow' | 'useOnce' | 'note'> {
  return {
    addFlow: (flow, now) =>
      database.withTenant(flow.tenantId, async (sql) => {
        await sql`
          delete from sso_flows where expires_at <= ${now} or hash in (
            select hash from sso_flows order by expires_at desc offset ${MAX_FLOWS})`
        await sql`
          insert into sso_flows (tenant_id, hash, kind, provider_id, browser_hash, sealed, expires_at)
          values (${flow.tenantId}, ${flow.hash}, ${flow.kind}, ${flow.providerId},
                  ${flow.browserHash}, ${flow.sealed}, ${flow.expiresAt})`
      }),

    takeFlow: (tenantId, hash) =>
      database.withTenant(tenantId, async (sql) => {
        const [row] = await sql<FlowRow[]>`delete from sso_flows where hash = ${hash} returning *`
        return row && toFlow(row)
      }),

    useOnce: (tenantId, { hash, expiresAt, now }) =>
      database.withTenant(tenantId, async (sql) => {
        await sql`delete from sso_used where expires_at <= ${now}`
        const { count } = await sql`
          insert into sso_used (tenant_id, hash, expires_at)
          values (${tenantId}, ${hash}, ${expiresAt}) on conflict do nothing`
        return count > 0
      }),

    note: (tenantId, event) =>
      database.withTenant(tenantId, (sql) => noteEvent(sql, tenantId, event)),
  }
}

function identityQueries(
  database: Database,
): Pick<SsoStore, 'findIdentity' | 'link' | 'findByEmail' | 'matchGroups'> {
  return {
    findIdentity: (tenantId, issuer, subject) =>
      database.withTenant(tenantId, async (sql) => {
        const [row] = await sql<{ person_id: string }[]>`
          update identities set last_used_at = now()
          where issuer = ${issuer} and subject = ${subject} returning person_id`
        return row?.person_id
      }),

    link: (tenantId, { issuer, subject, personId }) =>
      database.withTenant(tenantId, async (sql) => {
        const { count } = await sql`
          insert into identities (tenant_id, issuer, subject, person_id)
          values (${tenantId}, ${issuer}, ${subject}, ${personId}) on conflict do nothing`
        if (count === 0) return
        await noteEvent(sql, tenantId, {
          action: 'person.link',
          resource: { kind: 'person', id: personId },
          outcome: 'done',
          facts: { issuer },
        })
      }),

    findByEmail: (tenantId, email) =>
      database.withTenant(tenantId, async (sql) => {
        const [row] = await sql<{ id: string }[]>`
          select id from people where email = ${email} and source not like 'sso:%'`
        return row?.id
      }),

    async matchGroups(tenantId, wish) {
      const found = await database.withTenant(tenantId, (sql) => findGroups(sql, wish))
      if (found.missing.length === 0) return { ids: found.ids, hasMade: false }
      const made = await changeDirectory(database, tenantId, (sql) =>
        makeGroups(sql, tenantId, { source: wish.source, missing: found.missing }),
      )
      return { ids: [...found.ids, ...made], hasMade: true }
    },
  }
}

interface MissingGroup {
  externalId: string
  name: string
}

async function findGroups(sql: TransactionSql, { source, named, others }: GroupWish) {
  const rows = await sql<
    { id: string; name: string; source: string; external_id: string | null }[]
  >`
    select id, name, source, external_id from groups
    where name = any(${named.map(({ name }) => name)})
       or (source = ${source} and external_id = any(${[...others]}))`
  const byName = new Map(rows.map(({ name, id }) => [name, id]))
  // A name of the issuer's is no name of ours: only what it has made here itself is meant by it.
  const own = rows.filter((row) => row.source === source)
  const byExternal = new Map(own.map((row) => [row.external_id, row.id]))
  const missing: MissingGroup[] = []
  const ids = new Set<string>()
  for (const wanted of named) {
    const id = byName.get(wanted.name)
    if (id === undefined) missing.push(wanted)
    else ids.add(id)
  }
  for (const externalId of others) {
    const id = byExternal.get(externalId)
    if (id === undefined) missing.push({ externalId, name: externalId })
    else ids.add(id)
  }
  return { ids: [...ids], missing }
}

async function makeGroups(
  sql: TransactionSql,
  tenantId: string,
  { source, missing }: { source: string; missing: readonly MissingGroup[] },
): Promise<string[]> {
  const ids: string[] = []
  for (const { externalId, name } of missing) {
    const [taken] = await sql`select id from groups where lower(name) = lower(${name})`
    const own = taken
      ? `${name} (${source.replace(/^sso:(https?:\/\/)?/, '')})`.slice(0, 200)
      : name
    const [row] = await sql<{ id: string }[]>`
      insert into groups (tenant_id, id, name, source, external_id)
      values (${tenantId}, ${createId()}, ${own}, ${source}, ${externalId})
      on conflict do nothing returning id`
    if (!row) continue
    ids.push(row.id)
    await noteEvent(sql, tenantId, {
      action: 'group.create',
      resource: { kind: 'group', id: row.id },
      outcome: 'done',
      facts: { source },
    })
  }
  return ids
}

function originQueries(
  database: Database,
): Pick<SsoStore, 'addOrigin' | 'findOrigin' | 'endSessions'> {
  return {
    addOrigin: ({ tenantId, sessionId, providerId, subject, sid, idToken }) =>
      database.withTenant(tenantId, async (sql) => {
        await sql`
          insert into sso_sessions (tenant_id, session_id, provider_id, subject, sid, sealed_id_token)
          values (${tenantId}, ${sessionId}, ${providerId}, ${subject}, ${sid}, ${idToken})`
      }),

    findOrigin: (tenantId, sessionId) =>
      database.withTenant(tenantId, async (sql) => {
        const [row] = await sql<OriginRow[]>`
          select * from sso_sessions where session_id = ${sessionId}`
        return row && toOrigin(row)
      }),

    endSessions: (tenantId, { providerId, sid, subject }) =>
      database.withTenant(tenantId, async (sql) => {
        if (sid === null && subject === null) return 0
        const ended = await sql<{ id: string; person_id: string }[]>`
          delete from sessions where id in (
            select session_id from sso_sessions
            where provider_id = ${providerId}
              and (${sid}::text is null or sid = ${sid})
              and (${subject}::text is null or subject = ${subject}))
          returning id, person_id`
        for (const { id, person_id: person } of ended) {
          await noteEvent(sql, tenantId, {
            action: 'session.revoke',
            resource: { kind: 'session', id },
            outcome: 'done',
            facts: { person, by: providerId },
          })
        }
        return ended.length
      }),
  }
}

function toFlow(row: FlowRow): StoredFlow {
  return {
    tenantId: row.tenant_id,
    hash: row.hash,
    kind: row.kind,
    providerId: row.provider_id,
    browserHash: row.browser_hash,
    sealed: row.sealed,
    expiresAt: row.expires_at,
  }
}

function toOrigin(row: OriginRow): StoredOrigin {
  return {
    tenantId: row.tenant_id,
    sessionId: row.session_id,
    providerId: row.provider_id,
    subject: row.subject,
    sid: row.sid,
    idToken: row.sealed_id_token,
  }
}
