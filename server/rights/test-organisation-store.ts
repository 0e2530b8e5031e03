import { randomBytes } from 'node:crypto'
import type { Database, TransactionSql } from '#server/lib/database.ts'
import { createId } from '#server/lib/ids.ts'
import { createSecretBox, type SecretBox } from '#server/lib/secret-box.ts'
import { Secret } from '#server/lib/secret.ts'

export const HERE = new Secret('the secrets key of where it comes from, 32 and more')
export const THERE = new Secret('the secrets key of where it goes to, of 32 and more')

export interface Filled {
  tenantId: string
  ownerId: string
  personId: string
  conversationId: string
  keyId: string
}

/** For tests: an organisation with something of everything, in every kind of column. */
export async function fillTestOrganisation(
  database: Database,
  wish: { tenantId: string; messages?: number; word?: string },
): Promise<Filled> {
  const { tenantId, messages = 40, word = 'Grüße' } = wish
  const ids = {
    tenantId,
    ownerId: createId(),
    personId: createId(),
    conversationId: createId(),
    keyId: createId(),
  }
  const box = createSecretBox([HERE])
  await database.withTenant(tenantId, async (sql) => {
    await fillPeople(sql, ids, word)
    await fillConversation(sql, ids, { messages, word })
    await fillSecrets(sql, ids, box)
    await fillUse(sql, ids, word)
  })
  const context = `${tenantId}|identity.authenticators|sealed|${ids.personId}`
  await database.withTenant(
    tenantId,
    (sql) => sql`
      insert into identity.authenticators (tenant_id, person_id, sealed, last_step, created_at)
      values (${tenantId}, ${ids.personId}, ${box.seal('TOTPSECRET', context)}, 1, now())`,
    'galerne_identity',
  )
  return ids
}

async function fillPeople(sql: TransactionSql, ids: Filled, word: string): Promise<void> {
  const { tenantId, ownerId, personId } = ids
  await sql`
    insert into organisations (tenant_id, name) values (${tenantId}, 'Stadt Übermorgen')
    on conflict (tenant_id) do update set name = excluded.name`
  for (const [id, name, role] of [
    [ownerId, 'Ada', 'owner'],
    [personId, `${word} Person`, 'member'],
  ] as const) {
    const email = `${name.replaceAll(' ', '.').toLowerCase()}@example.eu`
    await sql`
      insert into people (tenant_id, id, name, email, locale)
      values (${tenantId}, ${id}, ${name}, ${email}, 'de')`
    await sql`
      insert into role_grants (tenant_id, holder_kind, holder_id, role)
      values (${tenantId}, 'person', ${id}, ${role})`
  }
}

async function fillConversation(
  sql: TransactionSql,
  { tenantId, personId, conversationId }: Filled,
  { messages, word }: { messages: number; word: string },
): Promise<void> {
  await sql`
    insert into conversations
      (tenant_id, id, owner_id, title, created_at, updated_at, classification)
    values (${tenantId}, ${conversationId}, ${personId}, ${`${word} „Titel“`},
            '2026-01-02T03:04:05.678901Z', now(), 'restricted')`
  let parent: string | null = null
  for (let depth = 1; depth <= messages; depth += 1) {
    const id = createId()
    const noise = randomBytes(400).toString('base64')
    const text = `${word} ${depth} \u0001\n\t"quoted" \\ ${noise}`
    const usage = '{"inputTokens": 9007199254740993, "share": 0.1}'
    await sql`
      insert into messages (tenant_id, id, conversation_id, parent_id, depth, role, text, status,
                            created_at, usage)
      values (${tenantId}, ${id}, ${conversationId}, ${parent}, ${depth},
              ${depth % 2 ? 'user' : 'assistant'}, ${text}, 'complete', now(),
              ${usage}::text::jsonb)`
    parent = id
  }
}

