import assert from 'node:assert/strict'
import { createServer } from 'node:net'
import { after, before, test } from 'node:test'
import { ProviderForm } from '#wire/providers.ts'
import { LOCAL_OWNER, LOCAL_TENANT_ID } from '#server/access/principal.ts'
import { openTestDatabase } from '#server/lib/database-testing.ts'
import { fixedOrganisations } from '#server/access/organisations-testing.ts'
import type { Database } from '#server/lib/database.ts'
import { listenOnLoopback } from '#server/lib/loopback.ts'
import { silentLog } from '#server/lib/log.ts'
import { Secret } from '#server/lib/secret.ts'
import { openStoredProviders } from './catalogue.ts'
import { createProvidersStore } from './providers-store.ts'
import { GOOD_KEY, openTestCatalogue, startModelServer, type ModelServer } from './testing.ts'

let database: Database
let server: ModelServer
let catalogue: Awaited<ReturnType<typeof openTestCatalogue>>
before(async () => {
  database = await openTestDatabase()
  server = await startModelServer([
    { id: 'aurora', max_context_length: 131_072, capabilities: { completion_chat: true } },
    { id: 'aurora-embed', type: 'embedding' },
  ])
  catalogue = await openTestCatalogue({ database })
})
after(async () => {
  await catalogue[Symbol.asyncDispose]()
  await server[Symbol.asyncDispose]()
  await database.close()
})

const signal = new AbortController().signal
const KEY = {
  kind: 'key' as const,
  id: '00000000-0000-7000-8000-0000000000bb',
  name: 'app',
  tenantId: LOCAL_TENANT_ID,
}

function form(change: Partial<ProviderForm> = {}): ProviderForm {
  return ProviderForm.parse({
    id: 'lab',
    preset: null,
    baseUrl: server.baseUrl,
    tags: { isOwnHardware: true, region: 'cellar' },
    models: [{ upstreamName: 'aurora' }],
    secrets: { apiKey: GOOD_KEY },
    ...change,
  })
}

const ask = (model: string) =>
  catalogue.gateway.call({
    operation: 'chat',
    dialect: 'openai-chat',
    principal: LOCAL_OWNER,
    body: Buffer.from(JSON.stringify({ model, messages: [{ role: 'user', content: 'Hello' }] })),
    signal,
    requestId: crypto.randomUUID(),
  })

const idsNow = () => catalogue.stored.running.list(LOCAL_TENANT_ID).map(({ id }) => id)

test('a provider is tested before it is saved: its models are listed, and one of them is called', async () => {
  const { list, models, call, calledModel } = await catalogue.providers.test(
    LOCAL_OWNER,
    form({ models: [] }),
    signal,
  )
  assert.equal(list.outcome, 'ok')
  assert.deepEqual(
    models.map(({ upstreamName, kind, contextTokens }) => [upstreamName, kind, contextTokens]),
    [
      ['aurora', 'chat', 131_072],
      ['aurora-embed', 'embedding', null],
    ],
  )
  assert.deepEqual([call.outcome, calledModel], ['ok', 'aurora'])
  assert.deepEqual(idsNow(), [])
})

test('what is wrong with a connection is told apart', async (t) => {
  const silent = createServer((socket) => {
    socket.on('data', () => socket.end('220 a mail server\r\n\r\n'))
  })
  const port = await listenOnLoopback(silent)
  t.after(() => silent.close())
  const problemOf = async (change: Partial<ProviderForm>) => {
    const { list, call } = await catalogue.providers.test(LOCAL_OWNER, form(change), signal)
    return list.problem ?? call.problem
  }
  assert.equal(await problemOf({ secrets: { apiKey: 'sk-wrong' } }), 'wrong-key')
  assert.equal(await problemOf({ baseUrl: 'http://127.0.0.1:1/v1' }), 'refused')
  assert.equal(await problemOf({ baseUrl: server.baseUrl.replace('http:', 'https:') }), 'tls')
  assert.equal(await problemOf({ baseUrl: `http://127.0.0.1:${port}/v1` }), 'not-http')
  assert.equal(await problemOf({ baseUrl: server.baseUrl.replace('/v1', '/v7') }), 'wrong-address')
  assert.equal(await problemOf({ tags: {} }), 'not-encrypted')
  assert.equal(await problemOf({ tags: {}, baseUrl: 'https://127.0.0.1/v1' }), 'private-address')
  assert.equal(await problemOf({ baseUrl: 'http://169.254.169.254/latest' }), 'wrong-address')
})

test('a saved provider takes calls at once, and its key is told to nobody', async () => {
  const saved = await catalogue.providers.add(LOCAL_OWNER, form())
  assert.deepEqual(idsNow(), ['lab'])
  assert.equal((await ask('aurora')).status, 200)
  assert.deepEqual(saved.secretNames, ['apiKey'])
  const told = JSON.stringify([saved, catalogue.providers.list(LOCAL_OWNER)])
  assert.ok(!told.includes(GOOD_KEY))
  const rows = await createProvidersStore(database).list(LOCAL_TENANT_ID)
  assert.ok(!JSON.stringify(rows).includes(GOOD_KEY))
  await assert.rejects(catalogue.providers.add(LOCAL_OWNER, form()), { code: 'conflict' })
  await assert.rejects(catalogue.providers.add(LOCAL_OWNER, form({ id: 'fake' })), {
    code: 'conflict',
  })
})

