import assert from 'node:assert/strict'
import { after, afterEach, test } from 'node:test'
import { APIError, OpenAI, toFile } from 'openai'
import { LOCAL_TENANT_ID, type Principal } from '#server/access/principal.ts'
import { openTestDatabase } from '#server/lib/database-testing.ts'
import { openTestMetering } from '#server/metering/metering-testing.ts'
import { priceRows, type Row } from '#server/metering/price-list/rows.ts'
import { startSuppliers } from '../operations/operations-testing.ts'
import { startResourceServer } from './resources-testing.ts'

const TABLES = [
  'budgets',
  'limits',
  'allowance_periods',
  'allowance_leases',
  'usage_attempts',
  'usage_requests',
]
const EURO = 1_000_000
const ANNA: Principal = {
  kind: 'key',
  id: '00000000-0000-7000-8000-0000000000aa',
  name: 'gal-anna',
  tenantId: LOCAL_TENANT_ID,
  grant: {
    owner: { kind: 'person', id: '00000000-0000-7000-8000-00000000001a' },
    group: null,
    scopes: null,
    models: null,
    tags: null,
  },
}
/** A token out is a tenth of a cent, whoever answers. */
const ROWS: Row[] = [['fake', 0, 1000]]
const PRICES = ['openai', 'mistral'].flatMap((provider) =>
  priceRows(
    { provider, currency: 'EUR', source: 'https://test.example', date: '2025-01-01' },
    ROWS,
  ),
)

const database = await openTestDatabase()
const suppliers = await startSuppliers()
after(async () => {
  await suppliers[Symbol.asyncDispose]()
  await Promise.all(suppliers.providers.map((provider) => provider.close()))
  await database.close()
})
afterEach(() =>
  database.withTenant(LOCAL_TENANT_ID, async (sql) => {
    for (const table of TABLES) {
      await sql`delete from ${sql(table)}`
    }
  }),
)

/** A Galerne on the database that all have, as one process of it. */
async function openProcess({ isSole = true, keepsHolds = true } = {}) {
  const metering = await openTestMetering(database, { priceRows: PRICES, isSole })
  const { accounts, standing } = metering
  const server = await startResourceServer({
    // They are everybody's here, and closed with the file.
    providers: suppliers.providers.map((one) => ({ ...one, close: async () => undefined })),
    database,
    principals: [ANNA],
    metering: keepsHolds ? { accounts, standing } : { accounts },
  })
  const clientOf = (provider: string) =>
    new OpenAI({
      baseURL: `${server.url}/v1`,
      apiKey: ANNA.name,
      maxRetries: 0,
      defaultHeaders: { 'x-galerne-provider': provider },
    })
  return {
    metering,
    resources: server.resources,
    openai: clientOf('openai'),
    mistral: clientOf('mistral'),
    async budget() {
      const { budgets } = await metering.budgets.list(LOCAL_TENANT_ID)
      return budgets[0]
    },
    async [Symbol.asyncDispose]() {
      await server[Symbol.asyncDispose]()
      await metering.close()
    },
  }
}

type Process = Awaited<ReturnType<typeof openProcess>>

function setBudget({ metering }: Process, hardMicros: number) {
  return metering.budgets.create(LOCAL_TENANT_ID, {
    subject: { kind: 'organisation', id: '' },
    period: 'month',
    currency: 'EUR',
    softMicros: null,
    hardMicros,
  })
}

/** Lines that may write a hundred tokens each: ten cents. */
function linesOf(count: number, model = 'openai'): string {
  const body = { model, max_tokens: 100, messages: [{ role: 'user', content: 'Ahoj' }] }
  return Array.from({ length: count }, (_, n) =>
    JSON.stringify({ custom_id: `${n}`, method: 'POST', url: '/v1/chat/completions', body }),
  ).join('\n')
}

async function makeBatch(openai: OpenAI, count: number) {
  const file = await toFile(Buffer.from(linesOf(count)), 'in.jsonl')
  const { id } = await openai.files.create({ file, purpose: 'batch' })
  return openai.batches.create({
    input_file_id: id,
    endpoint: '/v1/chat/completions',
    completion_window: '24h',
  })
}

function askFor(openai: OpenAI, job: object): Promise<unknown> {
  return openai.post('/batch/jobs', { body: { endpoint: '/v1/chat/completions', ...job } })
}

const isRefused = (status: number, says: RegExp) => (error: unknown) => {
  assert.ok(error instanceof APIError)
  assert.equal(error.status, status)
  assert.match(error.message, says)
  return true
}

