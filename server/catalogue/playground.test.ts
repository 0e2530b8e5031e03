import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { PlaygroundRun, type PlaygroundEvent, type SavePlayground } from '#wire/playground.ts'
import { LOCAL_OWNER, type Principal } from '#server/access/principal.ts'
import { openTestDatabase } from '#server/lib/database-testing.ts'
import type { Database } from '#server/lib/database.ts'
import type { PriceRow } from '#server/metering/prices.ts'
import { openTestCatalogue } from './testing.ts'

const PRICE: PriceRow = {
  provider: 'fake',
  model: 'fake',
  currency: 'EUR',
  inputMicros: 2_000_000,
  cachedInputMicros: null,
  cacheWriteMicros: null,
  outputMicros: 6_000_000,
  reasoningMicros: null,
  audioInputMicros: null,
  source: 'test',
  date: '2026-01-01',
}

let database: Database
let catalogue: Awaited<ReturnType<typeof openTestCatalogue>>
before(async () => {
  database = await openTestDatabase()
  catalogue = await openTestCatalogue({ database, prices: [PRICE] })
})
after(async () => {
  await catalogue[Symbol.asyncDispose]()
  await database.close()
})

const EMPTY: PlaygroundRun['prompt'] = {
  system: '',
  text: 'Hello, what is it?',
  images: [],
  temperature: null,
  topP: null,
  maxTokens: null,
  seed: null,
  stop: [],
  tools: '',
  schema: '',
}
const owner = (id: string, tenantId = LOCAL_OWNER.tenantId): Principal => ({
  ...LOCAL_OWNER,
  id: `00000000-0000-7000-8000-0000000000${id}`,
  tenantId,
})

async function run(model: string, prompt: Partial<typeof EMPTY> = {}): Promise<PlaygroundEvent[]> {
  const { signal } = new AbortController()
  const caller = { principal: LOCAL_OWNER, requestId: crypto.randomUUID(), signal }
  const request = PlaygroundRun.parse({ model, prompt: { ...EMPTY, ...prompt } })
  return Array.fromAsync(catalogue.playground.run(caller, request))
}

test('a run streams the answer and ends with what it cost, where it was computed and how quick it was', async () => {
  const events = await run('fake')
  const text = events.flatMap((event) => (event.type === 'text' ? event.text : [])).join('')
  assert.ok(text.length > 0)
  assert.equal(events.at(-2)?.type, 'finish')
  const last = events.at(-1)
  assert.ok(last?.type === 'receipt')
  const { inputTokens, outputTokens, costMicros, currency, place } = last.receipt
  assert.equal(costMicros, inputTokens * 2 + outputTokens * 6)
  assert.deepEqual([currency, place], ['EUR', 'this machine (fake)'])
})

test('a model that fails says so as an event, in the gateway’s own words', async () => {
  const events = await run('fake-busy')
  const error = events.find((event) => event.type === 'error')
  assert.equal(error?.error.code, 'provider_unavailable')
  const [unknown] = await run('nobody')
  assert.ok(unknown?.type === 'error' && unknown.error.code === 'model_not_found')
})

test('an answer that is cut off keeps what had come, and is never called whole', async () => {
  const types = (await run('fake-cut')).map(({ type }) => type)
  assert.ok(types.includes('text') && types.includes('error'))
  assert.ok(!types.includes('finish'))
})

test('parameters, tools, schema and pictures reach the model in OpenAI’s words', async () => {
  const tools = JSON.stringify([
    { type: 'function', function: { name: 'get_weather', parameters: { type: 'object' } } },
  ])
  const called = await run('fake', { tools, text: 'What is the weather? [[tool]]' })
  assert.ok(called.some((event) => event.type === 'tool-call' && event.name === 'get_weather'))
  const schema = JSON.stringify({
    type: 'object',
    properties: { n: { type: 'integer' } },
    required: ['n'],
  })
  const events = await run('fake', { schema })
  const text = events.flatMap((event) => (event.type === 'text' ? event.text : [])).join('')
  assert.match(text, /^\{\s*"n":\s*-?\d+\s*\}$/)
})

test('tools and schemas that are no JSON are refused before anything is called', async () => {
  await assert.rejects(run('fake', { tools: '[{' }), { code: 'invalid_request' })
  await assert.rejects(run('fake', { tools: '{}' }), { param: 'prompt.tools' })
  await assert.rejects(run('fake', { schema: '[]' }), { param: 'prompt.schema' })
})

const SAVED: SavePlayground = {
  title: 'Ein Vergleich',
  state: {
    models: ['fake'],
    prompt: { ...EMPTY, text: 'nul \u0000 and \ud800 half' },
    answers: [],
  },
  isShared: false,
}

test('what is kept is private until it is shared, then its link opens for the organisation and nobody else', async () => {
  const { playground } = catalogue
  const [anna, ben, stranger] = [
    owner('a1'),
    owner('b1'),
    owner('c1', '00000000-0000-7000-8000-0000000000ff'),
  ]
  const { id } = await playground.create(anna, SAVED)
  await assert.rejects(playground.get(ben, id), { code: 'not_found' })
  await playground.update(anna, id, { ...SAVED, isShared: true })

  const seen = await playground.get(ben, id)
  assert.deepEqual([seen.title, seen.isOwn], ['Ein Vergleich', false])
  assert.equal(seen.state.prompt.text, 'nul \ufffd and \ufffd half')
  await assert.rejects(playground.get(stranger, id), { code: 'not_found' })
  await assert.rejects(playground.update(ben, id, SAVED), { code: 'not_found' })
  await assert.rejects(playground.remove(ben, id), { code: 'not_found' })
  assert.deepEqual(await playground.list(ben), [])
  assert.equal((await playground.list(anna)).length, 1)
  await playground.remove(anna, id)
  await assert.rejects(playground.get(anna, id), { code: 'not_found' })
  await assert.rejects(playground.get(anna, 'nonsense'), { code: 'not_found' })
})

test('the catalogue tells prices with their source, health, and each name once', async () => {
  const { models, downloads } = await catalogue.catalogue.read(LOCAL_OWNER)
  const fake = models.find(({ id }) => id === 'fake')
  assert.deepEqual(fake?.deployments[0]?.price, {
    currency: 'EUR',
    inputMicros: 2_000_000,
    cachedInputMicros: null,
    outputMicros: 6_000_000,
    source: 'test',
    date: '2026-01-01',
  })
  assert.equal(fake?.deployments[0]?.health?.state, 'closed')
  assert.equal(fake?.isDefault, true)
  assert.equal(new Set(models.map(({ id }) => id)).size, models.length)
  assert.equal(downloads, null)
})