test('a private address needs the word of an administrator, and the cloud’s own is never called', async () => {
  const add = (change: Partial<ProviderForm>) =>
    catalogue.providers.add(LOCAL_OWNER, form({ id: 'other', ...change }))
  await assert.rejects(add({ tags: {} }), { code: 'invalid_request', param: 'baseUrl' })
  await assert.rejects(add({ tags: {}, baseUrl: 'https://10.0.0.1/v1' }), /own hardware/)
  await assert.rejects(add({ baseUrl: 'http://169.254.169.254/' }), { code: 'invalid_request' })
  assert.deepEqual(idsNow(), ['lab'])
})

test('a change without the key keeps it, but never sends it to another address', async () => {
  const models = form().models.map((model) => ({ ...model, id: 'ours' }))
  await catalogue.providers.change(LOCAL_OWNER, form({ secrets: {}, models }))
  assert.equal((await ask('ours')).status, 200)
  await assert.rejects(ask('aurora'), { code: 'model_not_found' })
  const elsewhere = form({ secrets: {}, baseUrl: 'http://127.0.0.1:2/v1' })
  await assert.rejects(catalogue.providers.change(LOCAL_OWNER, elsewhere), /enter the key again/)
  await assert.rejects(catalogue.providers.test(LOCAL_OWNER, elsewhere, signal), /enter the key/)
  await catalogue.providers.change(LOCAL_OWNER, form({ secrets: {} }))
})

test('whoever may not save may not test, list or remove either', async () => {
  const { providers } = catalogue
  const refused = { code: 'forbidden' }
  await assert.rejects(providers.add(KEY, form({ id: 'x' })), refused)
  await assert.rejects(providers.change(KEY, form()), refused)
  await assert.rejects(providers.test(KEY, form(), signal), refused)
  await assert.rejects(providers.setEnabled(KEY, 'lab', false), refused)
  await assert.rejects(providers.remove(KEY, 'lab'), refused)
  assert.throws(() => providers.list(KEY), refused)
  assert.throws(() => providers.dependents(KEY, 'lab'), refused)
})

test('another process on the same database has the same providers after it looked', async () => {
  const config = {
    dataFolder: '/nowhere',
    secrets: { keys: [new Secret('a key of the tests, of 32 characters and more')] },
  }
  const other = await openStoredProviders({
    database,
    organisations: fixedOrganisations(),
    config,
    configured: { list: () => [] },
    log: silentLog,
  })
  const { running } = other
  const [first] = running.list(LOCAL_TENANT_ID)
  assert.equal(first?.id, 'lab')
  await running.reload(LOCAL_TENANT_ID)
  assert.equal(running.list(LOCAL_TENANT_ID)[0], first, 'what did not change is not made anew')
  await catalogue.providers.setEnabled(LOCAL_OWNER, 'lab', false)
  await running.reload(LOCAL_TENANT_ID)
  assert.deepEqual(running.list(LOCAL_TENANT_ID), [])
  await catalogue.providers.setEnabled(LOCAL_OWNER, 'lab', true)
  await running.reload(LOCAL_TENANT_ID)
  assert.equal(running.list(LOCAL_TENANT_ID).length, 1)
  await other.close()
})

test('with the wrong secrets key a provider is shown with its problem and the rest works', async () => {
  const keys = [new Secret('quite another key, of 32 characters and more')]
  const other = await openTestCatalogue({ database, keys })
  const info = other.providers.list(LOCAL_OWNER).find(({ id }) => id === 'lab')
  assert.match(info?.problem ?? '', /key that is not here/)
  assert.deepEqual(other.stored.running.list(LOCAL_TENANT_ID), [])
  // Entered again, it works again.
  await other.providers.change(LOCAL_OWNER, form())
  assert.equal(other.stored.running.list(LOCAL_TENANT_ID).length, 1)
  await other[Symbol.asyncDispose]()
})

test('a newer secrets key takes over what the older one sealed', async () => {
  const newest = new Secret('the newest key of all, of 32 characters and more')
  const older = new Secret('quite another key, of 32 characters and more')
  const rotated = await openTestCatalogue({ database, keys: [newest, older] })
  assert.equal(rotated.stored.running.list(LOCAL_TENANT_ID).length, 1)
  await rotated[Symbol.asyncDispose]()
  const alone = await openTestCatalogue({ database, keys: [newest] })
  assert.equal(alone.stored.running.list(LOCAL_TENANT_ID).length, 1)
  await alone[Symbol.asyncDispose]()
})

test('before a provider goes it is said what goes with it, and then its models are gone', async () => {
  await catalogue.stored.running.reload(LOCAL_TENANT_ID)
  await catalogue.providers.change(LOCAL_OWNER, form())
  const dependents = catalogue.providers.dependents(LOCAL_OWNER, 'lab')
  assert.deepEqual(dependents, { models: ['aurora'], routes: [], keys: ['narrow'] })
  await catalogue.providers.remove(LOCAL_OWNER, 'lab')
  await assert.rejects(ask('aurora'), { code: 'model_not_found' })
  await assert.rejects(catalogue.providers.remove(LOCAL_OWNER, 'lab'), { code: 'not_found' })
  await assert.rejects(catalogue.providers.remove(LOCAL_OWNER, 'fake'), { code: 'conflict' })
})
