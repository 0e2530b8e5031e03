import type { HeldData, HeldFate, HeldKind } from '#wire/rights.ts'
import type { Database, DatabaseRole, TransactionSql } from '#server/lib/database.ts'
import { openLines } from '#server/lib/database-sealed-lines.ts'
import { SEALED, type SealedTable } from '#server/lib/sealed-tables.ts'

type Fragment = ReturnType<TransactionSql>

/** One kind of what is stored about a person: where it is, and what becomes of it. */
interface Holding {
  kind: HeldKind
  fate: HeldFate
  role?: DatabaseRole
  /** `table where …`: the person's rows. */
  from: (sql: TransactionSql, personId: string) => Fragment
  /** When it began. */
  since?: string
  /** Whose texts are sealed: rows have its key. */
  sealed?: readonly SealedTable[]
  /** What nobody needs who reads about themselves: hashes, keys, what is sealed. */
  without?: readonly string[]
}

/** Everything, in the order in which it is shown. People find here what they are told. */
const HOLDINGS: readonly Holding[] = [
  {
    kind: 'account',
    fate: 'erased',
    from: (sql, id) => sql`people where id = ${id}`,
    since: 'created_at',
  },
  {
    kind: 'memberships',
    fate: 'erased',
    from: (sql, id) => sql`(
      select tenant_id, group_id::text as what, 'group' as kind from group_members where person_id = ${id}
      union all
      select tenant_id, role, 'role' from role_grants where holder_kind = 'person' and holder_id = ${id}
    ) as held where true`,
  },
  {
    kind: 'sign-ins',
    fate: 'erased',
    from: (sql, id) => sql`identities where person_id = ${id}`,
    since: 'linked_at',
  },
  {
    kind: 'credentials',
    fate: 'erased',
    role: 'galerne_identity',
    from: (sql, id) => sql`(
      select tenant_id, 'password' as kind, '' as name, changed_at as at
        from identity.passwords where person_id = ${id}
      union all select tenant_id, 'passkey', name, created_at from identity.passkeys where person_id = ${id}
      union all select tenant_id, 'authenticator', '', created_at from identity.authenticators where person_id = ${id}
      union all select tenant_id, 'recovery-code', '', created_at from identity.recovery_codes where person_id = ${id}
    ) as held where true`,
    since: 'at',
  },
  {
    kind: 'sessions',
    fate: 'erased',
    from: (sql, id) => sql`sessions where person_id = ${id}`,
    since: 'created_at',
    without: ['hash'],
  },
  {
    kind: 'conversations',
    fate: 'erased',
    from: (sql, id) => sql`conversations where owner_id = ${id}`,
    sealed: [SEALED.conversations],
    since: 'created_at',
  },
  {
    kind: 'messages',
    fate: 'erased',
    from: (sql, id) => sql`messages where conversation_id in (
      select id from conversations where owner_id = ${id})`,
    sealed: [SEALED.messages],
    since: 'created_at',
  },
  {
    kind: 'around-messages',
    fate: 'erased',
    from: (sql, id) => sql`(
      select t.tenant_id, 'translation' as what, message_id::text as id, t.lang, content::text as text, t.created_at
        from message_translations t join conversations c on c.id = conversation_id where owner_id = ${id}
      union all
      select f.tenant_id, 'suggested questions', message_id::text, f.lang, questions::text, asked_at
        from follow_ups f join conversations c on c.id = conversation_id where owner_id = ${id}
      union all
      select tenant_id, 'waiting', id::text, reply_lang, text, created_at
        from queued_messages where owner_id = ${id}
    ) as held where true`,
    since: 'created_at',
  },
  {
    kind: 'folders',
    fate: 'erased',
    from: (sql, id) => sql`(
      select tenant_id, id, 'owner' as access, name, instructions, created_at
        from folders where owner_id = ${id}
      union all
      select folder_members.tenant_id, folder_id, access, '', '', created_at
        from folder_members join folders on folders.id = folder_id
        where member_kind = 'person' and member_id = ${id}
    ) as held where true`,
    since: 'created_at',
  },
  {
    kind: 'shares',
    fate: 'erased',
    from: (sql, id) => sql`(
      select tenant_id, id, conversation_id, recipient_kind as what, recipient_id, created_at
        from conversation_shares where owner_id = ${id} or recipient_id = ${id}
      union all
      select tenant_id, share_id, null, 'visit', person_id, opened_at
        from share_visits where person_id = ${id}
    ) as held where true`,
    since: 'created_at',
  },
  {
    kind: 'choices',
    fate: 'erased',
    from: (sql, id) => sql`answer_choices where person_id = ${id}`,
    since: 'created_at',
  },
  {
    kind: 'ratings',
    fate: 'erased',
    from: (sql, id) => sql`answer_ratings where person_id = ${id}`,
    sealed: [SEALED.ratings],
    since: 'updated_at',
  },
  {
    kind: 'wordings',
    fate: 'erased',
    from: (sql, id) => sql`wording_proposals where person_id = ${id}`,
    since: 'created_at',
  },
  {
    kind: 'attachments',
    fate: 'erased',
    from: (sql, id) => sql`(
      select a.tenant_id, a.id, a.name, f.media_type, f.size_bytes, a.conversation_id, a.folder_id, a.created_at
      from attachments a join attachment_files f on f.id = a.file_id where a.owner_id = ${id}
    ) as held where true`,
    since: 'created_at',
  },
  {
    kind: 'library',
    fate: 'erased',
    from: (sql, id) => sql`library_items where owner_id = ${id}`,
    since: 'created_at',
  },
  {
    kind: 'preferences',
    fate: 'erased',
    from: (sql, id) => sql`(
      select tenant_id, chosen::text as what from preferences where person_id = ${id}
      union all
      select tenant_id, item_id::text from library_favourites where person_id = ${id}
    ) as held where true`,
  },
  {
    kind: 'plain-texts',
    fate: 'erased',
    from: (sql, id) => sql`(
      select t.tenant_id, t.id, t.title, t.standard_id, t.classification, t.state, t.created_at, t.updated_at,
        (select string_agg(b.source, e'\n\n' order by b.position) from plain_text_blocks b where b.text_id = t.id) as source,
        (select string_agg(b.text, e'\n\n' order by b.position) from plain_text_blocks b where b.text_id = t.id) as text
      from plain_texts t where t.owner_id = ${id}
      union all
      select tenant_id, id, null, null, classification, 'reviewed or signed', created_at, updated_at, null, null
      from plain_texts where owner_id <> ${id} and (reviewer_id = ${id} or signed_by = ${id})
    ) as held where true`,
    since: 'created_at',
  },
  {
    kind: 'memories',
    fate: 'erased',
    from: (sql, id) => sql`(
      select tenant_id, id, text, conversation_id, classification, created_at, used_at, null as answer
        from memories where person_id = ${id}
      union all
      select tenant_id, id, text, conversation_id, classification, created_at, null, coalesce(answer, 'proposed')
        from memory_proposals where person_id = ${id}
    ) as held where true`,
    sealed: [SEALED.memories, SEALED.proposals],
    since: 'created_at',
  },
  {
    kind: 'playgrounds',
    fate: 'erased',
    from: (sql, id) => sql`playgrounds where owner_id = ${id}`,
    since: 'created_at',
  },
  {
    kind: 'keys',
    fate: 'erased',
    from: (sql, id) => sql`keys where owner_kind = 'person' and owner_id = ${id}`,
    since: 'created_at',
  },
  {
    kind: 'resources',
    fate: 'erased',
    from: (sql, id) => sql`provider_resources where owner_kind = 'person' and owner_id = ${id}`,
    since: 'created_at',
  },
  {
    kind: 'requests',
    fate: 'pseudonym',
    from: (sql, id) => sql`request_log where ${isTheirs(sql, id)}`,
    since: 'started_at',
  },
  {
    kind: 'bodies',
    fate: 'erased',
    from: (sql, id) => sql`request_bodies where request_id in (
      select request_id from request_log where ${isTheirs(sql, id)})`,
    since: 'kept_at',
    without: ['sealed'],
  },
  {
    kind: 'usage',
    fate: 'pseudonym',
    from: (sql, id) => sql`usage_requests where principal_id = ${id}
      or (owner_kind = 'person' and owner_id = ${id})`,
    since: 'started_at',
  },
  {
    kind: 'budgets',
    fate: 'erased',
    from: (sql, id) => sql`(
      select tenant_id, id, 'budget' as kind, created_at from budgets where ${isAbout(sql, id)}
      union all select tenant_id, id, 'limit', created_at from limits where ${isAbout(sql, id)}
    ) as held where true`,
    since: 'created_at',
  },
  {
    kind: 'approvals',
    fate: 'pseudonym',
    from: (sql, id) => sql`answer_approvals where requested_by = ${id} or decided_by = ${id}`,
    since: 'requested_at',
  },
  {
    kind: 'records',
    fate: 'pseudonym',
    from: (sql, id) => sql`(
      select tenant_id, register as what, subject, version, created_at
        from register_versions where author_id = ${id}
      union all select tenant_id, 'policies', '', version, created_at
        from policy_versions where author_id = ${id}
    ) as held where true`,
    since: 'created_at',
  },
  {
    kind: 'literacy',
    fate: 'erased',
    from: (sql, id) => sql`literacy_completions where person_id = ${id}`,
    since: 'completed_at',
  },
  {
    kind: 'rights-requests',
    fate: 'pseudonym',
    from: (sql, id) => sql`rights_requests where person_id = ${id}`,
    since: 'asked_at',
  },
]

