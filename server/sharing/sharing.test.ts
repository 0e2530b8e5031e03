import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { PreviewShare } from '#wire/sharing.ts'
import { createMessagesStore } from '#server/assistant/messages-store.ts'
import { erasePerson } from '#server/rights/people/erase-store.ts'
import { openTestDatabase } from '#server/lib/database-testing.ts'
import type { Database } from '#server/lib/database.ts'
import { createId } from '#server/lib/ids.ts'
import {
  isMissing,
  LINK,
  openSharingWorld,
  USED,
  type SharingWorld,
} from './sharing-testing-store.ts'

let database: Database
let world: SharingWorld
before(async () => {
  database = await openTestDatabase()
  world = await openSharingWorld(database, createMessagesStore(database))
})
after(() => database.close())

test('what is shared with a person they alone can read, with nothing that is the owner’s alone', async () => {
  const { sharing, viewing, owner, reader, other } = world
  const { id, second } = await world.converse()
  const { shares, token } = await sharing.create(owner, id, world.wish({}))
  const [share] = shares
  assert.ok(share && token === null)
  assert.equal(share.recipient.name, 'Naħla')
  const seen = await viewing.get(reader, share.id)
  assert.equal(seen.ownerName, 'Owner')
  assert.equal(seen.messages.length, 4)
  const answer = seen.messages.find((message) => message.id === second)
  assert.equal(answer?.text, 'That.')
  assert.equal(answer.parts, undefined)
  assert.equal(answer.reasoning, undefined)
  assert.equal(answer.origin?.place, 'FR')
  assert.equal(answer.origin.costMicros, null)
  assert.doesNotMatch(JSON.stringify(seen), /sick leave|tired/)
  const listed = await viewing.list(reader, null)
  assert.ok(listed.items.some((item) => item.id === share.id && item.via === 'person'))
  // Not even whoever owns the organisation.
  await assert.rejects(viewing.get(other, share.id), isMissing)
  await assert.rejects(viewing.get(reader, createId()), isMissing)
  await assert.rejects(viewing.get(reader, "x' or true"), isMissing)
  const preview = await sharing.preview(owner, id, PreviewShare.parse({ mode: 'living' }))
  assert.deepEqual(preview.messages, seen.messages)
  const thinking = await sharing.create(owner, id, world.wish({ showsReasoning: true }))
  const again = await viewing.get(reader, thinking.shares[0]?.id ?? '')
  assert.match(JSON.stringify(again), /tired/)
  await assert.rejects(viewing.get(reader, share.id), isMissing)
})

test('a snapshot stays what it was and shows one path; what is living goes along', async () => {
  const { sharing, viewing, owner, reader } = world
  const { id, question, first } = await world.converse()
  const living = await sharing.create(owner, id, world.wish({ ...LINK }))
  const still = await sharing.create(owner, id, world.wish({ mode: 'snapshot', leafId: first }))
  await database.withTenant(owner.tenantId, async (sql) => {
    await sql`update messages set text = 'Changed.' where id = ${first}`
    await sql`update conversations set title = 'Another name' where id = ${id}`
  })
  const snapshot = await viewing.get(reader, still.shares[0]?.id ?? '')
  assert.deepEqual(
    snapshot.messages.map((message) => [message.id, message.text]),
    [
      [question, 'What now?'],
      [first, 'This.'],
    ],
  )
  assert.equal(snapshot.title, 'A plan')
  const { shareId } = await viewing.open(reader, living.token ?? '')
  const now = await viewing.get(reader, shareId)
  assert.equal(now.title, 'Another name')
  assert.equal(now.messages.find((message) => message.id === first)?.text, 'Changed.')
})

