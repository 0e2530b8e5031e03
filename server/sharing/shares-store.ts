import type { Classification } from '#wire/classification.ts'
import type { Message } from '#wire/conversations.ts'
import type { Assurance } from '#server/access/principal.ts'
import type { Database, TransactionSql } from '#server/lib/database.ts'
import { noteEvent } from '#server/lib/database-outbox.ts'
import { openRows, sealerOfConversation } from '#server/lib/database-texts.ts'
import { SEALED } from '#server/lib/sealed-tables.ts'

/** A share with what the rules must know of its conversation. */
export interface StoredShare {
  id: string
  conversationId: string
  ownerId: string
  /** Of the conversation, as it is now. */
  title: string
  classification: Classification
  recipientKind: 'person' | 'group' | 'link'
  recipientId: string | null
  snapshotId: string | null
  showsReasoning: boolean
  mayCopy: boolean
  needsSignIn: boolean
  assurance: Assurance | null
  createdAt: Date
  expiresAt: Date | null
  openedCount: number
  lastOpenedAt: Date | null
}

export type NewShare = Omit<
  StoredShare,
  'title' | 'classification' | 'openedCount' | 'lastOpenedAt'
> & { tokenHash: string | null }

export interface Snapshot {
  id: string
  conversationId: string
  title: string
  messages: Message[]
  createdAt: Date
}

/** Who reads, and with whose eyes. */
export interface Reader {
  tenantId: string
  personId: string
  groups: readonly string[]
}

interface Page {
  limit: number
  /** The id of the last one before. */
  before: string | null
}

export type SharesStore = ReturnType<typeof createSharesStore>

/** Who may read which conversation. Nothing of a conversation that was deleted is found. */
export function createSharesStore(database: Database) {
  const within = <T>(tenantId: string, work: (sql: TransactionSql) => Promise<T>) =>
    database.withTenant(tenantId, work)
  return {
    insert: (tenantId: string, shares: readonly NewShare[], snapshot: Snapshot | null) =>
      within(tenantId, (sql) => insertAll(sql, { tenantId, shares, snapshot })),

    listOfConversation: (tenantId: string, conversationId: string) =>
      within(tenantId, async (sql) => {
        const rows = await sql<Row[]>`
          ${selectShares(sql)} where s.conversation_id = ${conversationId}
            and c.deleted_at is null order by s.id desc`
        return (await openTitles(sql, rows)).map(toShare)
      }),

    listOfOwner: (tenantId: string, ownerId: string, { limit, before }: Page) =>
      within(tenantId, async (sql) => {
        const rows = await sql<Row[]>`
          ${selectShares(sql)} where s.owner_id = ${ownerId} and c.deleted_at is null
            ${before === null ? sql`` : sql`and s.id < ${before}`}
          order by s.id desc limit ${limit}`
        return (await openTitles(sql, rows)).map(toShare)
      }),

    /** What is shared with a person: with them, with a group of theirs, or by a link that they opened. Never what is their own. */
    listForReader: (reader: Reader, { limit, before }: Page) =>
      within(reader.tenantId, async (sql) => {
        const rows = await sql<Row[]>`
          ${selectShares(sql)} where ${isFor(sql, reader)} and s.owner_id <> ${reader.personId}
            ${before === null ? sql`` : sql`and s.id < ${before}`}
          order by s.id desc limit ${limit}`
        return (await openTitles(sql, rows)).map(toShare)
      }),

    findForReader: (reader: Reader, id: string) =>
      within(reader.tenantId, async (sql) => {
        const rows = await sql<Row[]>`
          ${selectShares(sql)} where s.id = ${id} and (${isFor(sql, reader)}
            or (s.owner_id = ${reader.personId} and ${isOpen(sql)}))`
        return (await openTitles(sql, rows)).map(toShare)[0]
      }),

    findByToken: (tenantId: string, hash: string) =>
      within(tenantId, async (sql) => {
        const rows = await sql<Row[]>`
          ${selectShares(sql)} where s.token_sha256 = ${hash} and ${isOpen(sql)}`
        return (await openTitles(sql, rows)).map(toShare)[0]
      }),

    /** Counts it. `personId` null: somebody who is not signed in. The first opening of each, and of each day, is on record. */
    noteOpened: (tenantId: string, opened: { shareId: string; personId: string | null }) =>
      within(tenantId, (sql) => noteOpened(sql, tenantId, opened)),

    /** False: this owner has no such share. */
    revoke: (tenantId: string, { id, ownerId }: { id: string; ownerId: string }) =>
      within(tenantId, (sql) => revoke(sql, tenantId, { id, ownerId })),

    readSnapshot: (tenantId: string, id: string) =>
      within(tenantId, async (sql) => {
        const rows = await sql<{ id: string; title: string; messages: Message[] }[]>`
          select id, title, messages from conversation_snapshots where id = ${id}`
        const [found] = await openRows(sql, SEALED.snapshots, rows)
        return found && { title: found.title, messages: found.messages }
      }),
  }
}

