import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { LOCAL_TENANT_ID } from '#server/access/principal.ts'
import { openTestDatabase } from '#server/lib/database-testing.ts'
import type { Database } from '#server/lib/database.ts'
import { approvalsCsv } from './approvals-csv.ts'
import type { AnswersStore } from './answers-store.ts'
import type { ApprovalsStore } from './approvals-store.ts'
import { insertTestAnswer, openTestProvenance, person } from './provenance-testing.ts'
import { sha256 } from './provenance.ts'
import { changeAnswer } from './testing-answers-store.ts'

const LETTER = 'Your application for a parking permit has been granted for the whole of next year.'
let letters = 0

let database: Database
before(async () => {
  database = await openTestDatabase()
})
after(() => database.close())

async function setUp(weakenApprovals?: (store: ApprovalsStore) => ApprovalsStore) {
  const parts = openTestProvenance(database, { ...(weakenApprovals && { weakenApprovals }) })
  const anna = person('Anna')
  // Of each test its own, or one would find another's record.
  const text = `${LETTER} Number ${(letters += 1)}.`
  const { messageId, conversationId } = await insertTestAnswer(database, anna, text)
  const settings = { isFourEyes: false, isRecordingCalls: false, approverGroups: [] }
  await parts.settings.save(LOCAL_TENANT_ID, settings)
  const demandFourEyes = () =>
    parts.settings.save(LOCAL_TENANT_ID, { ...settings, isFourEyes: true })
  return {
    ...parts,
    anna,
    messageId,
    conversationId,
    demandFourEyes,
    text,
    textSha256: sha256(text),
  }
}

test('whoever asked answers for the text, and the open page says so', async () => {
  const { approvals, anna, messageId, conversationId, text, textSha256, check } = await setUp()
  const asked = await approvals.request(anna, { messageId, note: 'to Ms Example' })
  assert.equal(asked.state, 'requested')
  const { answer, question, mayDecide } = await approvals.get(anna, asked.id)
  assert.deepEqual([answer, question, mayDecide], [text, 'Write it.', true])

  const wish = { decision: 'approve', note: 'checked', textSha256 } as const
  const approved = await approvals.decide(anna, asked.id, wish)
  assert.equal(approved.state, 'approved')
  assert.equal(approved.decidedBy?.name, 'Anna')
  const [shown] = await approvals.ofConversation(anna, conversationId)
  assert.equal(shown?.state, 'approved')

  const { facts } = await check.check({ text })
  assert.deepEqual(facts?.approval, { at: approved.decidedAt, isFourEyes: false })
  assert.doesNotMatch(JSON.stringify(facts), /Anna/, 'but not who it was')
})

test('somebody takes in a conversation that they made up, and has it signed as a model’s', async () => {
  const attack = async (weaken?: (store: AnswersStore) => AnswersStore) => {
    const { approvals, records } = openTestProvenance(database, {
      ...(weaken && { weakenAnswers: weaken }),
    })
    const anna = person('Anna')
    const text = `${LETTER} Nobody but Anna wrote number ${(letters += 1)}.`
    const { messageId } = await insertTestAnswer(database, anna, { text, isTakenIn: true })
    const signed = records.get(anna, messageId).then(({ record }) => record.evidence)
    const asked = approvals.request(anna, { messageId, note: '' }).then(({ state }) => state)
    return (await Promise.allSettled([signed, asked])).map(({ status }) => status)
  }
  const isWeak = await attack((store) => ({
    ...store,
    async find(tenantId, messageId) {
      const answer = await store.find(tenantId, messageId)
      return answer && { ...answer, runId: messageId }
    },
  }))
  assert.deepEqual(isWeak, ['fulfilled', 'fulfilled'])
  assert.deepEqual(await attack(), ['rejected', 'rejected'])
})

