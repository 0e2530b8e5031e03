import assert from 'node:assert/strict'
import { cpSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, before, test } from 'node:test'
import { createManualClock } from '#server/lib/clock.ts'
import { fillTestFolder } from '#server/lib/database-testing.ts'
import { openDatabase, type Database } from '#server/lib/database.ts'
import { createId } from '#server/lib/ids.ts'
import { silentLog } from '#server/lib/log.ts'
import { createSecretBox } from '#server/lib/secret-box.ts'
import { createCertificates, isGenuine } from '../certificates.ts'
import { createDisposalsStore } from '../disposals-store.ts'
import { createHoldsStore } from '../retention/holds-store.ts'
import { createRetentionStore } from '../retention/retention-store.ts'
import {
  fillTestOrganisation,
  HERE,
  plantCanaries,
  type Filled,
} from '../test-organisation-store.ts'
import { createRequestsStore } from './requests-store.ts'
import { createRightsDesk, type RightsDeskOptions } from './rights-desk.ts'
import { createSettingsStore } from './settings-store.ts'

const clock = createManualClock(Date.UTC(2026, 10, 22))
const CANARIES = Array.from(
  { length: 100 },
  (_, at) => `canary${String(at).padStart(3, '0')}x${createId().slice(-12)}`,
)

let folder: string
let database: Database
let filled: Filled
before(async () => {
  folder = mkdtempSync(join(tmpdir(), 'galerne-erase-'))
  await fillTestFolder(join(folder, 'db'))
  database = await open(folder)
  filled = await fillTestOrganisation(database, { tenantId: createId() })
  await plantCanaries(database, filled, CANARIES)
})
after(async () => {
  await database.close()
  rmSync(folder, { recursive: true, force: true })
})

const open = (at: string) =>
  openDatabase({ url: null, folder: join(at, 'db'), log: silentLog, isSynced: false })

function openDesk(options: Partial<RightsDeskOptions> = {}) {
  return createRightsDesk({
    database,
    requests: createRequestsStore(database),
    settings: createSettingsStore(database),
    disposals: createDisposalsStore(database),
    retention: createRetentionStore(database),
    certificates: createCertificates({
      box: createSecretBox([HERE]),
      clock,
      nameOf: () => 'Stadt',
    }),
    copyConversations: async function* () {},
    clock,
    log: silentLog,
    settle: () => Promise.resolve(),
    forget: () => Promise.resolve(),
    eraseFromTrail: () => Promise.resolve(),
    ...options,
  })
}

/** In every file of the data folder but the write-ahead log, as they lie on the disk. */
function onDisk(at: string): string[] {
  const bytes = readdirSync(at, { recursive: true, encoding: 'utf8' })
    .filter((name) => !name.includes('pg_wal'))
    .map((name) => join(at, name))
    .filter((path) => statSync(path).isFile())
    .map((path) => readFileSync(path))
  return CANARIES.filter((canary) => bytes.some((file) => file.includes(canary)))
}

/** In every row of every table, as a dump would write them. */
async function inTables(): Promise<string[]> {
  const tables = await database.sql<{ name: string }[]>`
    select table_schema || '.' || table_name as name from information_schema.tables
    where table_schema in ('public', 'identity')`
  const texts: string[] = []
  for (const { name } of tables) {
    const rows = await database.sql<{ row: string }[]>`
      select to_jsonb(t)::text as row from ${database.sql(name)} t`
    texts.push(...rows.map(({ row }) => row))
  }
  const dump = texts.join('\n')
  const hex = (text: string) => Buffer.from(text).toString('hex')
  return CANARIES.filter((canary) => dump.includes(canary) || dump.includes(hex(canary)))
}

const DPO = () => ({
  kind: 'person' as const,
  id: filled.ownerId,
  name: 'Ada',
  tenantId: filled.tenantId,
})

