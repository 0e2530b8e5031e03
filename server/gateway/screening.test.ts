import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { createManualClock } from '#server/lib/clock.ts'
import { openTestDatabase } from '#server/lib/database-testing.ts'
import type { Database } from '#server/lib/database.ts'
import { silentLog } from '#server/lib/log.ts'
import { readSse } from '#server/lib/sse.ts'
import { Secret } from '#server/lib/secret.ts'
import { createAccounts } from '#server/metering/accounts.ts'
import { createFakeProvider } from '#server/providers/fake.ts'
import { THIS_MACHINE_TAGS, UNKNOWN_TAGS } from '#server/providers/provider-model.ts'
import type { DeploymentTags, Provider } from '#server/providers/provider.ts'
import { openScreening, type Screening } from '#server/screening/screening.ts'
import type { Classification } from '#wire/classification.ts'
import type { GatewayResponse } from './attempt.ts'
import { createGateway, type GatewayCall } from './gateway.ts'
import { TEST_PRINCIPAL } from './v1/testing.ts'

let database: Database
let screening: Screening
before(async () => {
  database = await openTestDatabase()
  screening = await openScreening({
    database,
    secretKeys: [new Secret('a key of at least thirty-two characters')],
    organisations: { forEach: (work) => work(TEST_PRINCIPAL.tenantId) },
    clock: createManualClock(),
    log: silentLog,
  })
})
after(async () => {
  await screening.close()
  await database.close()
})

const ELSEWHERE: DeploymentTags = { ...UNKNOWN_TAGS, jurisdiction: 'US' }
const BSN = '123456782'

/** The fake, as if it stood somewhere else; what it was sent is kept. */
function providerAt(id: string, tags: DeploymentTags, sent: string[]): Provider {
  const fake = createFakeProvider()
  return {
    ...fake,
    id,
    listModels: () => fake.listModels().map((model) => ({ ...model, tags })),
    call(call) {
      sent.push(call.body.toString())
      return fake.call(call)
    },
  }
}

interface Setup {
  sent: string[]
  call: (body: object, rest?: Partial<GatewayCall>) => Promise<GatewayResponse>
}

/** Everything leaves as it was said: what a Galerne would do that does not screen. */
const WEAKENED = { screen: () => null }

function setup(...tags: DeploymentTags[]): Setup {
  return setupWith(screening, tags)
}

function setupWith(screens: Pick<Screening, 'screen'>, tags: DeploymentTags[]): Setup {
  const sent: string[] = []
  const providers = tags.map((one, index) => providerAt(`fake-${index}`, one, sent))
  const clock = createManualClock()
  const accounts = createAccounts({ clock, recordUsage: () => undefined })
  const gateway = createGateway({
    providers: () => providers,
    accounts,
    clock,
    log: silentLog,
    screening: screens,
  })
  let number = 0
  return {
    sent,
    call: (body, rest) =>
      gateway.call({
        operation: 'chat',
        dialect: 'openai-chat',
        principal: TEST_PRINCIPAL,
        body: Buffer.from(JSON.stringify({ model: 'fake', ...body })),
        signal: new AbortController().signal,
        requestId: `request-${(number += 1)}`,
        ...rest,
      }),
  }
}

async function bytesOf({ body }: GatewayResponse): Promise<string> {
  return Buffer.concat(await Array.fromAsync(body)).toString()
}

const asks = (content: string) => ({ messages: [{ role: 'user', content }] })

test('a number that identifies somebody leaves under a pseudonym, and comes back as it was', async () => {
  const { sent, call } = setup(ELSEWHERE)
  const response = await call(asks(`[[echo]] Mijn BSN is ${BSN}.`))
  const answer = JSON.parse(await bytesOf(response))
  assert.ok(!sent[0]?.includes(BSN))
  assert.match(sent[0] ?? '', /⟦ID_NL_1⟧/)
  assert.match(answer.choices[0].message.content, new RegExp(`BSN is ${BSN}`))
  assert.equal(response.headers['x-galerne-warnings'], 'national-id=1 (pseudonym)')
})

test('it comes back in a stream too, however that was cut, and for callers of every dialect', async () => {
  for (const fault of ['', '[[fault: split=1]]', '[[fault: split=7 sse=crlf]]']) {
    const { sent, call } = setup(ELSEWHERE)
    const said = { ...asks(`[[echo]] ${fault} BSN ${BSN} ok`), stream: true }
    let text = ''
    for await (const data of readSse((await call(said)).body)) {
      if (data !== '[DONE]') text += JSON.parse(data).choices?.[0]?.delta?.content ?? ''
    }
    assert.match(text, new RegExp(`BSN ${BSN} ok`), fault)
    assert.ok(!sent[0]?.includes(BSN))
  }
  const { sent, call } = setup(ELSEWHERE)
  const messages = { ...asks(`[[echo]] BSN ${BSN} ok`), max_tokens: 500, stream: true }
  const anthropic = await bytesOf(await call(messages, { dialect: 'anthropic-messages' }))
  assert.equal(
    textIn(anthropic, ({ delta }) => delta?.text),
    `BSN ${BSN} ok`,
  )
  const responses = { input: `[[echo]] BSN ${BSN} ok`, stream: true }
  const told = await bytesOf(await call(responses, { dialect: 'openai-responses' }))
  assert.equal(
    textIn(told, ({ type, delta }) => (type === 'response.output_text.delta' ? delta : '')),
    `BSN ${BSN} ok`,
  )
  assert.ok(!told.includes('⟦'))
  assert.ok(sent.every((body) => !body.includes(BSN)))
})

