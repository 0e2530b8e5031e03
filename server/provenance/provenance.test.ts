import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { PROVENANCE_CONTEXT } from '#wire/provenance.ts'
import { LOCAL_OWNER, LOCAL_TENANT_ID } from '#server/access/principal.ts'
import { openTestDatabase } from '#server/lib/database-testing.ts'
import type { Database } from '#server/lib/database.ts'
import { verifyJson } from '#server/lib/signed-json.ts'
import {
  insertTestAnswer,
  openTestProvenance,
  OTHER_TENANT_ID,
  statement,
} from './provenance-testing.ts'
import { changeAnswer } from './testing-answers-store.ts'

const LETTER = [
  'Dear Ms Example,',
  'we have received your application for a **parking permit** of 3 May and have examined it.',
  'The permit costs 120 euros a year, and you can collect it at the town hall from Monday on.',
  'Yours sincerely',
].join('\n\n')

let database: Database
before(async () => {
  database = await openTestDatabase()
  await database.sql`
    insert into organisations (tenant_id, name) values (${OTHER_TENANT_ID}, 'City of There')`
})
after(() => database.close())

test('a text is found again by whoever holds it, whatever became of its line breaks', async () => {
  const { provenance, check } = openTestProvenance(database)
  const { record } = await provenance.sign(statement(LETTER))

  const exact = await check.check({ text: LETTER.replaceAll('\n\n', '\r\n') })
  assert.equal(exact.match, 'exact')
  assert.equal(exact.facts?.id, record.id)
  assert.equal(exact.facts?.organisation, 'City of Here')
  assert.equal(exact.signed?.record.text.sha256, record.text.sha256)

  const shown = await check.check({ text: LETTER.replaceAll('**', '') })
  assert.equal(shown.match, 'words')
})

test('of a text that was changed those paragraphs are found that were not', async () => {
  const { check } = openTestProvenance(database)
  const changed = LETTER.replace('120 euros', '1,200 euros')
  const { match, signed, paragraphs } = await check.check({ text: changed })
  assert.equal(match, 'part')
  assert.equal(signed, null, 'nothing signed speaks of this text')
  const known = paragraphs.filter(({ facts }) => facts !== null).map(({ text }) => text)
  assert.deepEqual(known, [LETTER.split('\n\n')[1]])
})

test('a copy may end in a line that says what it is', async () => {
  const { check } = openTestProvenance(database)
  const copy = `${LETTER}\n\nWritten by AI (mistral-small). Check: https://galerne.example.eu/check`
  assert.equal((await check.check({ text: copy })).match, 'exact')
})

test('of what nobody signed nothing is told, and a greeting is nobody’s', async () => {
  const { check } = openTestProvenance(database)
  const none = { match: 'none', facts: null, signed: null, paragraphs: [] }
  const other = 'This is quite another text, which no model of this organisation has ever written.'
  assert.deepEqual(await check.check({ text: other }), none)
  assert.equal((await check.check({ text: 'Yours sincerely' })).match, 'too-short')
  for (const id of ['nonsense', '01a202c8-0dc6-7000-87da-c81b8d1a70d8', "' or 1=1 --"]) {
    assert.deepEqual(await check.check({ id }), none)
  }
})

test('by its number a record is confirmed without the hash that would tell a missing word', async () => {
  const { provenance, check } = openTestProvenance(database)
  const { record } = await provenance.sign(statement(LETTER))
  const { match, facts, signed } = await check.check({ id: record.id.toUpperCase() })
  assert.equal(match, 'record')
  assert.equal(facts?.model, 'mistral-small')
  assert.equal(signed, null)
})

test('each organisation finds its own, and the one that is named is asked alone', async () => {
  const { provenance, check, keys } = openTestProvenance(database)
  const text = 'The library of There is closed on the first Monday of every month, all year round.'
  await provenance.sign(statement(text, { tenantId: OTHER_TENANT_ID }))

  assert.equal((await check.check({ text })).facts?.organisation, 'City of There')
  const [here, there] = [await keys.of(LOCAL_TENANT_ID), await keys.of(OTHER_TENANT_ID)]
  assert.equal((await check.check({ text, key: there.kid })).match, 'exact')
  assert.equal((await check.check({ text, key: here.kid })).match, 'none')
  assert.equal((await check.check({ text, key: 'no such key' })).match, 'none')
  assert.notEqual(here.markOf('exact', text), there.markOf('exact', text))
})

