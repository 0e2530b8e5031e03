import { KeyOwner } from '#wire/access.ts'
import type { Principal } from '#server/access/principal.ts'
import type { Database, TransactionSql } from '#server/lib/database.ts'
import type { LinesOfModel } from './count-lines.ts'
import type { HeldModel } from './hold-batch.ts'
import type { ResourceKind } from './kinds.ts'

/** Something that a caller keeps at a provider. */
export interface KeptResource {
  kind: ResourceKind
  id: string
  providerId: string
  /** As the caller named it; null: it has none. */
  model: string | null
  /** As the provider last described it. */
  object: unknown
  /** Of a batch: whether what it cost is in the ledger. */
  isSettled: boolean
  createdAt: Date
  /** Of a file for batches: what its lines may come to use; null: nobody has counted. */
  lines: LinesOfModel[] | null
  /** Of a batch: what is held for it; null: it was made before anything was held. */
  held: HeldModel[] | null
}

/** A batch whose cost nobody knows yet, and who made it. */
export interface OpenBatch {
  resource: KeptResource
  principal: Principal
}

export interface Page {
  limit: number
  /** After this one, in the order of the list; null: from its beginning. */
  after: string | null
  /** So many are left out before. */
  skip: number
}

/** What each owner keeps at providers. An owner sees nothing of another's. */
export interface ResourceStore {
  /** By its id; more than one where providers gave the same. */
  find(principal: Principal, kind: ResourceKind, id: string): Promise<KeptResource[]>
  /** Newest first, one more than the limit where there are more. */
  list(principal: Principal, kind: ResourceKind, page: Page): Promise<KeptResource[]>
  count(principal: Principal, kind: ResourceKind): Promise<number>
  /** Inserts it, or notes how it is now. */
  save(principal: Principal, resource: KeptResource): Promise<void>
  remove(principal: Principal, kind: ResourceKind, id: string): Promise<void>
  /** True for the one who is first to say so: what it cost is charged once. */
  settle(principal: Principal, kind: ResourceKind, id: string): Promise<boolean>
  /** Batches of all owners that were made since then and are not settled, the oldest first. */
  listOpenBatches(tenantId: string, since: Date): Promise<OpenBatch[]>
}

interface Row {
  kind: ResourceKind
  id: string
  provider_id: string
  model: string | null
  object: unknown
  is_settled: boolean
  created_at: Date
  lines: LinesOfModel[] | null
  held: HeldModel[] | null
}

/** The table `provider_resources`. */
export function createResourceStore(database: Database): ResourceStore {
  const scoped = <T>(
    principal: Principal,
    work: (sql: TransactionSql, owner: Owner) => Promise<T>,
  ): Promise<T> => database.withTenant(principal.tenantId, (sql) => work(sql, ownerOf(principal)))
  return {
    find: (principal, kind, id) =>
      scoped(principal, async (sql, owner) => {
        if (!isStorable(id)) return []
        const rows = await sql<Row[]>`
          select kind, id, provider_id, model, object, is_settled, created_at, lines, held
          from provider_resources
          where owner_kind = ${owner.kind} and owner_id = ${owner.id}
            and kind = ${kind} and id = ${id}`
        return rows.map(fromRow)
      }),

    list: (principal, kind, { limit, after, skip }) =>
      scoped(principal, async (sql, owner) => {
        if (after !== null && !isStorable(after)) return []
        const rows = await sql<Row[]>`
          select kind, id, provider_id, model, object, is_settled, created_at, lines, held
          from provider_resources
          where owner_kind = ${owner.kind} and owner_id = ${owner.id} and kind = ${kind}
            and (${after}::text is null or (created_at, id) < (
              select created_at, id from provider_resources
              where owner_kind = ${owner.kind} and owner_id = ${owner.id}
                and kind = ${kind} and id = ${after} limit 1))
          order by created_at desc, id desc
          limit ${limit + 1} offset ${skip}`
        return rows.map(fromRow)
      }),

    count: (principal, kind) =>
      scoped(principal, async (sql, owner) => {
        const [row] = await sql<{ count: string }[]>`
          select count(*) as count from provider_resources
          where owner_kind = ${owner.kind} and owner_id = ${owner.id} and kind = ${kind}`
        return Number(row?.count ?? 0)
      }),

    save: (principal, resource) =>
      scoped(principal, (sql, owner) => save(sql, { owner, principal, resource })),

    remove: (principal, kind, id) =>
      scoped(principal, async (sql, owner) => {
        await sql`
          delete from provider_resources
          where owner_kind = ${owner.kind} and owner_id = ${owner.id}
            and kind = ${kind} and id = ${id}`
      }),

    settle: (principal, kind, id) =>
      scoped(principal, async (sql, owner) => {
        const rows = await sql`
          update provider_resources set is_settled = true
          where owner_kind = ${owner.kind} and owner_id = ${owner.id}
            and kind = ${kind} and id = ${id} and not is_settled
          returning id`
        return rows.length > 0
      }),

    listOpenBatches: (tenantId, since) =>
      database.withTenant(tenantId, (sql) => listOpenBatches(sql, tenantId, since)),
  }
}

