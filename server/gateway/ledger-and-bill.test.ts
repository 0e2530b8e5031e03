import assert from 'node:assert/strict'
import { test } from 'node:test'
import { DIALECT_NAMES, type DialectName } from '#server/dialects/conversation.ts'
import { startFakeServer } from '#server/providers/fake-server.ts'
import { createFakeProvider } from '#server/providers/fake.ts'
import type { BillEntry } from '#server/providers/fake/bill.ts'
import { createPriceList, FREE, type PriceRow } from '#server/metering/prices.ts'
import { createPricing } from '#server/metering/pricing.ts'
import { startV1Server, TEST_KEY, type V1Server } from './v1/testing.ts'

/** What a supplier charges is what the ledger says, whatever it speaks. */
const PROMPTS = [
  'Dobrý den, co je voda?',
  'Dobrý den [[usage: cached=7]]',
  'Hello [[reasoning]]',
  'Hello [[tools]]',
  'Hello [[fault: split=3]]',
  'Hello [[fault: events=unknown]]',
]

for (const dialect of DIALECT_NAMES) {
  test(`${dialect}: the ledger is the supplier’s bill, streamed and not`, async () => {
    const fake = createFakeProvider({ dialects: [dialect] })
    await using server = await startV1Server([fake])
    for (const prompt of PROMPTS) {
      for (const stream of [false, true]) {
        const said = await ask(server, prompt, stream)
        assert.equal(said.status, 200, said.text)
        assertCharged({ server, dialect, bill: fake.bill.entries.at(-1) })
      }
    }
    assert.equal(server.records.length, fake.bill.entries.length)
  })

  test(`${dialect}: what breaks off before its end is charged once, and marked`, async () => {
    const fake = createFakeProvider({ dialects: [dialect] })
    await using server = await startV1Server([fake])
    for (const fault of ['cut=2', 'reset=2', 'error=2', 'malformed=2']) {
      const { text } = await ask(server, `Hello there [[fault: ${fault}]]`, true)
      assert.match(text, /"error"/, fault)
      const record = server.records.at(-1)
      const charged = fake.bill.entries.at(-1)
      assert.equal(record?.outcome, 'failed', fault)
      assert.equal(charged?.isWhole, false, fault)
      assert.equal(record?.usage.isEstimated, true, fault)
      if (fault !== 'malformed=2') assert.equal(record?.usage.outputTokens, charged?.outputTokens)
    }
  })
}

test('connections break on command, and come back', async () => {
  await using supplier = await startFakeServer()
  const call = (fault: string) =>
    fetch(`${supplier.baseUrl}/chat/completions`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({
        model: 'fake',
        messages: [
          { role: 'user', content: `Hi [[bill: ${fault || 'mine'}]] [[fault: ${fault}]]` },
        ],
      }),
    })
  await assert.rejects(call('net=rst'))
  await assert.rejects(
    fetch(`${supplier.baseUrl}/chat/completions`, {
      method: 'POST',
      body: '{"messages":[{"role":"user","content":"[[fault: net=hang]]"}]}',
      signal: AbortSignal.timeout(50),
    }),
  )
  assert.equal((await call('net=bomb')).headers.get('content-encoding'), 'gzip')
  assert.match(await (await call('body=page')).text(), /<!doctype html>/)
  await supplier.goAway()
  await assert.rejects(call(''))
  await supplier.comeBack()
  assert.equal((await call('')).status, 200)
  const bill = JSON.parse(await (await fetch(`${supplier.origin}/__bill`)).text())
  assert.deepEqual(
    bill.entries.map(({ tag, isWhole }: { tag: string; isWhole: boolean }) => [tag, isWhole]),
    [['mine', true]],
  )
  const { requests } = JSON.parse(await (await fetch(`${supplier.origin}/__received`)).text())
  assert.match(Buffer.from(requests.at(-1).body, 'base64').toString(), /bill: mine/)
})

interface Charged {
  server: V1Server
  dialect: DialectName
  bill: ReturnType<typeof createFakeProvider>['bill']['entries'][number] | undefined
}

/** Ollama tells neither what was cached nor what was thought apart. */
function assertCharged({ server, dialect, bill }: Charged): void {
  const { usage, outcome } = server.records.at(-1) ?? {}
  assert.equal(outcome, 'complete')
  assert.equal(usage?.isEstimated, false)
  assert.equal(usage?.inputTokens, bill?.inputTokens)
  assert.equal(usage?.outputTokens, bill?.outputTokens)
  if (dialect === 'ollama') return
  assert.equal(usage?.cachedInputTokens, bill?.cachedInputTokens)
}

