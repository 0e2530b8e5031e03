import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { LOCAL_OWNER, type Principal } from '#server/access/principal.ts'
import { createManualClock } from '#server/lib/clock.ts'
import { openTestDatabase } from '#server/lib/database-testing.ts'
import type { Database } from '#server/lib/database.ts'
import { scanObject } from '#server/lib/json-scan.ts'
import { silentLog } from '#server/lib/log.ts'
import { Secret } from '#server/lib/secret.ts'
import { THIS_MACHINE_TAGS, UNKNOWN_TAGS } from '#server/providers/provider-model.ts'
import type { ScreeningRule } from '#wire/screening.ts'
import { destinationOf } from './choices.ts'
import { openScreening, type Screening } from './screening.ts'

let database: Database
let screening: Screening
before(async () => {
  database = await openTestDatabase()
  screening = await open()
})
after(async () => {
  await screening.close()
  await database.close()
})

const open = () =>
  openScreening({
    database,
    secretKeys: [new Secret('a key of at least thirty-two characters')],
    organisations: { forEach: (work) => work(LOCAL_OWNER.tenantId) },
    clock: createManualClock(),
    log: silentLog,
  })

const rule = (rest: Partial<ScreeningRule>): ScreeningRule => ({
  classification: 'internal',
  destination: 'other',
  kind: 'email',
  choice: 'mask',
  ...rest,
})
const nowhere = () => undefined
const MAIL = 'Write to jane@example.org'

test('a choice holds at once, for its class and destination alone, and can be taken back', async () => {
  assert.equal(screening.preview(LOCAL_OWNER, { text: MAIL }, nowhere).text, MAIL)
  const settings = await screening.save(LOCAL_OWNER, { rules: [rule({})] }, nowhere)
  assert.deepEqual(settings.rules, [rule({})])
  assert.equal(screening.preview(LOCAL_OWNER, { text: MAIL }, nowhere).text, 'Write to [EMAIL]')
  const toUs = screening.preview(LOCAL_OWNER, { text: MAIL, destination: 'own' }, nowhere)
  assert.equal(toUs.text, MAIL)
  await screening.save(LOCAL_OWNER, { rules: [] }, nowhere)
  assert.equal(screening.preview(LOCAL_OWNER, { text: MAIL }, nowhere).text, MAIL)
})

test('another process reads what was chosen, and another organisation is not concerned', async () => {
  await screening.save(LOCAL_OWNER, { rules: [rule({ choice: 'block' })] }, nowhere)
  const other = await open()
  assert.equal(other.preview(LOCAL_OWNER, { text: MAIL }, nowhere).isBlocked, true)
  const stranger: Principal = { ...LOCAL_OWNER, tenantId: '00000000-0000-7000-8000-0000000000ff' }
  assert.equal(other.preview(stranger, { text: MAIL }, nowhere).isBlocked, false)
  await other.close()
  await screening.save(LOCAL_OWNER, { rules: [] }, nowhere)
})

test('nobody can choose that secrets go to others; to own machines one may choose', async () => {
  const secret = rule({ kind: 'secret', choice: 'allow' })
  await assert.rejects(screening.save(LOCAL_OWNER, { rules: [secret] }, nowhere), {
    code: 'invalid_request',
  })
  await screening.save(
    LOCAL_OWNER,
    { rules: [rule({ kind: 'secret', destination: 'own', choice: 'block' })] },
    nowhere,
  )
  const asked = { text: 'password: Sommer2024!', destination: 'own' } as const
  assert.equal(screening.preview(LOCAL_OWNER, asked, nowhere).isBlocked, true)
  await screening.save(LOCAL_OWNER, { rules: [] }, nowhere)
})

test('only a model on own machines may look for names, and another process knows of it', async () => {
  const nameModel = { model: 'them/m', timeoutMs: 2000, onFailure: 'block' } as const
  const theirs = () => ({ isOwnHardware: false, jurisdiction: 'FR' })
  for (const tagsOf of [nowhere, theirs]) {
    await assert.rejects(screening.save(LOCAL_OWNER, { rules: [], nameModel }, tagsOf), {
      code: 'invalid_request',
      message: /own machines only/,
    })
  }
  const saved = await screening.save(LOCAL_OWNER, { rules: [], nameModel }, () => THIS_MACHINE_TAGS)
  assert.deepEqual(saved.nameModel, nameModel)
  // Choices are changed without it, and it stays.
  assert.deepEqual((await screening.save(LOCAL_OWNER, { rules: [] }, nowhere)).nameModel, nameModel)
  const none = await screening.save(LOCAL_OWNER, { rules: [], nameModel: null }, nowhere)
  assert.equal(none.nameModel, null)
})

test('a member may see what becomes of a text, and neither read nor change the choices', async () => {
  const member: Principal = { ...LOCAL_OWNER, roles: ['member'] }
  await assert.rejects(screening.save(member, { rules: [] }, nowhere), { code: 'forbidden' })
  await assert.rejects(screening.read(member), { code: 'forbidden' })
  const auditor: Principal = { ...LOCAL_OWNER, roles: ['auditor'] }
  await assert.rejects(screening.save(auditor, { rules: [] }, nowhere), { code: 'forbidden' })
  assert.ok((await screening.read(auditor)).table)
})

test('what was found is counted and on record, and what it was is nowhere', async () => {
  const body = Buffer.from(JSON.stringify({ messages: [{ content: 'BSN 123456782' }] }))
  const request = {
    principal: LOCAL_OWNER,
    body,
    members: scanObject(body).members,
    dialect: 'openai-chat',
    classification: 'internal',
    target: { name: 'them/model', tags: UNKNOWN_TAGS },
    requestId: 'request-1',
  } as const
  const memo = {}
  await screening.screen({ ...request, memo })
  // The same call, tried again elsewhere of the same kind, is found once.
  await screening.screen({ ...request, memo })
  const { counts } = await screening.read(LOCAL_OWNER)
  assert.deepEqual(
    counts.map(({ kind, destination, choice, count }) => [kind, destination, choice, count]),
    [['national-id', 'other', 'pseudonym', 1]],
  )
  const events = await database.withTenant(
    LOCAL_OWNER.tenantId,
    (sql) => sql`select event::text as event from audit_outbox`,
  )
  const noted = events.map(({ event }) => String(event))
  assert.ok(noted.some((event) => event.includes('screening.replace')))
  assert.ok(noted.every((event) => !event.includes('123456782')))
})

test('a place whose law nobody declared is “other”, whatever it is called', () => {
  assert.equal(destinationOf(THIS_MACHINE_TAGS), 'own')
  assert.equal(destinationOf({ ...UNKNOWN_TAGS, jurisdiction: 'fr' }), 'eu')
  assert.equal(destinationOf({ ...UNKNOWN_TAGS, jurisdiction: 'US' }), 'other')
  assert.equal(destinationOf(UNKNOWN_TAGS), 'other')
})

test('a large body is looked through with pauses, and every byte that nothing concerns stays', async () => {
  const filler = 'The council met on Tuesday. '.repeat(40_000)
  const text = JSON.stringify({
    a: 1.5,
    messages: [{ content: filler }, { content: 'BSN 123456782 \u00e9' }],
  })
  const body = Buffer.from(text)
  const screened = await screening.screen({
    principal: LOCAL_OWNER,
    body,
    members: scanObject(body).members,
    dialect: 'openai-chat',
    classification: 'internal',
    target: { name: 'them/model', tags: UNKNOWN_TAGS },
    requestId: 'request-2',
    memo: {},
  })
  assert.equal(screened?.body.toString(), text.replace('123456782', '⟦ID_NL_1⟧'))
})