test('the database tells neither a text nor a hash that could be tried', async () => {
  const { provenance } = openTestProvenance(database)
  const text = 'The reference number of the secret matter is 4711, which nobody is to find out.'
  const { record } = await provenance.sign(statement(text))
  const rows = await database.withTenant(
    LOCAL_TENANT_ID,
    (sql) => sql<{ row: string }[]>`
      select r::text as row from provenance_records r
      union all select m::text from provenance_marks m
      union all select k::text from provenance_keys k`,
  )
  const all = rows.map(({ row }) => row).join('\n')
  assert.ok(all.includes(record.id))
  for (const secret of [text, '4711', record.text.sha256, record.text.wordsSha256]) {
    assert.ok(!all.includes(secret))
  }
})

test('a record is verified by the published key alone, and no changed one is', async () => {
  const { provenance, check } = openTestProvenance(database)
  const { record, signature } = await provenance.sign(statement(LETTER))
  const { keys } = await check.published()
  const publicKey = keys.find(({ kid }) => kid === record.key)?.x ?? ''
  const isGood = (value: object) =>
    verifyJson(JSON.parse(JSON.stringify(value)), PROVENANCE_CONTEXT, { signature, publicKey })
  assert.ok(isGood(record))
  assert.ok(isGood(Object.fromEntries(Object.entries(record).toReversed())), 'order is nothing')
  assert.ok(!isGood({ ...record, model: 'another' }))
  assert.ok(!isGood({ ...record, approval: { at: record.signedAt, isFourEyes: true } }))
  assert.ok(!isGood({ ...record, more: 1 }))
  assert.ok(!verifyJson({ ...record }, 'another-context', { signature, publicKey }))
  assert.doesNotMatch(JSON.stringify(keys), /City/, 'whose keys they are is nobody’s business')
})

test('a new key signs from now on, and what the old one signed stays good', async () => {
  const { provenance, keys, check } = openTestProvenance(database)
  const old = await provenance.sign(statement(LETTER))
  await keys.rotate(LOCAL_TENANT_ID)
  const afterwards = await provenance.sign(statement(LETTER))
  assert.notEqual(afterwards.record.key, old.record.key)
  const { keys: published } = await check.published()
  const of = (kid: string) => published.find((one) => one.kid === kid)
  assert.notEqual(of(old.record.key)?.until, null)
  assert.equal(of(afterwards.record.key)?.until, null)
  for (const { record, signature } of [old, afterwards]) {
    const publicKey = of(record.key)?.x ?? ''
    assert.ok(verifyJson(record, PROVENANCE_CONTEXT, { signature, publicKey }))
  }
  assert.equal((await check.check({ text: LETTER })).match, 'exact', 'and all of it is found')
})

test('an answer has one record, a changed one another, and both go with the conversation', async () => {
  const { records, check, store } = openTestProvenance(database)
  const text = 'The opening hours of the museum are from ten to five, except on public holidays.'
  const { messageId, conversationId } = await insertTestAnswer(database, LOCAL_OWNER, text)
  const first = await records.get(LOCAL_OWNER, messageId)
  assert.equal((await records.get(LOCAL_OWNER, messageId)).record.id, first.record.id)

  const longer = `${text} On Mondays it is closed.`
  await changeAnswer(database, { tenantId: LOCAL_TENANT_ID, messageId, text: longer })
  const second = await records.get(LOCAL_OWNER, messageId)
  assert.notEqual(second.record.id, first.record.id)
  assert.equal((await check.check({ text: longer })).facts?.id, second.record.id)

  await database.withTenant(
    LOCAL_TENANT_ID,
    (sql) => sql`delete from conversations where id = ${conversationId}`,
  )
  assert.deepEqual(await store.ofMessage(LOCAL_TENANT_ID, messageId), [])
  assert.equal((await check.check({ text: longer })).match, 'none')
})

test('another person’s answer, and another’s call, do not exist', async () => {
  const { records } = openTestProvenance(database)
  const { messageId } = await insertTestAnswer(database, LOCAL_OWNER, LETTER)
  const stranger = { ...LOCAL_OWNER, id: '00000000-0000-7000-8000-0000000000ff' }
  await assert.rejects(records.get(stranger, messageId), { code: 'not_found' })
  await assert.rejects(records.get(LOCAL_OWNER, 'nonsense'), { code: 'not_found' })
  const foreign = { ...LOCAL_OWNER, tenantId: OTHER_TENANT_ID }
  await assert.rejects(records.get(foreign, messageId), { code: 'not_found' })
  const wish = { text: LETTER, requestId: messageId }
  await assert.rejects(records.declare(LOCAL_OWNER, wish), { code: 'not_found' })
})