test('before the erasure each of a hundred planted words is found, in the tables and on the disk', async () => {
  assert.deepEqual(await inTables(), CANARIES)
  await database.sql`checkpoint`
  assert.deepEqual(onDisk(folder), CANARIES)
})

test('what is held of a person is not erased, by nobody and in no way', async () => {
  const holds = createHoldsStore(database)
  const { tenantId, personId, conversationId } = filled
  const by = { id: filled.ownerId, name: 'Ada', at: new Date() }
  const wish = { reason: 'A case before the court', until: null }
  const hold = await holds.place(
    tenantId,
    { ...wish, subjectKind: 'conversation', subjectId: conversationId },
    by,
  )
  const erase = openDesk().erase(DPO(), personId, { name: 'Grüße Person', reason: '' })
  await assert.rejects(erase, { code: 'conflict', message: /legal hold/ })
  await assert.rejects(
    database.withTenant(
      tenantId,
      (sql) => sql`delete from conversations where id = ${conversationId}`,
    ),
    { code: 'conflict', message: /legal hold/ },
  )
  assert.equal((await inTables()).length, 100)
  await holds.lift(tenantId, hold.id, by)
  await assert.rejects(holds.lift(tenantId, hold.id, by), { code: 'conflict' })
})

test('a screen that was left open erases nobody', async () => {
  const wish = { name: 'Grüße Person', reason: '' }
  const left = { ...DPO(), assurance: { methods: ['pwd'], level: null, atMs: 0 } }
  await assert.rejects(openDesk().erase(left, filled.personId, wish), {
    code: 'confirmation_required',
  })
  assert.equal((await inTables()).length, 100)
})

test('the only owner is not erased, nor is somebody whose name is written wrong', async () => {
  const desk = openDesk()
  const wish = { name: 'Ada', reason: '' }
  await assert.rejects(desk.erase(DPO(), filled.ownerId, wish), {
    code: 'conflict',
    message: /only owner/,
  })
  await assert.rejects(desk.erase(DPO(), filled.personId, wish), { code: 'invalid_request' })
})

test('an erasure that only deletes leaves words on the disk; ours leaves none, in the tables nor there', async () => {
  const weak = mkdtempSync(join(tmpdir(), 'galerne-weak-'))
  await database.close()
  cpSync(folder, weak, { recursive: true })
  try {
    database = await open(weak)
    // As it would be without writing the pages anew: the weakness is in the hand of the test.
    await openDesk({ database: { ...database, socketPath: null } }).erase(DPO(), filled.personId, {
      name: 'Grüße Person',
      reason: '',
    })
    assert.deepEqual(await inTables(), [])
    await database.sql`checkpoint`
    assert.ok(onDisk(weak).length > 50, 'deleted rows are on the pages still')
    await database.close()
  } finally {
    rmSync(weak, { recursive: true, force: true })
  }

  database = await open(folder)
  let settled = 0
  const done = await openDesk({
    settle: async () => void (settled += 1),
  }).erase(DPO(), filled.personId, { name: ' Grüße Person', reason: 'She asked' })
  assert.equal(settled, 2, 'what was in memory is written before, and the trail after')
  assert.deepEqual(await inTables(), [])
  await database.sql`checkpoint`
  assert.deepEqual(onDisk(folder), [])

  const { certificate } = done
  assert.ok(isGenuine(done))
  assert.ok(!isGenuine({ ...done, certificate: { ...certificate, by: 'Somebody' } }))
  const counts = Object.fromEntries(certificate.counts.map(({ kind, count }) => [kind, count]))
  assert.equal(counts['conversations'], 2)
  assert.equal(counts['usage'], 1)
  assert.doesNotMatch(JSON.stringify(done), /Grüße|canary/)
})