test('a group reads for as long as one is in it', async () => {
  const { sharing, viewing, owner, reader, other, groups, now, add } = world
  const { id: groupId } = await groups.create(other, {
    name: `Team ${createId()}`,
    description: '',
  })
  const member = await add('Łukasz', 'member')
  await groups.addMember(other, groupId, { personId: member.id })
  const { id } = await world.converse()
  const to = { kind: 'people' as const, recipients: [{ kind: 'group' as const, id: groupId }] }
  const { shares } = await sharing.create(owner, id, world.wish({ to }))
  const shareId = shares[0]?.id ?? ''
  const inside = now(member)
  assert.ok(inside)
  assert.equal((await viewing.get(inside, shareId)).title, 'A plan')
  await assert.rejects(viewing.get(reader, shareId), isMissing)
  await groups.removeMember(other, groupId, member.id)
  const outside = now(member)
  assert.ok(outside)
  await assert.rejects(viewing.get(outside, shareId), isMissing)
  assert.deepEqual(
    sharing.findRecipients(owner, 'lukasz').recipients.map(({ name }) => name),
    ['Łukasz'],
  )
  assert.deepEqual(sharing.findRecipients(owner, 'l').recipients, [])
})

test('nobody shares, revokes, previews or forks what is another’s', async () => {
  const { sharing, copying, owner, other, reader } = world
  const { id, last } = await world.converse()
  const { shares } = await sharing.create(owner, id, world.wish({}))
  const shareId = shares[0]?.id ?? ''
  const gone = { code: 'not_found' }
  await assert.rejects(sharing.create(other, id, world.wish({})), gone)
  await assert.rejects(sharing.list(other, id), gone)
  await assert.rejects(sharing.revoke(other, shareId), gone)
  await assert.rejects(sharing.revoke(reader, shareId), gone)
  await assert.rejects(sharing.preview(other, id, PreviewShare.parse({ mode: 'living' })), gone)
  await assert.rejects(copying.fork(other, id, { messageId: last }), gone)
  // A guest reads and shares nothing; a message of another conversation is not in this one.
  await assert.rejects(sharing.list(reader, id), { code: 'forbidden' })
  const { last: elsewhere } = await world.converse()
  await assert.rejects(copying.fork(owner, id, { messageId: elsewhere }), gone)
  await assert.rejects(
    sharing.create(owner, id, world.wish({ mode: 'snapshot', leafId: elsewhere })),
    gone,
  )
  const nobody = {
    kind: 'people' as const,
    recipients: [{ kind: 'person' as const, id: createId() }],
  }
  await assert.rejects(sharing.create(owner, id, world.wish({ to: nobody })), {
    code: 'invalid_request',
  })
  await assert.rejects(sharing.create(owner, id, world.wish({ to: { kind: 'link' } })), {
    code: 'invalid_request',
  })
})

test('a fork has the path up to a message with parts, origins and class, and says where it is from', async () => {
  const { copying, owner, source } = world
  const { id, question, second, fileId } = await world.converse('restricted')
  const fork = await copying.fork(owner, id, { messageId: second, title: 'A plan (2)' })
  assert.equal(fork.classification, 'restricted')
  const messages = await source.list(owner.tenantId, fork.id)
  assert.deepEqual(
    messages.map(({ text, parentId }) => [text, parentId]),
    [
      ['What now?', null],
      ['That.', messages[0]?.id],
    ],
  )
  const [first, answer] = messages
  assert.ok(first)
  assert.deepEqual(answer?.parts, [USED])
  assert.equal(answer.origin?.costMicros, 12)
  assert.equal(answer.reasoning?.text, 'They seem tired.')
  const file = first?.parts?.[0]
  assert.ok(file?.type === 'attachment' && file.attachmentId !== fileId)
  const [carried] = await world.run('select * from attachments where id = $1', file.attachmentId)
  assert.equal(carried?.['conversation_id'], fork.id)
  // The same bytes, which stay as long as anybody has them.
  assert.equal(carried['file_id'], fileId)
  assert.notEqual(first.id, question)
  const [row] = await world.run('select * from conversations where id = $1', fork.id)
  assert.equal(row?.['forked_from'], id)
  assert.equal(row['forked_from_message'], second)
})