async function insertAll(
  sql: TransactionSql,
  given: { tenantId: string; shares: readonly NewShare[]; snapshot: Snapshot | null },
): Promise<void> {
  const { tenantId, shares, snapshot } = given
  if (snapshot) {
    const { id, conversationId, createdAt } = snapshot
    const seal = await sealerOfConversation(sql, SEALED.snapshots, conversationId)
    const { title, messages } = seal ? seal(id, { ...snapshot }) : snapshot
    await sql`
      insert into conversation_snapshots (tenant_id, id, conversation_id, title, messages, created_at)
      values (${tenantId}, ${id}, ${conversationId}, ${title},
              ${JSON.stringify(messages)}::text::jsonb, ${createdAt})`
  }
  for (const share of shares) {
    // The same person a second time: what was decided last holds.
    if (share.recipientId !== null) {
      await end(
        sql,
        sql`conversation_id = ${share.conversationId}
          and recipient_kind = ${share.recipientKind} and recipient_id = ${share.recipientId}`,
      )
    }
    await sql`
      insert into conversation_shares
        (tenant_id, id, conversation_id, owner_id, recipient_kind, recipient_id, snapshot_id,
         shows_reasoning, may_copy, needs_sign_in, token_sha256, assurance, created_at, expires_at)
      values (${tenantId}, ${share.id}, ${share.conversationId}, ${share.ownerId},
              ${share.recipientKind}, ${share.recipientId}, ${share.snapshotId},
              ${share.showsReasoning}, ${share.mayCopy}, ${share.needsSignIn}, ${share.tokenHash},
              ${share.assurance && JSON.stringify(share.assurance)}::text::jsonb,
              ${share.createdAt}, ${share.expiresAt})`
    await noteEvent(sql, tenantId, {
      action: 'conversation.share',
      resource: { kind: 'conversation', id: share.conversationId },
      outcome: 'done',
      facts: {
        share: share.id,
        with: share.recipientKind,
        ...(share.recipientId !== null && { recipient: share.recipientId }),
        mode: share.snapshotId === null ? 'living' : 'snapshot',
        needsSignIn: share.needsSignIn,
        expiresAt: share.expiresAt?.toISOString() ?? null,
      },
    })
  }
  await dropUnused(sql)
}

async function revoke(
  sql: TransactionSql,
  tenantId: string,
  { id, ownerId }: { id: string; ownerId: string },
): Promise<boolean> {
  const gone = await end(sql, sql`id = ${id} and owner_id = ${ownerId}`)
  if (!gone) return false
  await dropUnused(sql)
  await noteEvent(sql, tenantId, {
    action: 'conversation.unshare',
    resource: { kind: 'conversation', id: gone.conversation_id },
    outcome: 'done',
    facts: { share: id },
  })
  return true
}

/** Readers lose it at once, always. The row goes, but for one that is under a legal hold: that says it was shared, and is over. */
async function end(
  sql: TransactionSql,
  which: ReturnType<TransactionSql>,
): Promise<{ conversation_id: string } | undefined> {
  await sql`
    update conversation_shares set expires_at = now() - interval '1 second'
    where ${which} and (expires_at is null or expires_at > now())`
  const [found] = await sql<{ conversation_id: string }[]>`
    select conversation_id from conversation_shares where ${which}`
  await sql`
    delete from conversation_shares where ${which}
      and not is_share_held(tenant_id, conversation_id, owner_id, recipient_id)`
  return found
}

