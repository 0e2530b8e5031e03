import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import type { FormAnswers } from '#wire/registers.ts'
import { LOCAL_OWNER, LOCAL_TENANT_ID, type Principal } from '#server/access/principal.ts'
import { compilePolicies } from '#server/access/policy/compile.ts'
import { DEFAULT_DOCUMENT } from '#server/access/policy/default-document.ts'
import { createRules } from '#server/access/policy/rules.ts'
import type { Gateway, GatewayCall } from '#server/gateway/gateway.ts'
import type { ResourceRequest, Resources } from '#server/gateway/resources/resources.ts'
import { createManualClock } from '#server/lib/clock.ts'
import { openTestDatabase } from '#server/lib/database-testing.ts'
import type { Database } from '#server/lib/database.ts'
import { createId } from '#server/lib/ids.ts'
import { openTestRegisters, somebody } from './registers-testing.ts'
import { assessRisk, RISK_QUESTIONS } from './risk.ts'

let database: Database
let parts: Awaited<ReturnType<typeof openTestRegisters>>
before(async () => {
  database = await openTestDatabase()
  parts = await openTestRegisters(database)
})
after(async () => {
  await parts.close()
  await database.close()
})

const yesTo = (...ids: string[]): FormAnswers =>
  Object.fromEntries(RISK_QUESTIONS.map(({ id }) => [id, ids.includes(id) ? 'yes' : 'no']))

let useCases = 0
async function makeUseCase(answers: FormAnswers) {
  const purpose = `purpose-${(useCases += 1)}`
  const { id } = await parts.useCases.create(LOCAL_OWNER, { purpose, name: purpose })
  const answer = async (given: FormAnswers, version: number) =>
    parts.forms.save(
      LOCAL_OWNER,
      { form: 'risk', subject: id, lang: 'en' },
      { version, answers: given },
    )
  await answer(answers, 0)
  const isAllowed = () => parts.purposes.isPurposeAllowed(LOCAL_TENANT_ID, purpose).isAllowed
  return { id, purpose, answer, isAllowed }
}

test('the strictest answer counts, and the law is named', () => {
  assert.equal(assessRisk({}).level, 'unknown')
  assert.deepEqual(assessRisk(yesTo()), {
    level: 'minimal',
    reasons: [],
    open: 0,
    claimsException: false,
  })
  assert.deepEqual(assessRisk(yesTo('talksToPeople')).reasons, [
    { question: 'talksToPeople', article: 'Art. 50(1)' },
  ])
  assert.equal(assessRisk(yesTo('benefits', 'makesContent')).level, 'high')
  assert.equal(assessRisk(yesTo('benefits', 'socialScore')).level, 'prohibited')
  // One yes is enough, whatever is still open; one open question leaves a no unsaid.
  assert.equal(assessRisk({ employment: 'yes' }).level, 'high')
  assert.equal(assessRisk({ ...yesTo(), justice: '' }).level, 'unknown')
})

test('an exception that is claimed is noted, and changes nothing', () => {
  const claimed = assessRisk(yesTo('benefits', 'preparatory'))
  assert.deepEqual([claimed.level, claimed.claimsException], ['high', true])
  const profiling = assessRisk(yesTo('benefits', 'preparatory', 'profiles'))
  assert.equal(profiling.claimsException, false)
})

test('high risk waits for a person, and what is prohibited nobody can approve', async () => {
  const high = await makeUseCase(yesTo('employment'))
  assert.equal(high.isAllowed(), false)
  const program = somebody({ kind: 'service' })
  const approve = { decision: 'approve' } as const
  await assert.rejects(parts.useCases.decide(program, high.id, approve), { code: 'forbidden' })
  await parts.useCases.decide(LOCAL_OWNER, high.id, { ...approve, note: 'looked at' })
  assert.equal(high.isAllowed(), true)

  const prohibited = await makeUseCase(yesTo('socialScore'))
  await assert.rejects(parts.useCases.decide(LOCAL_OWNER, prohibited.id, approve), {
    code: 'forbidden',
  })
  assert.equal(prohibited.isAllowed(), false)
  const unknown = await makeUseCase({})
  await assert.rejects(parts.useCases.decide(LOCAL_OWNER, unknown.id, approve), {
    code: 'conflict',
  })
})

