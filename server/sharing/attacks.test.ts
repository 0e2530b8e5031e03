import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import type { Principal } from '#server/access/principal.ts'
import { createMessagesStore } from '#server/assistant/messages-store.ts'
import { openTestDatabase } from '#server/lib/database-testing.ts'
import type { Database } from '#server/lib/database.ts'
import { createId } from '#server/lib/ids.ts'
import { createCopiesStore } from './copies-store.ts'
import { createCopying } from './copying.ts'
import type { SharesStore } from './shares-store.ts'
import { isMissing, LINK, openSharingWorld, type SharingWorld } from './sharing-testing-store.ts'
import { createViewing } from './viewing.ts'

const OTHER_TENANT = createId()
const STRANGE_FILE_ID = createId()

let database: Database
let world: SharingWorld
before(async () => {
  database = await openTestDatabase()
  world = await openSharingWorld(database, createMessagesStore(database))
})
after(() => database.close())

/** As the store, but it remembers what it once found: the mistake that every one of these attacks needs. */
function forgetful(store: SharesStore): SharesStore {
  const known = new Map<string, Awaited<ReturnType<SharesStore['findForReader']>>>()
  return {
    ...store,
    async findForReader(reader, id) {
      const key = `${reader.personId} ${id}`
      if (!known.has(key)) known.set(key, await store.findForReader(reader, id))
      return known.get(key)
    },
    async findByToken(tenantId, hash) {
      if (!known.has(hash)) known.set(hash, await store.findByToken(tenantId, hash))
      return known.get(hash)
    },
  }
}

interface Shared {
  conversationId: string
  shareId: string
}

/** Each ends a share that was good a moment ago. */
const ENDS: Record<string, (shared: Shared) => Promise<unknown>> = {
  'was revoked': ({ shareId }) => world.sharing.revoke(world.owner, shareId),
  'has expired': ({ shareId }) =>
    world.run(
      `update conversation_shares set expires_at = now() - interval '1 s' where id = $1`,
      shareId,
    ),
  'is of a conversation that was deleted': ({ conversationId }) =>
    world.run('update conversations set deleted_at = now() where id = $1', conversationId),
  'is of a conversation that was classified more strictly': ({ conversationId }) =>
    world.run(`update conversations set classification = 'secret' where id = $1`, conversationId),
}

for (const [how, end] of Object.entries(ENDS)) {
  test(`a link that ${how} opens nothing any more, nor does what it had opened`, async () => {
    const { sharing, owner, reader, parts, viewing, source } = world
    const { id: conversationId, first, fileId } = await world.converse()
    const { token, shares } = await sharing.create(owner, conversationId, world.wish(LINK))
    assert.ok(token)
    const shareId = shares[0]?.id ?? ''
    const list = await source.list(world.tenantId, conversationId)
    const weak = createViewing({
      ...parts,
      source: { list: () => Promise.resolve(list) },
      store: forgetful(parts.store),
    })
    const copying = createCopying({
      store: createCopiesStore(database),
      source,
      viewing,
      clock: world.clock,
      createId,
    })
    for (const desk of [weak, viewing]) {
      await desk.open(reader, token)
      await desk.get(reader, shareId)
    }
    await end({ conversationId, shareId })
    // The attack: it works against whoever remembers.
    assert.equal((await weak.open(reader, token)).shareId, shareId)
    assert.equal((await weak.get(reader, shareId)).title, 'A plan')
    await assert.rejects(viewing.open(reader, token), isMissing)
    await assert.rejects(viewing.get(reader, shareId), isMissing)
    await assert.rejects(viewing.readFile(reader, shareId, fileId), isMissing)
    await assert.rejects(
      copying.copyShared(owner, shareId, { messageId: first }),
      how.includes('strictly') ? isMissing : { code: 'not_found' },
    )
    const { items } = await viewing.list(reader, null)
    assert.ok(!items.some((item) => item.id === shareId))
  })
}

test('whoever shares and is suspended shares nothing any more', async () => {
  const { sharing, viewing, reader, other, add, people, parts, directory } = world
  const leaver = await add('Leaver', 'member')
  const { id } = await world.converse()
  await world.run(`update conversations set owner_id = '${leaver.id}' where id = $1`, id)
  const { token } = await sharing.create(leaver, id, world.wish(LINK))
  assert.ok(token)
  const { shareId } = await viewing.open(reader, token)
  await people.update(other, leaver.id, { status: 'suspended' })
  const weak = createViewing({ ...parts, people: { ...directory, findPerson: () => leaver } })
  assert.equal((await weak.get(reader, shareId)).title, 'A plan')
  await assert.rejects(viewing.get(reader, shareId), isMissing)
  await assert.rejects(viewing.open(reader, token), isMissing)
})