async function fillSecrets(
  sql: TransactionSql,
  { tenantId, personId, keyId }: Filled,
  box: SecretBox,
): Promise<void> {
  await sql`
    insert into keys (tenant_id, id, name, created_at, owner_id, scopes, tags)
    values (${tenantId}, ${keyId}, 'A key', now(), ${personId}, '{chat,"spend.read"}',
            '{"jurisdictions": ["EU"]}')`
  await sql`
    insert into key_secrets (tenant_id, hash, key_id, hint, created_at)
    values (${tenantId}, ${randomBytes(32).toString('hex')}, ${keyId}, 'gal-abcd', now())`
  const sealed = box.seal('{"apiKey":"sk-of-the-provider"}', `provider ${tenantId} lab`)
  await sql`
    insert into stored_providers
      (tenant_id, id, settings, sealed, is_enabled, version, created_at, updated_at)
    values (${tenantId}, 'lab', '{"baseUrl": "https://models.example.eu/v1", "models": ["m"]}',
            ${sealed}, true, ${createId()}, now(), now())`
  const hook = Buffer.from(box.seal('whsec_of_the_channel', 'alert channel x'))
  await sql`
    insert into branding (tenant_id, settings, logo, updated_at)
    values (${tenantId}, '{"name": "Übermorgen"}', ${Buffer.from([0x89, 0, 0xff])}, now())`
  await sql`
    insert into alert_channels (tenant_id, id, name, kind, settings, sealed_secret, created_at)
    values (${tenantId}, ${createId()}, 'Hook', 'webhook', '{"url":  "https://hooks.example.eu"}',
            ${hook}, now())`
}

async function fillUse(
  sql: TransactionSql,
  { tenantId, personId }: Filled,
  word: string,
): Promise<void> {
  const state = JSON.stringify({ prompt: word })
  await sql`
    insert into playgrounds
      (tenant_id, id, owner_id, title, state, is_shared, created_at, updated_at)
    values (${tenantId}, ${createId()}, ${personId}, ${`${word} play`}, ${state}::text::jsonb,
            false, now(), now())`
  await sql`
    insert into usage_requests
      (tenant_id, request_id, principal_kind, principal_id, operation, model, is_stream, outcome,
       input_tokens, output_tokens, cached_input_tokens, reasoning_tokens, is_estimated,
       started_at, duration_ms, charge_micros)
    values (${tenantId}, ${createId()}, 'person', ${personId}, 'chat', 'm', false, 'complete',
            7, 9, 0, 0, false, now(), 12, 9007199254740993)`
}

/** Words that the person wrote or that name them, one in each place where such words can be. */
export async function plantCanaries(
  database: Database,
  { tenantId, personId, keyId }: Filled,
  canaries: readonly string[],
): Promise<void> {
  const words = canaries.values()
  const next = () => words.next().value ?? ''
  await database.withTenant(tenantId, async (sql) => {
    const conversation = createId()
    await sql`update people set email = ${`${next()}@example.eu`}, external_id = ${next()} where id = ${personId}`
    await sql`
      insert into identities (tenant_id, issuer, subject, person_id)
      values (${tenantId}, 'https://id.example.eu', ${next()}, ${personId})`
    await sql`
      insert into scim_people (tenant_id, person_id, user_name, attributes)
      values (${tenantId}, ${personId}, ${next()}, ${JSON.stringify({ title: next() })}::text::jsonb)`
    await sql`
      insert into sessions (tenant_id, hash, id, person_id, created_at, expires_at, methods, user_agent,
                            address, idle_seconds, ends_at)
      values (${tenantId}, ${randomBytes(32).toString('hex')}, ${createId()}, ${personId}, now(), now(),
              '{pwd}', ${next()}, ${next()}, 100, now())`
    await sql`update keys set name = ${next()} where id = ${keyId}`
    await sql`
      insert into conversations (tenant_id, id, owner_id, title, created_at, updated_at)
      values (${tenantId}, ${conversation}, ${personId}, ${next()}, now(), now())`
    await sql`
      insert into playgrounds (tenant_id, id, owner_id, title, state, is_shared, created_at, updated_at)
      values (${tenantId}, ${createId()}, ${personId}, ${next()}, ${JSON.stringify({ prompt: next() })}::text::jsonb,
              false, now(), now())`
    await sql`
      insert into provider_resources (tenant_id, kind, id, provider_id, owner_kind, owner_id, object,
                                      principal_kind, principal_id, created_at)
      values (${tenantId}, 'file', ${next()}, 'lab', 'person', ${personId},
              ${JSON.stringify({ filename: next() })}::text::jsonb, 'person', ${personId}, now())`
    await plantRecords(sql, { tenantId, personId, next })
    await sql`
      insert into rights_requests (tenant_id, id, person_id, person_name, kind, note, status, asked_at, due_at)
      values (${tenantId}, ${createId()}, ${personId}, ${next()}, 'access', ${next()}, 'open', now(), now())`
    for (const word of words) await plantMessage(sql, { tenantId, conversation, word })
  })
}