test('the ledger keeps its sums under a pseudonym, and nobody else lost anything', async () => {
  const { tenantId, ownerId, personId } = filled
  const rows = await database.withTenant(
    tenantId,
    (sql) => sql`select principal_id, input_tokens, charge_micros from usage_requests`,
  )
  assert.equal(rows.length, 1)
  assert.equal(rows[0]?.['charge_micros'], '9007199254740993')
  assert.notEqual(rows[0]?.['principal_id'], personId)
  const people = await database.withTenant(tenantId, (sql) => sql`select id from people`)
  assert.deepEqual(
    people.map((row) => row['id']),
    [ownerId],
  )
})

/** Where a column can name a person, and who sees to it: `erase-store.ts`, or a reason why nobody need. */
const SEEN_TO = new Set([
  'public.people.email',
  'public.person_keys.person_id',
  'public.people.locale',
  'public.group_members.person_id',
  'public.identities.person_id',
  'public.scim_people.person_id',
  'public.scim_people.user_name',
  'public.sessions.person_id',
  'public.sessions.user_agent',
  'public.answer_ratings.person_id',
  'public.wording_proposals.person_id',
  'public.library_items.owner_id',
  'public.library_versions.author_id',
  'public.library_favourites.person_id',
  'public.preferences.person_id',
  'public.memories.person_id',
  'public.plain_texts.owner_id',
  'public.plain_texts.signed_by',
  'public.plain_texts.signed_by_name',
  'public.plain_text_decisions.decided_by',
  'public.plain_text_decisions.decided_by_name',
  'public.memory_proposals.person_id',
  // Goes with the conversation.
  'public.queued_messages.owner_id',
  'public.literacy_completions.person_id',
  'public.literacy_completions.person_name',
  'public.conversations.owner_id',
  'public.folders.owner_id',
  // Goes with the conversation.
  'public.search_entries.owner_id',
  'public.conversation_shares.owner_id',
  'public.share_visits.person_id',
  'public.answer_choices.person_id',
  'public.playgrounds.owner_id',
  'public.keys.owner_id',
  'public.provider_resources.owner_id',
  'public.provider_resources.principal_id',
  'public.attachments.owner_id',
  'public.attachment_files.owner_id',
  'public.request_log.principal_id',
  'public.usage_requests.principal_id',
  'public.usage_requests.owner_id',
  'public.answer_approvals.requested_by',
  'public.answer_approvals.requested_by_name',
  'public.answer_approvals.decided_by',
  'public.answer_approvals.decided_by_name',
  'public.register_versions.author_id',
  'public.register_versions.author_name',
  'public.policy_versions.author_id',
  'public.policy_versions.author_name',
  'public.use_cases.decided_by_name',
  'public.drills.started_by',
  'public.retention_rules.changed_by_name',
  'public.holds.placed_by',
  'public.holds.placed_by_name',
  'public.holds.lifted_by_name',
  'public.rights_requests.person_id',
  'public.rights_requests.person_name',
  'public.rights_requests.decided_by',
  'public.rights_requests.decided_by_name',
  // By AUDIT, whose table it is.
  'public.audit_actors.person_id',
  // A process, no person.
  'public.deployment_troubles.told_by',
  // Gone with the person, by the database.
  'identity.passwords.person_id',
  'identity.passkeys.person_id',
  'identity.authenticators.person_id',
  'identity.recovery_codes.person_id',
  'identity.tickets.person_id',
  'identity.tickets.email',
])

test('every column that can name a person is seen to', async () => {
  const columns = await database.sql<{ name: string }[]>`
    select table_schema || '.' || table_name || '.' || column_name as name
    from information_schema.columns
    where table_schema in ('public', 'identity')
      and column_name ~ '(person|owner_id|author|principal_id|user_(?:id|name|agent)$|email|locale|_by$|_by_name$)'
      and column_name not in ('author_kind')`
  const forgotten = columns.filter(({ name }) => !SEEN_TO.has(name) && !name.endsWith('.lost_by'))
  assert.deepEqual(
    forgotten.map(({ name }) => name),
    [],
  )
})
