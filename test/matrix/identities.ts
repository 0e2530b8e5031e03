import { createHash, randomBytes } from 'node:crypto'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { CSRF_HEADER } from '#wire/access.ts'
import type { Role } from '#wire/roles.ts'
import { createKeysStore } from '#server/access/keys-store.ts'
import { LOCAL_TENANT_ID } from '#server/access/principal.ts'
import { createSessionsStore } from '#server/access/sessions-store.ts'
import { createSessions } from '#server/access/sessions.ts'
import { loadConfig } from '#server/config.ts'
import { systemClock } from '#server/lib/clock.ts'
import { fillTestFolder } from '#server/lib/database-testing.ts'
import { openDatabase, type Database } from '#server/lib/database.ts'
import { createId } from '#server/lib/ids.ts'
import { silentLog } from '#server/lib/log.ts'
import { startGalerne } from '#server/start.ts'

/** Somebody, and all that they can show: a session of a browser, and a key of their own. */
export interface Identity {
  name: string
  tenantId: string
  personId: string
  roles: readonly Role[]
  isSuspended: boolean
  session: string
  key: string
}

const OTHER_TENANT_ID = '00000000-0000-7000-8000-0000000000f1'

const WHO: Pick<Identity, 'name' | 'tenantId' | 'roles' | 'isSuspended'>[] = [
  ...(
    [
      'owner',
      'administrator',
      'auditor',
      'data-protection-officer',
      'builder',
      'member',
      'guest',
    ] as const
  ).map((role) => ({ name: role, tenantId: LOCAL_TENANT_ID, roles: [role], isSuspended: false })),
  { name: 'suspended', tenantId: LOCAL_TENANT_ID, roles: ['owner'], isSuspended: true },
  { name: 'nothing', tenantId: LOCAL_TENANT_ID, roles: [], isSuspended: false },
  { name: 'stranger', tenantId: OTHER_TENANT_ID, roles: ['owner'], isSuspended: false },
]

/** A whole Galerne with two organisations, and somebody of each role in it. */
export async function startWorld() {
  const folder = mkdtempSync(join(tmpdir(), 'galerne-matrix-'))
  await fillTestFolder(join(folder, 'db'))
  const identities = await fill(join(folder, 'db'))
  const flags = ['--port', '0', '--data', folder, '--no-model', '--fake-provider']
  const galerne = await startGalerne(loadConfig(flags, {}), silentLog)
  const cookieName = `galerne-${new URL(galerne.url).port}`
  return {
    url: galerne.url,
    identities,
    cookieOf: ({ session }: Identity) => `${cookieName}=${session}`,
    async [Symbol.asyncDispose]() {
      await galerne.close()
      rmSync(folder, { recursive: true, force: true })
    },
  }
}

async function fill(folder: string): Promise<Identity[]> {
  const database = await openDatabase({ url: null, folder, log: silentLog, isSynced: false })
  await database.sql`
    insert into organisations (tenant_id, name) values (${OTHER_TENANT_ID}, 'Another organisation')`
  const identities: Identity[] = []
  for (const who of WHO) identities.push(await introduce(database, who))
  await database.close()
  return identities
}

async function introduce(database: Database, who: (typeof WHO)[number]): Promise<Identity> {
  const { tenantId, name, roles, isSuspended } = who
  const personId = createId()
  await database.withTenant(tenantId, async (sql) => {
    const status = isSuspended ? 'suspended' : 'active'
    await sql`
      insert into people (tenant_id, id, name, email, status)
      values (${tenantId}, ${personId}, ${name}, ${`${name}@example.eu`}, ${status})`
    for (const role of roles) {
      await sql`
        insert into role_grants (tenant_id, holder_kind, holder_id, role)
        values (${tenantId}, 'person', ${personId}, ${role})`
    }
  })
  const session = await signIn(database, tenantId, personId)
  const key = await giveKey(database, { tenantId, personId, name })
  return { ...who, personId, session, key }
}

async function signIn(database: Database, tenantId: string, personId: string): Promise<string> {
  const sessions = createSessions({ store: createSessionsStore(database), clock: systemClock })
  const assurance = { methods: ['pwd', 'otp', 'mfa'], level: null, atMs: systemClock.now() }
  const from = { tenantId, personId, assurance, userAgent: 'a browser', address: '127.0.0.1' }
  return (await sessions.start(from)).token
}

async function giveKey(
  database: Database,
  { tenantId, personId, name }: { tenantId: string; personId: string; name: string },
): Promise<string> {
  const secret = `gal-${randomBytes(32).toString('base64url')}`
  const createdAt = new Date().toISOString()
  await createKeysStore(database).insert({
    id: createId(),
    tenantId,
    name: `key of ${name}`,
    owner: { kind: 'person', id: personId },
    group: null,
    scopes: null,
    models: null,
    tags: null,
    classification: null,
    ipRanges: null,
    expiresAt: null,
    isDisabled: false,
    createdAt,
    lastUsedAt: null,
    secrets: [
      {
        hash: createHash('sha256').update(secret).digest('hex'),
        hint: secret.slice(0, 8),
        createdAt,
        validUntil: null,
      },
    ],
  })
  return secret
}

/** As wire and browser know it: the proof that our own page asks. */
export function csrfOf({ session }: Identity): Record<string, string> {
  const token = createHash('sha256').update(`csrf:${session}`).digest('base64url')
  return { [CSRF_HEADER]: token }
}