test('other answers void an approval', async () => {
  const { id, answer, isAllowed } = await makeUseCase(yesTo('employment'))
  await parts.useCases.decide(LOCAL_OWNER, id, { decision: 'approve' })
  await answer(yesTo('employment', 'profiles'), 1)
  assert.equal(isAllowed(), false)
  assert.equal((await parts.useCases.get(LOCAL_OWNER, id)).status, 'draft')
  await parts.useCases.decide(LOCAL_OWNER, id, { decision: 'retire' })
  await answer(yesTo(), 2)
  assert.equal(isAllowed(), false, 'what was retired stays so')
})

async function* nothing(): AsyncGenerator<Buffer> {
  // There is nothing to say.
}

/** A gateway that answers whatever reaches it, and remembers with which purpose. */
function openGateway() {
  const reached: (string | undefined)[] = []
  const call = (asked: GatewayCall) => {
    reached.push(asked.purpose)
    return Promise.resolve({ status: 200, headers: {}, body: nothing() })
  }
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion
  return { reached, gateway: { call } as unknown as Gateway }
}

function callOf(principal: Principal, more: Partial<GatewayCall> = {}): GatewayCall {
  const body = Buffer.from('{"model":"sorter","messages":[{"role":"user","content":"x"}]}')
  const { signal } = new AbortController()
  const requestId = createId()
  return {
    operation: 'chat',
    dialect: 'openai-chat',
    principal,
    body,
    signal,
    requestId,
    ...more,
  }
}

test('calls of an unapproved high-risk purpose reach no model, however it is told', async () => {
  const { id, purpose } = await makeUseCase(yesTo('benefits'))
  const key = somebody({ kind: 'key', id: createId() })
  const { gateway, reached } = openGateway()
  const ways = [callOf(key, { purpose }), callOf(key), callOf(key, { purpose: 'harmless' })]

  // Without the guard, and before it is told of the key, they all come through.
  for (const call of ways) await gateway.call(call)
  assert.equal(reached.length, 3)
  const guarded = parts.purposes.guard(gateway)
  await assert.rejects(guarded.call(callOf(key, { purpose })), {
    code: 'forbidden',
    message: /high/,
  })
  await guarded.call(callOf(key))
  assert.equal(reached.length, 4)

  await parts.useCases.bind(LOCAL_OWNER, id, { keys: [key.id], routes: [] })
  for (const call of ways) await assert.rejects(guarded.call(call), { code: 'forbidden' })
  await parts.useCases.bind(LOCAL_OWNER, id, { keys: [], routes: ['sorter'] })
  const person = somebody()
  await assert.rejects(guarded.call(callOf(person)), { code: 'forbidden' })
  const otherModel = { body: Buffer.from('{"model":"other","messages":[{}]}') }
  await guarded.call(callOf(person, otherModel))
  assert.equal(reached.length, 5)

  await parts.useCases.decide(LOCAL_OWNER, id, { decision: 'approve' })
  await guarded.call(callOf(person))
  assert.equal(reached.at(-1), purpose, 'and policies see what it is for')
})

