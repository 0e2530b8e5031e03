import type { Key } from '#wire/access.ts'
import type { Database, TransactionSql } from '#server/lib/database.ts'
import { noteEvent } from '#server/lib/database-outbox.ts'
import { noteRevision } from '#server/lib/database-revisions.ts'
import type { KeyStore, StoredKey, StoredSecret } from './keys.ts'

interface Row {
  tenant_id: string
  id: string
  name: string
  owner_kind: Key['owner']['kind']
  owner_id: string
  group_id: string | null
  scopes: string[] | null
  models: string[] | null
  ip_ranges: string[] | null
  tags: Key['tags']
  classification: Key['classification']
  disabled_at: Date | null
  created_at: Date
  expires_at: Date | null
  last_used_at: Date | null
}

interface SecretRow {
  key_id: string
  hash: string
  hint: string
  created_at: Date
  valid_until: Date | null
}

/** What other processes look at to see that keys have changed. */
export const KEYS_TOPIC = 'keys'

/** The tables `keys` and `key_secrets`. They hold hashes; nobody who reads them can make a call with what they say. */
export function createKeysStore(database: Database): KeyStore {
  return {
    list: (tenantId) =>
      database.withTenant(tenantId, async (sql) => {
        const rows = await sql<Row[]>`select * from keys where revoked_at is null order by id`
        const secrets = await sql<SecretRow[]>`
          select key_id, hash, hint, created_at, valid_until from key_secrets order by created_at desc`
        const byKey = Map.groupBy(secrets, (secret) => secret.key_id)
        return rows.map((row) => toStoredKey(row, byKey.get(row.id) ?? []))
      }),

    insert: (key) =>
      database.withTenant(key.tenantId, async (sql) => {
        await sql`insert into keys ${sql({ id: key.id, created_at: key.createdAt, ...toColumns(key) })}`
        await sql`insert into key_secrets ${sql(key.secrets.map((one) => toSecretRow(key, one)))}`
        await noteRevision(sql, key.tenantId, KEYS_TOPIC)
        await noteKey(sql, 'create', key)
      }),

    update: (key) =>
      database.withTenant(key.tenantId, async (sql) => {
        const { id } = key
        await sql`update keys set ${sql(toColumns(key))} where id = ${id} and revoked_at is null`
        await noteRevision(sql, key.tenantId, KEYS_TOPIC)
        await noteKey(sql, 'update', key)
      }),

    replaceSecrets: (key) =>
      database.withTenant(key.tenantId, async (sql) => {
        await sql`delete from key_secrets where key_id = ${key.id}`
        await sql`insert into key_secrets ${sql(key.secrets.map((one) => toSecretRow(key, one)))}`
        await noteRevision(sql, key.tenantId, KEYS_TOPIC)
        await noteKey(sql, 'rotate', key)
      }),

    remove: (tenantId, id) =>
      database.withTenant(tenantId, async (sql) => {
        // The row stays for the reports of what the key spent; without a secret it lets nobody in.
        await sql`delete from key_secrets where key_id = ${id}`
        const { count } = await sql`
          update keys set revoked_at = now() where id = ${id} and revoked_at is null`
        await noteRevision(sql, tenantId, KEYS_TOPIC)
        if (count > 0) await noteKey(sql, 'revoke', { tenantId, id })
        return count > 0
      }),

    touch: (tenantId, uses) =>
      database.withTenant(tenantId, async (sql) => {
        await sql`
          update keys set last_used_at = used.at
          from unnest(${uses.map(({ id }) => id)}::uuid[], ${uses.map(({ at }) => at)}::timestamptz[])
            as used (id, at)
          where keys.id = used.id and keys.last_used_at is distinct from greatest(keys.last_used_at, used.at)`
      }),
  }
}

/** What it may do, not what it is called: a name may be somebody's. */
async function noteKey(
  sql: TransactionSql,
  verb: 'create' | 'update' | 'rotate' | 'revoke',
  key: Pick<StoredKey, 'tenantId' | 'id'> & Partial<StoredKey>,
): Promise<void> {
  const { tenantId, id, owner, scopes, models, isDisabled, expiresAt } = key
  await noteEvent(sql, tenantId, {
    action: `key.${verb}`,
    resource: { kind: 'key', id },
    outcome: 'done',
    ...(owner && {
      facts: {
        owner: owner.id,
        ownerKind: owner.kind,
        scopes: scopes ?? null,
        models: models ?? null,
        isDisabled: isDisabled ?? false,
        expiresAt: expiresAt ?? null,
      },
    }),
  })
}

function toColumns(key: StoredKey) {
  return {
    tenant_id: key.tenantId,
    name: key.name,
    owner_kind: key.owner.kind,
    owner_id: key.owner.id,
    group_id: key.group,
    scopes: key.scopes,
    models: key.models,
    ip_ranges: key.ipRanges,
    tags: key.tags,
    classification: key.classification,
    disabled_at: key.isDisabled ? new Date() : null,
    expires_at: key.expiresAt,
  }
}

function toSecretRow(key: StoredKey, secret: StoredSecret) {
  return {
    tenant_id: key.tenantId,
    hash: secret.hash,
    key_id: key.id,
    hint: secret.hint,
    created_at: secret.createdAt,
    valid_until: secret.validUntil,
  }
}

function toStoredKey(row: Row, secrets: SecretRow[]): StoredKey {
  return {
    tenantId: row.tenant_id,
    id: row.id,
    name: row.name,
    owner: { kind: row.owner_kind, id: row.owner_id },
    group: row.group_id,
    scopes: row.scopes,
    models: row.models,
    ipRanges: row.ip_ranges,
    tags: row.tags,
    classification: row.classification,
    isDisabled: row.disabled_at !== null,
    createdAt: row.created_at.toISOString(),
    expiresAt: row.expires_at?.toISOString() ?? null,
    lastUsedAt: row.last_used_at?.toISOString() ?? null,
    secrets: secrets.map((secret) => ({
      hash: secret.hash,
      hint: secret.hint,
      createdAt: secret.created_at.toISOString(),
      validUntil: secret.valid_until?.toISOString() ?? null,
    })),
  }
}