test('a token is of one organisation, kept as a hash, and close to it is not it', async () => {
  const { sharing, viewing, owner, reader, parts } = world
  const { id } = await world.converse()
  const { token } = await sharing.create(owner, id, world.wish(LINK))
  assert.ok(token)
  assert.match(token, /^[\da-f-]{36}\.[\w-]{43}$/)
  const rows = await database.withTenant(
    owner.tenantId,
    (sql) => sql`
      select to_jsonb(s)::text as row from conversation_shares s
      union all select event::text from audit_outbox`,
  )
  assert.doesNotMatch(JSON.stringify(rows), new RegExp(token.slice(37)))
  const stranger: Principal = { ...reader, tenantId: OTHER_TENANT, roles: ['owner'] }
  // Weakened: whoever believes the tenant that the token names.
  const trusting = createViewing(parts)
  assert.ok(await trusting.open({ ...stranger, tenantId: token.slice(0, 36) }, token))
  await assert.rejects(viewing.open(stranger, token), isMissing)
  const ofTheirs = token.replace(owner.tenantId, OTHER_TENANT)
  await assert.rejects(viewing.open(stranger, ofTheirs), isMissing)
  const wrong = `${token.slice(0, -1)}${token.endsWith('A') ? 'B' : 'A'}`
  for (const guess of [wrong, token.slice(0, -1), `${token} `, 'x', `${owner.tenantId}.`]) {
    await assert.rejects(viewing.open(reader, guess), isMissing, guess)
  }
})

test('a link without a sign-in needs the organisation’s word and the class “public”', async () => {
  const { sharing, viewing, owner, reader, other, parts, organisation, directory } = world
  const open = world.wish({ to: { kind: 'link', needsSignIn: false }, expiresInDays: 7 })
  const { id } = await world.converse('public')
  await assert.rejects(sharing.create(owner, id, open), { code: 'forbidden' })
  await organisation.update(other, { openLinks: true })
  const internal = await world.converse()
  await assert.rejects(sharing.create(owner, internal.id, open), { code: 'forbidden' })
  const { token } = await sharing.create(owner, id, open)
  assert.ok(token)
  const seen = await viewing.openToAnybody(token)
  assert.equal(seen.title, 'A plan')
  assert.equal(seen.mayCopy, false)
  assert.doesNotMatch(JSON.stringify(seen), /attachment/)
  // One that asks for a sign-in opens for nobody else.
  const usual = await sharing.create(owner, id, world.wish(LINK))
  await assert.rejects(viewing.openToAnybody(usual.token ?? ''), isMissing)
  assert.ok(await viewing.open(reader, usual.token ?? ''))

  const settings = { ...directory.organisation(world.tenantId).settings }
  const weak = createViewing({
    ...parts,
    people: { ...directory, organisation: () => ({ name: '', settings }) },
  })
  await organisation.update(other, { openLinks: false })
  assert.ok(await weak.openToAnybody(token))
  await assert.rejects(viewing.openToAnybody(token), isMissing)
  await organisation.update(other, { openLinks: true })
  assert.ok(await viewing.openToAnybody(token))
  await world.run(`update conversations set classification = 'internal' where id = $1`, id)
  await assert.rejects(viewing.openToAnybody(token), isMissing)
})

test('files of what is shared are read by that share alone', async () => {
  const { sharing, viewing, owner, reader, other, parts } = world
  const { id, fileId } = await world.converse()
  const { shares } = await sharing.create(owner, id, world.wish({}))
  const shareId = shares[0]?.id ?? ''
  const file = await viewing.readFile(reader, shareId, fileId)
  assert.equal(String(Buffer.concat(await Array.fromAsync(file.bytes))), fileId)
  // Without asking what one sees, every file of the organisation could be had by its id.
  assert.ok(
    await parts.files.read({ tenantId: owner.tenantId, ownerId: owner.id }, STRANGE_FILE_ID),
  )
  await assert.rejects(viewing.readFile(reader, shareId, STRANGE_FILE_ID), isMissing)
  await assert.rejects(viewing.readFile(other, shareId, fileId), isMissing)
  // What a snapshot leaves out has no files either.
  const { id: two, fileId: left } = await world.converse()
  await world.run(
    `update messages set parts = '[]' where parent_id is null and conversation_id = $1`,
    two,
  )
  const still = await sharing.create(owner, two, world.wish({ mode: 'snapshot' }))
  await assert.rejects(viewing.readFile(reader, still.shares[0]?.id ?? '', left), isMissing)
})

test('a fork lies in no folder that its owner may only read by now', async () => {
  const { owner, copying, converse, run } = world
  const { id, last } = await converse()
  const [folder] = await run(
    `insert into folders (tenant_id, id, owner_id, name, created_at, updated_at)
     select tenant_id, gen_random_uuid(), gen_random_uuid(), 'Theirs', now(), now()
     from conversations where id = $1 returning id`,
    id,
  )
  const folderId = String(folder?.['id'])
  const join = (access: 'read' | 'write') =>
    run(
      `insert into folder_members (tenant_id, folder_id, member_kind, member_id, access)
       select tenant_id, id, 'person', '${owner.id}', '${access}' from folders where id = $1
       on conflict (tenant_id, folder_id, member_kind, member_id) do update set access = excluded.access`,
      folderId,
    )
  await join('write')
  await run(`update conversations set folder_id = '${folderId}' where id = $1`, id)
  assert.equal((await copying.fork(owner, id, { messageId: last })).folderId, folderId)
  await join('read')
  assert.equal((await copying.fork(owner, id, { messageId: last })).folderId, null)
})