/** Their own calls, and those of their keys. */
export function isTheirs(sql: TransactionSql, personId: string): Fragment {
  return sql`(principal_id = ${personId} or principal_id in (
    select id from keys where owner_kind = 'person' and owner_id = ${personId}))`
}

function isAbout(sql: TransactionSql, personId: string): Fragment {
  return sql`subject_kind = 'person' and subject_id = ${personId}`
}

/** How much of each kind there is of a person. */
export async function countHeld(
  database: Database,
  tenantId: string,
  personId: string,
): Promise<HeldData[]> {
  return inBothRoles(database, tenantId, async (sql, holding) => {
    const since = sql.unsafe(holding.since ? `min(${holding.since})` : 'null::timestamptz')
    const [row] = await sql<{ count: number; since: Date | null }[]>`
      select count(*)::int as count, ${since} as since from ${holding.from(sql, personId)}`
    return {
      kind: holding.kind,
      count: row?.count ?? 0,
      fate: holding.fate,
      since: row?.since?.toISOString() ?? null,
    }
  })
}

/** All of it, as the tables have it, in an order that does not change. */
export async function readHeld(
  database: Database,
  tenantId: string,
  personId: string,
): Promise<{ kind: HeldKind; rows: string[] }[]> {
  return inBothRoles(database, tenantId, async (sql, { kind, from, sealed = [], without = [] }) => {
    const rows = await sql<{ row: string }[]>`
      select (to_jsonb(held) - ${['tenant_id', ...without]}::text[])::text as row
      from (select * from ${from(sql, personId)}) as held order by 1`
    const lines = rows.map(({ row }) => row)
    return { kind, rows: (await openLines(sql, sealed, lines)).toSorted() }
  })
}