async function listOpenBatches(
  sql: TransactionSql,
  tenantId: string,
  since: Date,
): Promise<OpenBatch[]> {
  const rows = await sql<(Row & MakerRow)[]>`
    select kind, id, provider_id, model, object, is_settled, created_at, lines, held,
      owner_kind, owner_id, principal_kind, principal_id
    from provider_resources
    where kind like 'batch%' and not is_settled and created_at >= ${since}
    order by created_at limit 1000`
  return rows.map((row) => ({ resource: fromRow(row), principal: makerFrom(row, tenantId) }))
}

interface MakerRow {
  owner_kind: string
  owner_id: string
  /** `owner` in rows from before there were accounts. */
  principal_kind: Principal['kind'] | 'owner'
  principal_id: string
}

/** Whoever made it, as far as charging goes: the key itself may be gone. */
function makerFrom(row: MakerRow, tenantId: string): Principal {
  const kind = row.principal_kind === 'owner' ? 'person' : row.principal_kind
  const maker = { kind, id: row.principal_id, name: '', tenantId }
  const owner = KeyOwner.safeParse({ kind: row.owner_kind, id: row.owner_id })
  if (maker.kind !== 'key' || !owner.success) return maker
  const grant = { owner: owner.data, group: null, scopes: null, models: null, tags: null }
  return { ...maker, grant }
}

interface Saving {
  owner: Owner
  principal: Principal
  resource: KeptResource
}

async function save(sql: TransactionSql, { owner, principal, resource }: Saving): Promise<void> {
  const { kind, id, providerId, model, object, isSettled, createdAt, lines, held } = resource
  await sql`
    insert into provider_resources (tenant_id, kind, id, provider_id, owner_kind, owner_id,
      model, object, is_settled, principal_kind, principal_id, created_at, lines, held)
    values (${principal.tenantId}, ${kind}, ${id}, ${providerId}, ${owner.kind}, ${owner.id},
      ${model}, ${JSON.stringify(toStorable(object))}::text::jsonb, ${isSettled}, ${principal.kind},
      ${principal.id}, ${createdAt}, ${asJson(lines)}::text::jsonb, ${asJson(held)}::text::jsonb)
    on conflict (tenant_id, kind, id, provider_id) do update
      set object = excluded.object, model = coalesce(excluded.model, provider_resources.model)
      where provider_resources.owner_kind = excluded.owner_kind
        and provider_resources.owner_id = excluded.owner_id`
}

function asJson(value: unknown): string | null {
  return value === null ? null : JSON.stringify(toStorable(value))
}

interface Owner {
  kind: string
  id: string
}

/** Whoever owns the key owns what is made with it; a key of nobody's owns it itself. */
export function ownerOf({ kind, id, grant }: Principal): Owner {
  if (grant) return grant.owner
  return { kind, id }
}

/** Postgres has no text with NUL, nor half a surrogate pair. */
function isStorable(text: string): boolean {
  return text.isWellFormed() && !text.includes('\0')
}

function toStorable(value: unknown): unknown {
  if (typeof value === 'string') return value.toWellFormed().replaceAll('\0', '\uFFFD')
  if (Array.isArray(value)) return value.map(toStorable)
  if (typeof value !== 'object' || value === null) return value
  const entries = Object.entries(value).map(([name, inner]) => [
    toStorable(name),
    toStorable(inner),
  ])
  return Object.fromEntries(entries)
}

function fromRow(row: Row): KeptResource {
  return {
    kind: row.kind,
    id: row.id,
    providerId: row.provider_id,
    model: row.model,
    object: row.object,
    isSettled: row.is_settled,
    createdAt: row.created_at,
    lines: row.lines,
    held: row.held,
  }
}