/** Snapshots that nobody may see any more are not kept. */
async function dropUnused(sql: TransactionSql): Promise<void> {
  await sql`
    delete from conversation_snapshots where not exists (
      select from conversation_shares s where s.tenant_id = conversation_snapshots.tenant_id
        and s.snapshot_id = conversation_snapshots.id)`
}

async function noteOpened(
  sql: TransactionSql,
  tenantId: string,
  { shareId, personId }: { shareId: string; personId: string | null },
): Promise<void> {
  const [before] = await sql<{ conversation_id: string; is_first_today: boolean }[]>`
    select conversation_id, last_opened_at is null or last_opened_at < date_trunc('day', now())
      as is_first_today from conversation_shares where id = ${shareId} for update`
  if (!before) return
  const [{ opened_count: count } = { opened_count: 0 }] = await sql<{ opened_count: number }[]>`
    update conversation_shares set opened_count = opened_count + 1, last_opened_at = now()
    where id = ${shareId} returning opened_count`
  const isNew =
    personId === null
      ? before.is_first_today
      : (
          await sql`
            insert into share_visits (tenant_id, share_id, person_id, opened_at)
            values (${tenantId}, ${shareId}, ${personId}, now()) on conflict do nothing`
        ).count > 0
  if (!isNew) return
  await noteEvent(sql, tenantId, {
    action: 'conversation.open-shared',
    resource: { kind: 'conversation', id: before.conversation_id },
    outcome: 'done',
    facts: { share: shareId, openings: count, isSignedIn: personId !== null },
  })
}

function selectShares(sql: TransactionSql) {
  return sql`
    select s.*, snap.title as then_title, c.title, c.classification from conversation_shares s
    join conversations c on c.tenant_id = s.tenant_id and c.id = s.conversation_id
    left join conversation_snapshots snap
      on snap.tenant_id = s.tenant_id and snap.id = s.snapshot_id`
}

/** The one that it had when it was shared, or has now. */
async function openTitles(sql: TransactionSql, rows: readonly Row[]): Promise<readonly Row[]> {
  await openRows(sql, THEN, rows)
  await openRows(sql, NOW, rows)
  return rows
}

const NOW = { table: SEALED.conversations, row: ['conversation_id'], columns: { title: 'title' } }
const THEN = { table: SEALED.snapshots, row: ['snapshot_id'], columns: { then_title: 'title' } }

function isOpen(sql: TransactionSql) {
  return sql`c.deleted_at is null and (s.expires_at is null or s.expires_at > now())`
}

function isFor(sql: TransactionSql, { personId, groups }: Reader) {
  return sql`${isOpen(sql)} and (
    (s.recipient_kind = 'person' and s.recipient_id = ${personId})
    or (s.recipient_kind = 'group' and s.recipient_id = any (${[...groups]}::uuid[]))
    or (s.recipient_kind = 'link' and exists (select from share_visits v
      where v.tenant_id = s.tenant_id and v.share_id = s.id and v.person_id = ${personId})))`
}

interface Row {
  id: string
  conversation_id: string
  owner_id: string
  title: string
  then_title: string | null
  classification: Classification
  recipient_kind: StoredShare['recipientKind']
  recipient_id: string | null
  snapshot_id: string | null
  shows_reasoning: boolean
  may_copy: boolean
  needs_sign_in: boolean
  assurance: Assurance | null
  created_at: Date
  expires_at: Date | null
  opened_count: number
  last_opened_at: Date | null
}

function toShare(row: Row): StoredShare {
  return {
    id: row.id,
    conversationId: row.conversation_id,
    ownerId: row.owner_id,
    title: row.then_title ?? row.title,
    classification: row.classification,
    recipientKind: row.recipient_kind,
    recipientId: row.recipient_id,
    snapshotId: row.snapshot_id,
    showsReasoning: row.shows_reasoning,
    mayCopy: row.may_copy,
    needsSignIn: row.needs_sign_in,
    assurance: row.assurance,
    createdAt: row.created_at,
    expiresAt: row.expires_at,
    openedCount: row.opened_count,
    lastOpenedAt: row.last_opened_at,
  }
}