/** The tables that any of it is read from, as the database plans it. */
export async function listTablesHeld(database: Database, tenantId: string): Promise<Set<string>> {
  const tables = new Set<string>()
  await inBothRoles(database, tenantId, async (sql, { from }) => {
    const rows = await sql<{ 'QUERY PLAN': unknown }[]>`
      explain (format json, verbose) select * from ${from(sql, tenantId)}`
    const plan = JSON.stringify(rows)
    for (const [, name = '', schema = ''] of plan.matchAll(
      /"Relation Name":\s*"(\w+)",\s*"Schema":\s*"(\w+)"/g,
    )) {
      tables.add(schema === 'public' ? name : `${schema}.${name}`)
    }
  })
  return tables
}

async function inBothRoles<T>(
  database: Database,
  tenantId: string,
  work: (sql: TransactionSql, holding: Holding) => Promise<T>,
): Promise<T[]> {
  const found = new Map<HeldKind, T>()
  for (const role of ['galerne_app', 'galerne_identity'] as const) {
    await database.withTenant(
      tenantId,
      async (sql) => {
        for (const holding of HOLDINGS) {
          if ((holding.role ?? 'galerne_app') !== role) continue
          found.set(holding.kind, await work(sql, holding))
        }
      },
      role,
    )
  }
  return HOLDINGS.flatMap(({ kind }) => found.get(kind) ?? [])
}