test('batches of a key whose use case may not be used go nowhere; what is there can be seen and deleted', async () => {
  const { id } = await makeUseCase(yesTo('benefits'))
  const key = somebody({ kind: 'key', id: createId() })
  await parts.useCases.bind(LOCAL_OWNER, id, { keys: [key.id], routes: [] })
  const reached: string[] = []
  const answer = ({ path }: ResourceRequest) => {
    reached.push(path.method)
    return Promise.resolve({ status: 200, headers: {}, body: nothing() })
  }
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion
  const resources = { answer } as unknown as Resources
  const ask = (of: Resources, method: string, principal: Principal) =>
    // oxlint-disable-next-line typescript/no-unsafe-type-assertion
    of.answer({ principal, path: { method } } as unknown as ResourceRequest)

  await ask(resources, 'POST', key)
  const guarded = parts.purposes.guardResources(resources)
  await assert.rejects(ask(guarded, 'POST', key), { code: 'forbidden', message: /high/ })
  for (const method of ['GET', 'DELETE']) await ask(guarded, method, key)
  await ask(guarded, 'POST', somebody({ kind: 'key', id: createId() }))
  await parts.useCases.decide(LOCAL_OWNER, id, { decision: 'approve' })
  await ask(guarded, 'POST', key)
  assert.deepEqual(reached, ['POST', 'GET', 'DELETE', 'POST', 'POST'])
})

test('a batch is asked about by what its caller calls it, and by each model that it names', async () => {
  const { id, purpose } = await makeUseCase(yesTo('benefits'))
  await parts.useCases.bind(LOCAL_OWNER, id, { keys: [], routes: ['sorter'] })
  const key = somebody({ kind: 'key', id: createId() })
  let reached = 0
  // As the gateway does: it tells of each model that it finds within the file.
  const answer = ({ checkModel }: ResourceRequest) => {
    for (const model of ['other', 'sorter']) checkModel?.(model)
    reached += 1
    return Promise.resolve({ status: 200, headers: {}, body: nothing() })
  }
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion
  const resources = { answer } as unknown as Resources
  const ask = (of: Resources, more: object = {}) =>
    // oxlint-disable-next-line typescript/no-unsafe-type-assertion
    of.answer({ principal: key, path: { method: 'POST' }, ...more } as unknown as ResourceRequest)
  await ask(resources, { purpose })
  const guarded = parts.purposes.guardResources(resources)
  await assert.rejects(ask(guarded), { code: 'forbidden', message: /high/ })
  await parts.useCases.bind(LOCAL_OWNER, id, { keys: [], routes: [] })
  await ask(guarded)
  await assert.rejects(ask(guarded, { purpose }), { code: 'forbidden', message: /high/ })
  assert.equal(reached, 2)
})

test('where policies want to know what keys call models for, only use cases of the register will do', async () => {
  const { purpose } = await makeUseCase(yesTo())
  const document = { ...DEFAULT_DOCUMENT, knownPurposesOnly: true }
  const rules = createRules(compilePolicies(document), createManualClock())
  const key = somebody({ kind: 'key', id: createId(), rules })
  const { gateway, reached } = openGateway()
  const guarded = parts.purposes.guard(gateway)
  await assert.rejects(guarded.call(callOf(key)), {
    code: 'forbidden',
    message: /x-galerne-purpose/,
  })
  await assert.rejects(guarded.call(callOf(key, { purpose: 'made-up' })), { message: /“made-up”/ })
  const stranger = { ...key, tenantId: '00000000-0000-7000-8000-0000000000ac' }
  await assert.rejects(guarded.call(callOf(stranger, { purpose })), { code: 'forbidden' })
  await guarded.call(callOf(key, { purpose }))
  // What the assistant does in people's name has no purpose of theirs.
  await guarded.call(callOf(somebody({ rules })))
  assert.deepEqual(reached, [purpose, undefined])
})

test('an organisation’s register forbids nothing to another one', async () => {
  const { purpose } = await makeUseCase(yesTo('benefits'))
  const { gateway, reached } = openGateway()
  const other = somebody({ tenantId: '00000000-0000-7000-8000-0000000000ab' })
  await parts.purposes.guard(gateway).call(callOf(other, { purpose }))
  assert.equal(reached.length, 1)
  assert.equal(parts.purposes.isPurposeAllowed(other.tenantId, purpose).isAllowed, true)
})

test('a purpose belongs to one use case', async () => {
  const { purpose } = await makeUseCase({})
  const again = parts.useCases.create(LOCAL_OWNER, { purpose, name: 'another' })
  await assert.rejects(again, { code: 'conflict' })
})