test('an edit voids an approval, at once and for good', async () => {
  const { approvals, anna, messageId, conversationId, text, textSha256, check } = await setUp()
  const { id } = await approvals.request(anna, { messageId, note: '' })
  await approvals.decide(anna, id, { decision: 'approve', note: '', textSha256 })
  const edited = text.replace('granted', 'refused')
  await changeAnswer(database, { tenantId: LOCAL_TENANT_ID, messageId, text: edited })
  const [shown] = await approvals.ofConversation(anna, conversationId)
  assert.equal(shown?.state, 'void')
  assert.equal((await check.check({ text: edited })).match, 'none')

  await changeAnswer(database, { tenantId: LOCAL_TENANT_ID, messageId, text })
  const [later] = await approvals.ofConversation(anna, conversationId)
  assert.equal(later?.state, 'void', 'also when the old words come back')
})

/** What a store would be that believes whoever decides. */
function careless(store: ApprovalsStore): ApprovalsStore {
  return {
    ...store,
    decide: async (tenantId, id, decision) => {
      const approval = await store.find(tenantId, id)
      if (!approval) return { outcome: 'gone' }
      return {
        outcome: 'decided',
        approval: { ...approval, state: decision.state },
        answer: undefined,
      }
    },
    find: async (tenantId, id) => {
      const found = await store.find(tenantId, id)
      return found && { ...found, state: 'requested', isFourEyes: false }
    },
  }
}

test('nobody approves a text that was changed behind their back', async () => {
  const change = async (weaken?: (store: ApprovalsStore) => ApprovalsStore) => {
    const { approvals, anna, messageId, text, textSha256 } = await setUp(weaken)
    const { id } = await approvals.request(anna, { messageId, note: '' })
    const edited = `${text} And everything is free.`
    await changeAnswer(database, { tenantId: LOCAL_TENANT_ID, messageId, text: edited })
    return approvals.decide(anna, id, { decision: 'approve', note: '', textSha256 })
  }
  assert.equal((await change(careless)).state, 'approved', 'the attack works on a weaker store')
  await assert.rejects(change(), { code: 'conflict' })
})

test('nor one that they have not read', async () => {
  const { approvals, anna, messageId } = await setUp()
  const { id } = await approvals.request(anna, { messageId, note: '' })
  const wish = { decision: 'approve', note: '', textSha256: sha256('another text') } as const
  await assert.rejects(approvals.decide(anna, id, wish), { code: 'conflict' })
  assert.equal((await approvals.get(anna, id)).approval.state, 'requested')
})

test('where four eyes are demanded nobody approves what they asked for', async () => {
  const { approvals, anna, messageId, text, textSha256, demandFourEyes, check } = await setUp()
  const wish = { decision: 'approve', note: '', textSha256 } as const
  const { id } = await approvals.request(anna, { messageId, note: '' })
  // Demanded only after she asked: it holds all the same.
  await demandFourEyes()
  await assert.rejects(approvals.decide(anna, id, wish), {
    code: 'forbidden',
    message: /four eyes/,
  })
  await approvals.withdraw(anna, id)

  const again = await approvals.request(anna, { messageId, note: '' })
  const boss = person('Bert', { roles: ['owner'] })
  const approved = await approvals.decide(boss, again.id, wish)
  assert.equal(approved.isFourEyes, true)
  assert.equal((await check.check({ text })).facts?.approval?.isFourEyes, true)
  await assert.rejects(approvals.decide(boss, again.id, wish), { code: 'conflict' })
})