test('a reader goes on with a copy, where that was allowed', async () => {
  const { sharing, copying, owner, reader, source } = world
  const { id, second } = await world.converse()
  const { shares } = await sharing.create(owner, id, world.wish({}))
  const copy = await copying.copyShared(reader, shares[0]?.id ?? '', { messageId: second })
  const messages = await source.list(reader.tenantId, copy.id)
  assert.deepEqual(
    messages.map(({ text, parts }) => [text, parts?.[0]?.type]),
    [
      ['What now?', 'attachment'],
      ['That.', undefined],
    ],
  )
  const [carried] = await world.run('select * from attachments where conversation_id = $1', copy.id)
  assert.equal(carried?.['owner_id'], reader.id)
  const [row] = await world.run('select * from conversations where id = $1', copy.id)
  assert.equal(row?.['owner_id'], reader.id)
  assert.equal(row['forked_from_share'], shares[0]?.id)
  assert.equal(row['forked_from'], null)
  const locked = await sharing.create(owner, id, world.wish({ mayCopy: false }))
  await assert.rejects(
    copying.copyShared(reader, locked.shares[0]?.id ?? '', { messageId: second }),
    { code: 'not_found' },
  )
})

test('a copy keeps its files when whoever shared them is erased; all else of theirs goes', async () => {
  const { sharing, copying, reader, add, tenantId } = world
  const gone = await add('Gone', 'member')
  const [shared, unshared] = [await world.converse(), await world.converse()]
  for (const { id, fileId } of [shared, unshared]) {
    await world.run(`update conversations set owner_id = '${gone.id}' where id = $1`, id)
    await world.run(`update attachments set owner_id = '${gone.id}' where id = $1`, fileId)
    await world.run(`update attachment_files set owner_id = '${gone.id}' where id = $1`, fileId)
  }
  const { shares } = await sharing.create(gone, shared.id, world.wish({}))
  const copy = await copying.copyShared(reader, shares[0]?.id ?? '', { messageId: null })
  const filesOf = (id: string) =>
    world.run(
      `select f.owner_id, f.fingerprint from attachments a join attachment_files f on f.id = a.file_id
       where a.conversation_id = $1`,
      id,
    )
  const asBefore = database.withTenant(tenantId, async (sql) => {
    // What was done before: each file of theirs goes, whoever has it by now.
    await sql`delete from attachment_files where owner_id = ${gone.id}`
    const left = await sql`select from attachments where conversation_id = ${copy.id}`
    throw new Error(`${left.length} left`)
  })
  await assert.rejects(asBefore, /^Error: 0 left$/)
  const pseudonym = createId()
  const certify = () => Promise.resolve()
  const { counts } = await erasePerson(database, tenantId, {
    personId: gone.id,
    pseudonym,
    certify,
  })
  const counted = (wanted: string) => counts.find(({ kind }) => kind === wanted)?.count
  assert.deepEqual([counted('attachments'), counted('attachments-in-copies')], [2, 1])
  const [kept] = await filesOf(copy.id)
  assert.equal(kept?.['owner_id'], reader.id)
  assert.match(String(kept['fingerprint']), /^copy of /)
  const rest = await world.run('select from attachment_files where id = $1', unshared.fileId)
  assert.equal(rest.length, 0)
})

test('a class that may not spread is read by whom its owner names, never by a group, a link or in a copy', async () => {
  const { sharing, viewing, copying, owner, reader, other, groups, now } = world
  const { id: groupId } = await groups.create(other, {
    name: `Tender ${createId()}`,
    description: '',
  })
  await groups.addMember(other, groupId, { personId: reader.id })
  const inGroup = { kind: 'people' as const, recipients: [{ kind: 'group' as const, id: groupId }] }
  const { id, second } = await world.converse('internal')
  const named = await sharing.create(owner, id, world.wish({}))
  const wide = await sharing.create(owner, id, world.wish({ to: inGroup }))
  const who = now(reader) ?? reader
  assert.ok((await viewing.get(who, wide.shares[0]?.id ?? '')).mayCopy)
  await world.run(`update conversations set classification = 'restricted' where id = $1`, id)
  await assert.rejects(viewing.get(who, wide.shares[0]?.id ?? ''), isMissing)
  const shareId = named.shares[0]?.id ?? ''
  assert.equal((await viewing.get(who, shareId)).mayCopy, false)
  await assert.rejects(copying.copyShared(who, shareId, { messageId: second }), {
    code: 'not_found',
  })
  for (const to of [inGroup, LINK.to]) {
    const wish = world.wish({ to, expiresInDays: 7 })
    await assert.rejects(sharing.create(owner, id, wish), { code: 'forbidden' })
  }
  await sharing.revoke(owner, shareId)
  assert.equal((await sharing.create(owner, id, world.wish({}))).shares.length, 1)
})