test('a batch that may cost more than is left is refused, and its provider hears nothing of it', async () => {
  await using here = await openProcess()
  await setBudget(here, EURO)
  const countBefore = suppliers.openai.received.length
  await assert.rejects(makeBatch(here.openai, 11), isRefused(402, /does not suffice/))
  assert.equal(suppliers.openai.received.length, countBefore + 1, 'the file alone')
  assert.equal((await here.budget())?.heldMicros, 0)

  // Where nothing is held, all of it is taken: this is what the hold is for.
  await using careless = await openProcess({ keepsHolds: false })
  assert.equal((await makeBatch(careless.openai, 11)).object, 'batch')
})

test('what a batch may cost is held over a restart until it is charged, and the charge is its bill', async () => {
  let batchId = ''
  {
    await using first = await openProcess()
    await setBudget(first, EURO)
    batchId = (await makeBatch(first.openai, 6)).id
    assert.equal((await first.budget())?.heldMicros, 600_000)
    await assert.rejects(makeBatch(first.openai, 5), isRefused(429, /held by calls/))
  }
  await using second = await openProcess()
  assert.equal((await second.budget())?.heldMicros, 600_000)
  await assert.rejects(makeBatch(second.openai, 5), isRefused(429, /held by calls/))

  const done = await second.openai.batches.retrieve(batchId)
  await second.resources.idle()
  const charged = (done.usage?.output_tokens ?? 0) * 1000
  assert.ok(charged > 0)
  const budget = await second.budget()
  assert.deepEqual([budget?.spentMicros, budget?.heldMicros], [charged, 0])
  assert.deepEqual(second.metering.records.at(-1)?.charges?.[0]?.units, charged)
})

test('one process makes the batch, another charges it: nothing is lent twice, and nothing stays behind', async () => {
  await using maker = await openProcess({ isSole: false })
  await setBudget(maker, EURO)
  await using other = await openProcess({ isSole: false })
  const { id } = await makeBatch(maker.openai, 8)
  await assert.rejects(makeBatch(other.openai, 3), isRefused(429, /held by calls|looked up/))
  const done = await other.openai.batches.retrieve(id)
  await other.resources.idle()
  const budget = await other.budget()
  const charged = (done.usage?.output_tokens ?? 0) * 1000
  assert.deepEqual([budget?.spentMicros, budget?.heldMicros], [charged, 0])
})

test('requests in the body of a Mistral job count as those of a file do, and those that do not say how much they write count as the most', async () => {
  await using here = await openProcess()
  await setBudget(here, EURO)
  const message = { messages: [{ role: 'user', content: 'Ahoj' }] }
  const requests = (max_tokens?: number) =>
    Array.from({ length: 6 }, (_, n) => ({ custom_id: `${n}`, body: { ...message, max_tokens } }))
  const job = { model: 'mistral' }
  await assert.rejects(
    askFor(here.mistral, { ...job, requests: requests() }),
    isRefused(402, /does/),
  )
  await askFor(here.mistral, { ...job, requests: requests(100) })
  assert.equal((await here.budget())?.heldMicros, 600_000)

  const file = await toFile(Buffer.from(linesOf(6, 'mistral')), 'in.jsonl')
  const input = await here.mistral.files.create({ file, purpose: 'batch' })
  await assert.rejects(
    askFor(here.mistral, { ...job, input_files: [input.id] }),
    isRefused(429, /held/),
  )
})

test('limits of requests and tokens count each line of a batch', async () => {
  await using here = await openProcess()
  const subject = { kind: 'key', id: ANNA.id } as const
  const limit = (metric: 'requests' | 'tokens', amount: number) =>
    here.metering.budgets.createLimit(LOCAL_TENANT_ID, { subject, metric, amount })
  await limit('requests', 20)
  await assert.rejects(makeBatch(here.openai, 30), isRefused(429, /takes up to 30 at once/))
  await makeBatch(here.openai, 10)
  await assert.rejects(makeBatch(here.openai, 10), isRefused(429, /At most 20 requests a minute/))
  await limit('tokens', 200)
  await assert.rejects(makeBatch(here.openai, 2), isRefused(429, /tokens a minute/))
})

test('a batch that could not be made holds nothing', async () => {
  await using here = await openProcess()
  await setBudget(here, EURO)
  const file = await toFile(Buffer.from(linesOf(6)), 'in.jsonl')
  const input = await here.openai.files.create({ file, purpose: 'batch' })
  const { openai } = suppliers
  await openai.goAway()
  await assert.rejects(
    here.openai.batches.create({
      input_file_id: input.id,
      endpoint: '/v1/chat/completions',
      completion_window: '24h',
    }),
    APIError,
  )
  await openai.comeBack()
  assert.equal((await here.budget())?.heldMicros, 0)
})