test('what is to be approved is read by approvers alone; to others it does not exist', async () => {
  const { approvals, settings, anna, messageId, text, textSha256 } = await setUp()
  const { id } = await approvals.request(anna, { messageId, note: '' })
  const wish = { decision: 'refuse', note: '', textSha256 } as const
  const carl = person('Carl')
  for (const stranger of [
    carl,
    person('Audrey', { roles: ['auditor'] }),
    person('Eve', { roles: ['owner'], tenantId: '00000000-0000-7000-8000-0000000000ab' }),
  ]) {
    await assert.rejects(approvals.get(stranger, id), { code: 'not_found' })
    await assert.rejects(approvals.decide(stranger, id, wish), { code: 'not_found' })
    await assert.rejects(approvals.withdraw(stranger, id), { code: 'not_found' })
  }
  await assert.rejects(approvals.get(anna, 'nonsense'), { code: 'not_found' })

  const groupId = '00000000-0000-7000-8000-00000000beef'
  const all = { isFourEyes: false, isRecordingCalls: false, approverGroups: [groupId] }
  await settings.save(LOCAL_TENANT_ID, all)
  const member = { ...carl, groups: [groupId] }
  assert.equal((await approvals.get(member, id)).answer, text)
  const refused = await approvals.decide(member, id, wish)
  assert.equal(refused.state, 'refused')
})

test('only people answer for anything, only for their own answers, and once at a time', async () => {
  const { approvals, anna, messageId } = await setUp()
  const wish = { messageId, note: '' }
  const robot = { ...anna, kind: 'service' as const, roles: ['owner' as const] }
  await assert.rejects(approvals.request(robot, wish), { code: 'forbidden' })
  await assert.rejects(approvals.request(person('Carl'), wish), { code: 'not_found' })
  const guest = person('Gast', { id: anna.id, roles: [] })
  await assert.rejects(approvals.request(guest, wish), { code: 'forbidden' })
  await approvals.request(anna, wish)
  await assert.rejects(approvals.request(anna, wish), { code: 'conflict' })
})

test('two decisions at the same time are one', async () => {
  const { approvals, anna, messageId, textSha256 } = await setUp()
  const { id } = await approvals.request(anna, { messageId, note: '' })
  const decide = (decision: 'approve' | 'refuse') =>
    approvals.decide(anna, id, { decision, note: '', textSha256 })
  const both = await Promise.allSettled([decide('approve'), decide('refuse')])
  assert.equal(both.filter(({ status }) => status === 'fulfilled').length, 1)
})

test('an auditor sees that, page by page and as a table, and everybody sees their own', async () => {
  const { approvals } = await setUp()
  const [dora, audrey] = [person('Dora'), person('Audrey', { roles: ['auditor'] })]
  for (const note of ['one', 'two', '=1+1']) {
    const { messageId } = await insertTestAnswer(database, dora, LETTER)
    await approvals.request(dora, { messageId, note })
  }
  const first = await approvals.list(dora, { state: null, limit: 2, cursor: null })
  const rest = await approvals.list(dora, { state: null, limit: 2, cursor: first.nextCursor })
  assert.deepEqual(
    [...first.approvals, ...rest.approvals].map(({ note }) => note),
    ['=1+1', 'two', 'one'],
  )
  assert.equal(rest.nextCursor, null)
  const seen = await approvals.list(audrey, { state: 'requested', limit: 200, cursor: null })
  assert.ok(seen.approvals.length > 3)
  const table = await approvalsCsv(approvals, dora, null)
  assert.match(table, /,'=1\+1,/, 'which is no formula')
  assert.doesNotMatch(table, /parking/)
})

test('each step is on record, without a word of the text', async () => {
  const { approvals, anna, messageId, textSha256 } = await setUp()
  const { id } = await approvals.request(anna, { messageId, note: 'secret note' })
  await approvals.decide(anna, id, { decision: 'approve', note: '', textSha256 })
  const events = await database.withTenant(
    LOCAL_TENANT_ID,
    (sql) => sql<{ event: string }[]>`
      select event::text as event from audit_outbox where event->'resource'->>'id' = ${messageId}`,
  )
  const all = events.map(({ event }) => event).join('\n')
  for (const action of ['answer.request-approval', 'answer.approve'])
    assert.ok(all.includes(action))
  assert.doesNotMatch(all, /parking|secret note/)
  assert.ok(!all.includes(textSha256))
})