test('sharing, opening, copying and revoking are on record, openings by the count', async () => {
  const { sharing, viewing, owner, reader } = world
  const { id } = await world.converse()
  const { shares, token } = await sharing.create(owner, id, world.wish(LINK))
  for (let times = 0; times < 3; times += 1) await viewing.open(reader, token ?? '')
  const [own] = (await sharing.list(owner, id)).shares
  assert.equal(own?.openedCount, 3)
  await sharing.revoke(owner, shares[0]?.id ?? '')
  const events = await database.withTenant(
    owner.tenantId,
    (sql) => sql<{ action: string }[]>`
      select event ->> 'action' as action from audit_outbox
      where event -> 'resource' ->> 'id' = ${id} order by number`,
  )
  assert.deepEqual(
    events.map(({ action }) => action),
    ['conversation.share', 'conversation.open-shared', 'conversation.unshare'],
  )
})

test('nobody fills the database with copies of one conversation', async () => {
  const { sharing, owner, wish } = world
  const { id } = await world.converse()
  const someone = { kind: 'person' as const, id: world.reader.id }
  const many = Array.from({ length: 50 }, () => someone)
  const to = { kind: 'people' as const, recipients: many }
  // The same reader fifty times is one reader.
  assert.equal((await sharing.create(owner, id, wish({ to }))).shares.length, 1)
  await world.run(
    `insert into conversation_shares (tenant_id, id, conversation_id, owner_id, recipient_kind,
       recipient_id, shows_reasoning, may_copy, needs_sign_in, created_at)
     select tenant_id, gen_random_uuid(), conversation_id, owner_id, 'person', gen_random_uuid(),
       false, false, true, now() from conversation_shares, generate_series(1, 199)
     where conversation_id = $1`,
    id,
  )
  await assert.rejects(sharing.create(owner, id, wish(LINK)), { code: 'conflict' })
})

test('whoever is erased reads nothing, shares nothing and is named nowhere', async () => {
  const { sharing, viewing, owner, reader, add, tenantId, wish } = world
  const gone = await add('Gone', 'member')
  const { id } = await world.converse()
  const people = (one: string) => ({
    to: { kind: 'people' as const, recipients: [{ kind: 'person' as const, id: one }] },
  })
  await sharing.create(owner, id, wish(people(gone.id)))
  const { token } = await sharing.create(owner, id, wish(LINK))
  await viewing.open(gone, token ?? '')
  const { id: theirs } = await world.converse()
  await world.run(`update conversations set owner_id = '${gone.id}' where id = $1`, theirs)
  const { shares } = await sharing.create(gone, theirs, wish({ mode: 'snapshot' }))
  const shareId = shares[0]?.id ?? ''
  assert.ok(await viewing.get(reader, shareId))
  const pseudonym = createId()
  const certify = () => Promise.resolve()
  const erased = await erasePerson(database, tenantId, { personId: gone.id, pseudonym, certify })
  assert.equal(erased.counts.find(({ kind }) => kind === 'shares')?.count, 3)
  await assert.rejects(viewing.get(reader, shareId), isMissing)
  const left = await world.run(
    `select to_jsonb(s)::text from conversation_shares s where to_jsonb(s)::text like '%' || $1 || '%'
     union all select to_jsonb(v)::text from share_visits v where to_jsonb(v)::text like '%' || $1 || '%'
     union all select id::text from conversation_snapshots where conversation_id = '${theirs}'`,
    gone.id,
  )
  assert.deepEqual([...left], [])
})