async function plantRecords(
  sql: TransactionSql,
  { tenantId, personId, next }: { tenantId: string; personId: string; next: () => string },
): Promise<void> {
  const requestId = createId()
  await sql`
    insert into request_log (tenant_id, request_id, started_at, principal_kind, principal_id, operation, model,
      provider_id, outcome, duration_ms, input_tokens, output_tokens, attempts, detail)
    values (${tenantId}, ${requestId}, now(), 'person', ${personId}, 'chat', 'm', 'lab', 'complete', 1, 1, 1, 1,
            ${JSON.stringify({ owner: personId })}::text::json)`
  await sql`
    insert into request_bodies (tenant_id, request_id, kept_at, expires_at, sealed)
    values (${tenantId}, ${requestId}, now(), now(), ${Buffer.from(next())})`
  await sql`
    insert into answer_approvals (tenant_id, id, message_id, conversation_id, text_sha256, state, requested_by,
      requested_by_name, requested_at, note, is_four_eyes)
    values (${tenantId}, ${createId()}, ${createId()}, ${createId()}, 'x', 'approved', ${personId},
            ${next()}, now(), ${next()}, false)`
  await sql`
    insert into policy_versions (tenant_id, version, document, hash, note, author_kind, author_id, author_name)
    values (${tenantId}, 1, '{}', 'x', '', 'person', ${personId}, ${next()})`
  await sql`
    insert into register_versions (tenant_id, register, subject, version, content, author_id, author_name, created_at)
    values (${tenantId}, 'organisation', '', 1, '{}', ${personId}, ${next()}, now())`
  await sql`
    insert into literacy_completions (tenant_id, person_id, person_name, module, roles, lang, completed_at)
    values (${tenantId}, ${personId}, ${next()}, 'basics', '{}', 'de', now())`
}

async function plantMessage(
  sql: TransactionSql,
  { tenantId, conversation, word }: { tenantId: string; conversation: string; word: string },
): Promise<void> {
  const [message, run] = [createId(), createId()]
  await sql`
    insert into messages (tenant_id, id, conversation_id, depth, role, text, reasoning, status, created_at)
    values (${tenantId}, ${message}, ${conversation}, 1, 'assistant', ${`They said: ${word}.`}, ${word}, 'complete', now())`
  await sql`
    insert into runs (tenant_id, id, conversation_id, message_id, status, request_sha256, base_length, created_at, archive)
    values (${tenantId}, ${run}, ${conversation}, ${message}, 'complete', 'x', 0, now(), ${JSON.stringify([word])}::text::jsonb)`
  await sql`
    insert into run_events (tenant_id, run_id, sequence, event)
    values (${tenantId}, ${run}, 1, ${JSON.stringify({ text: word })}::text::jsonb)`
}