async function ask(server: V1Server, prompt: string, stream: boolean) {
  const tool = { name: 'get_weather', parameters: { properties: { place: { type: 'string' } } } }
  const response = await fetch(`${server.url}/v1/chat/completions`, {
    method: 'POST',
    headers: { authorization: `Bearer ${TEST_KEY}`, 'content-type': 'application/json' },
    body: JSON.stringify({
      model: 'fake',
      stream,
      messages: [{ role: 'user', content: prompt }],
      tools: [{ type: 'function', function: tool }],
    }),
  })
  return { status: response.status, text: await response.text() }
}

/** What the supplier's own page says, in dollars a million; reckoned here by itself. */
const PAGE = { input: 4, cached: 1, write: 5, hour: 8, output: 16, search: 0.01 }
const PAGE_OF_TIER: Record<string, number> = { default: 1, flex: 0.5, priority: 2 }

const MILLION = 1_000_000
const ROW: PriceRow = {
  ...FREE,
  provider: 'fake',
  model: 'fake',
  currency: 'USD',
  inputMicros: PAGE.input * MILLION,
  cachedInputMicros: PAGE.cached * MILLION,
  cacheWriteMicros: PAGE.write * MILLION,
  cacheWriteHourMicros: PAGE.hour * MILLION,
  outputMicros: PAGE.output * MILLION,
  tiers: { flex: { percent: 50 }, priority: { percent: 200 } },
  units: { searchMicros: PAGE.search * MILLION },
  source: 'https://test.example',
}

function dueFor(bill: BillEntry | undefined): number {
  assert.ok(bill)
  const { inputTokens, cachedInputTokens, cacheWriteTokens, cacheWriteHourTokens } = bill
  const plain = inputTokens - cachedInputTokens - cacheWriteTokens
  const dollars =
    plain * PAGE.input +
    cachedInputTokens * PAGE.cached +
    (cacheWriteTokens - cacheWriteHourTokens) * PAGE.write +
    cacheWriteHourTokens * PAGE.hour +
    bill.outputTokens * PAGE.output
  const share = PAGE_OF_TIER[bill.tier ?? 'default'] ?? NaN
  return Math.round(dollars * share + bill.searches * PAGE.search * MILLION)
}

const DEAR: [DialectName, string, object][] = [
  ['anthropic-messages', '[[usage: cached=5 write=90 hour=60]]', {}],
  ['anthropic-messages', '[[usage: searches=3]]', {}],
  ['openai-responses', '[[usage: searches=2]]', { service_tier: 'flex' }],
  ['openai-responses', '[[usage: cached=5]]', { service_tier: 'priority' }],
  ['openai-chat', '[[usage: cached=5]]', { service_tier: 'flex' }],
  ['openai-chat', 'Hello', { service_tier: 'priority' }],
  ['openai-chat', 'Hello [[downgraded]]', { service_tier: 'priority' }],
]

test('the ledger is the bill in money: caches of an hour, tiers as they were handled, searches of the web', async () => {
  const pricing = createPricing({
    prices: createPriceList({ shipped: [ROW] }),
    currency: 'USD',
    rate: { usdPerEurMicros: null, date: null },
  })
  for (const [dialect, prompt, more] of DEAR) {
    const fake = createFakeProvider({ dialects: [dialect] })
    const models = fake.listModels().map(priced)
    const provider = { ...fake, listModels: () => models }
    await using server = await startV1Server([provider], { pricing })
    for (const stream of [false, true]) {
      const { status, text } = await askIn(server, dialect, { prompt, stream, ...more })
      assert.equal(status, 200, text)
      const { attempts, chargeMicros } = server.records.at(-1) ?? {}
      const what = `${dialect} ${prompt} ${stream ? 'streamed' : 'whole'}`
      assert.equal(chargeMicros, dueFor(fake.bill.entries.at(-1)), what)
      assert.equal(attempts?.[0]?.costMicros, chargeMicros)
    }
  }
})

/** Not of own hardware, which costs nothing. */
function priced<Model extends { tags: object }>(model: Model): Model {
  return { ...model, price: null, tags: { ...model.tags, isOwnHardware: false } }
}

const ASKING: Partial<Record<DialectName, { path: string; content: string }>> = {
  'openai-chat': { path: '/v1/chat/completions', content: 'messages' },
  'openai-responses': { path: '/v1/responses', content: 'input' },
  'anthropic-messages': { path: '/v1/messages', content: 'messages' },
}

async function askIn(
  server: V1Server,
  dialect: DialectName,
  { prompt, ...more }: { prompt: string; stream: boolean },
) {
  const { path = '', content = '' } = ASKING[dialect] ?? {}
  const messages = [{ role: 'user', content: prompt }]
  const most = dialect === 'anthropic-messages' ? { max_tokens: 100 } : {}
  const response = await fetch(`${server.url}${path}`, {
    method: 'POST',
    headers: { authorization: `Bearer ${TEST_KEY}`, 'content-type': 'application/json' },
    body: JSON.stringify({ model: 'fake', [content]: messages, ...most, ...more }),
  })
  return { status: response.status, text: await response.text() }
}