function textIn(
  stream: string,
  read: (event: { type?: string; delta?: { text?: string } & string }) => string | undefined,
): string {
  const lines = stream.split('\n').filter((line) => line.startsWith('data: {'))
  return lines
    .map((line) => read(JSON.parse(line.slice(6))) ?? '')
    .join('')
    .trim()
}

test('own hardware gets every word as it was said, its bytes untouched', async () => {
  const { sent, call } = setup(THIS_MACHINE_TAGS)
  const body = asks(`BSN ${BSN}, key sk-proj-abcdefghij1234567890ABCD`)
  const response = await call(body)
  assert.equal(sent[0], JSON.stringify({ model: 'fake', ...body }))
  assert.equal(response.headers['x-galerne-warnings'], undefined)
})

test('a secret goes to nobody else: the error names kind and place, never the secret', async () => {
  const secret = 'sk-proj-abcdefghij1234567890ABCD'
  const { sent, call } = setup(ELSEWHERE)
  await assert.rejects(call(asks(`why does ${secret} not work?`)), (error: Error) => {
    assert.match(error.message, /openai-key/)
    assert.match(error.message, /messages\[0\]\.content, characters 10 to 41/)
    assert.ok(!error.message.includes(secret.slice(0, 12)))
    return true
  })
  assert.deepEqual(sent, [])
})

test('a hundred canaries in every place of a call: all of them leave where nobody screens, none where we do', async () => {
  const canaries = Array.from(
    { length: 100 },
    (_, index) => `sk-proj-Canary${index}x7Q2m9Z4k1L8p3R6t5V0w`,
  )
  const places: ((text: string) => object)[] = [
    (text) => asks(text),
    (text) => ({
      ...asks('hi'),
      tools: [{ type: 'function', function: { name: 'f', description: text } }],
    }),
    (text) => ({ messages: [{ role: 'user', content: [{ type: 'text', text }] }] }),
    (text) => ({ ...asks('hi'), metadata: { note: text } }),
    (text) => ({ ...asks('hi'), unheard_of: { deep: [{ er: text }] } }),
  ]
  const weak = setupWith(WEAKENED, [ELSEWHERE])
  const ours = setup(ELSEWHERE)
  for (const [index, canary] of canaries.entries()) {
    const body = places[index % places.length]?.(`please mend ${canary}, thanks`) ?? {}
    await weak.call(body)
    await assert.rejects(ours.call(body), (error: Error) => !error.message.includes(canary))
  }
  assert.ok(canaries.every((canary) => weak.sent.some((body) => body.includes(canary))))
  assert.deepEqual(ours.sent, [])
})

test('what may not be said to one deployment is said to the next that may hear it', async () => {
  const { sent, call } = setup(ELSEWHERE, THIS_MACHINE_TAGS)
  const response = await call(asks('[[echo]] key sk-proj-abcdefghij1234567890ABCD'))
  assert.equal(response.headers['x-galerne-provider'], 'fake-1')
  assert.equal(sent.length, 1)
})

test('a fallback is screened for where it leads, not for where the call first went', async () => {
  const { sent, call } = setup(THIS_MACHINE_TAGS, ELSEWHERE)
  // The first fails every time; the second answers.
  await call({ model: 'fake-busy', ...asks(`BSN ${BSN}`) }).catch(() => undefined)
  const [first, ...others] = sent
  assert.ok(first?.includes(BSN))
  const toOthers = others.filter((body) => body.includes('⟦ID_NL_1⟧'))
  assert.ok(toOthers.length > 0)
})

test('in a restricted call everything personal is held back, in names of fields, tools and numbers too', async () => {
  const { sent, call } = setup(ELSEWHERE)
  const classification: Classification = 'restricted'
  const said = {
    user: 'jane.doe@example.org',
    messages: [
      {
        role: 'user',
        content: [{ type: 'text', text: 'Write to jane.doe@example.org, born 12.03.1985' }],
      },
      {
        role: 'assistant',
        tool_calls: [
          { id: 'call_1', type: 'function', function: { name: 'f', arguments: `{"bsn":${BSN}}` } },
        ],
      },
      {
        role: 'tool',
        tool_call_id: 'call_1',
        content: `{"email":"jane.doe@example.org","bsn":"${BSN}"}`,
      },
    ],
  }
  await call(said, { classification })
  const [body = ''] = sent
  for (const value of ['jane.doe', '12.03.1985', BSN]) assert.ok(!body.includes(value), value)
  // One person, one name.
  assert.equal(body.match(/⟦EMAIL_1⟧/g)?.length, 3)
})

test('the placeholders of a conversation stay the same, and are sealed in the database', async () => {
  const conversationId = '01900000-0000-7000-8000-000000000001'
  await database.withTenant(TEST_PRINCIPAL.tenantId, async (sql) => {
    await sql`insert into conversations (tenant_id, id, owner_id, title, created_at, updated_at)
              values (${TEST_PRINCIPAL.tenantId}, ${conversationId}, ${conversationId}, '', now(), now())`
  })
  const { sent, call } = setup(ELSEWHERE)
  await call(asks(`BSN ${BSN}`), { conversationId })
  await call(asks(`BSN 111222333 and BSN ${BSN}`), { conversationId })
  assert.match(sent[1] ?? '', /BSN ⟦ID_NL_2⟧ and BSN ⟦ID_NL_1⟧/)
  const rows = await database.withTenant(
    TEST_PRINCIPAL.tenantId,
    (sql) => sql`select sealed from screening_pseudonyms`,
  )
  assert.equal(rows.length, 1)
  assert.ok(!String(rows[0]?.['sealed']).includes(BSN))
})