export interface Planted {
  tenantId: string
  personId: string
  conversationId: string
}

/** For tests: words in every table whose words are sealed, as they were stored before they were. */
export async function fillWords(database: Database, canaries: readonly string[]): Promise<Planted> {
  const [tenantId, personId, conversationId] = [createId(), createId(), createId()]
  const words = canaries.values()
  const next = () => words.next().value ?? ''
  const json = (value: unknown) => JSON.stringify(value)
  await database.withTenant(tenantId, async (sql) => {
    await sql`insert into organisations (tenant_id, name) values (${tenantId}, 'Stadt')`
    await sql`insert into people (tenant_id, id, name) values (${tenantId}, ${personId}, 'Somebody')`
    await sql`
      insert into conversations (tenant_id, id, owner_id, title, created_at, updated_at)
      values (${tenantId}, ${conversationId}, ${personId}, ${next()}, now(), now())`
    const [message, run] = [createId(), createId()]
    const parts = json([{ type: 'used', what: 'memory', names: [next()] }])
    await sql`
      insert into messages (tenant_id, id, conversation_id, depth, role, text, reasoning, parts, status, created_at)
      values (${tenantId}, ${message}, ${conversationId}, 1, 'assistant', ${next()}, ${next()},
              ${parts}::text::jsonb, 'complete', now())`
    await sql`
      insert into runs (tenant_id, id, conversation_id, message_id, status, request_sha256, base_length, created_at, archive)
      values (${tenantId}, ${run}, ${conversationId}, ${message}, 'complete', 'x', 0, now(),
              ${json([{ type: 'failed', error: next() }])}::text::jsonb)`
    await sql`
      insert into run_events (tenant_id, run_id, sequence, event)
      values (${tenantId}, ${run}, 1, ${json({ text: next() })}::text::jsonb)`
    await sql`
      insert into message_translations (tenant_id, message_id, conversation_id, lang, formality, source_sha256,
                                        glossary_state, content, created_at)
      values (${tenantId}, ${message}, ${conversationId}, 'de', 'formal', 'x', '', ${json({ word: next() })}::text::jsonb, now())`
    await sql`
      insert into follow_ups (tenant_id, message_id, conversation_id, asked_at, questions)
      values (${tenantId}, ${message}, ${conversationId}, now(), ${json([next()])}::text::jsonb)`
    await sql`
      insert into conversation_snapshots (tenant_id, id, conversation_id, title, messages, created_at)
      values (${tenantId}, ${createId()}, ${conversationId}, ${next()}, ${json([next()])}::text::jsonb, now())`
    await sql`
      insert into queued_messages (tenant_id, id, conversation_id, owner_id, position, parent_id, text, created_at)
      values (${tenantId}, ${createId()}, ${conversationId}, ${personId}, 1, ${message}, ${next()}, now())`
    await sql`
      insert into answer_ratings (tenant_id, message_id, person_id, conversation_id, verdict, reasons, comment,
                                  better, is_shared, updated_at)
      values (${tenantId}, ${message}, ${personId}, ${conversationId}, 'bad', '[]', ${next()}, ${next()}, false, now())`
    await sql`
      insert into memories (tenant_id, id, person_id, text, created_at)
      values (${tenantId}, ${createId()}, ${personId}, ${next()}, now())`
    await sql`
      insert into memory_proposals (tenant_id, id, person_id, conversation_id, message_id, classification,
                                    text, text_sha256, created_at)
      values (${tenantId}, ${createId()}, ${personId}, ${conversationId}, ${message}, 'internal', ${next()}, 'x', now())`
    for (const word of words) {
      await sql`
        insert into messages (tenant_id, id, conversation_id, depth, role, text, status, created_at)
        values (${tenantId}, ${createId()}, ${conversationId}, 1, 'user', ${word}, 'complete', now())`
    }
  })
  return { tenantId, personId, conversationId }
}
