import assert from 'node:assert/strict'
import { after, test } from 'node:test'
import { Mistral } from '@mistralai/mistralai'
import { SDKError } from '@mistralai/mistralai/models/errors'
import OpenAI, { NotFoundError, toFile } from 'openai'
import { LOCAL_TENANT_ID, type Principal } from '#server/access/principal.ts'
import { openTestDatabase } from '#server/lib/database-testing.ts'
import { readForm } from '#server/providers/fake/multipart.ts'
import { startSuppliers } from '../operations/operations-testing.ts'
import { startResourceServer } from './resources-testing.ts'

const OTHER_TENANT = '00000000-0000-7000-8000-00000000000f'
const PRINCIPALS = [
  key('gal-anna', '0a', LOCAL_TENANT_ID),
  key('gal-bela', '0b', LOCAL_TENANT_ID),
  key('gal-cyril', '0a', OTHER_TENANT),
]

const database = await openTestDatabase()
const suppliers = await startSuppliers()
const server = await startResourceServer({
  providers: suppliers.providers,
  database,
  principals: PRINCIPALS,
})
after(async () => {
  await server[Symbol.asyncDispose]()
  await suppliers[Symbol.asyncDispose]()
  await database.close()
})
const openaiOf = (apiKey: string, provider = 'openai') =>
  new OpenAI({
    baseURL: `${server.url}/v1`,
    apiKey,
    maxRetries: 0,
    defaultHeaders: { 'x-galerne-provider': provider },
  })
const mistralOf = (apiKey: string) => new Mistral({ serverURL: server.url, apiKey })
const [anna, bela, cyril] = PRINCIPALS.map(({ name }) => openaiOf(name))
assert.ok(anna && bela && cyril)
const annaAtMistral = mistralOf('gal-anna')

const LINES = [
  { custom_id: '1', method: 'POST', url: '/v1/chat/completions', body: request('Ahoj') },
  { custom_id: '2', method: 'POST', url: '/v1/chat/completions', body: request('Čau \u2028') },
]
const INPUT = LINES.map((line) => `${JSON.stringify(line)}\n`).join('')

test('a file is its owner’s alone, byte for byte, and in nobody else’s list', async () => {
  const file = await anna.files.create({
    file: await toFile(Buffer.from('Grüße'), 'a.txt'),
    purpose: 'user_data',
  })
  assert.equal((await anna.files.retrieve(file.id)).filename, 'a.txt')
  assert.equal(await (await anna.files.content(file.id)).text(), 'Grüße')
  assert.deepEqual(
    (await Array.fromAsync(anna.files.list())).map(({ id }) => id),
    [file.id],
  )
  for (const other of [bela, cyril]) {
    assert.deepEqual(await Array.fromAsync(other.files.list()), [])
    await assert.rejects(other.files.retrieve(file.id), NotFoundError)
    await assert.rejects(other.files.content(file.id), NotFoundError)
    await assert.rejects(other.files.delete(file.id), NotFoundError)
  }
  assert.equal((await anna.files.delete(file.id)).deleted, true)
  await assert.rejects(anna.files.retrieve(file.id), NotFoundError)
})

test('what a call names of files must be its caller’s own, however the name is written', async () => {
  const file = await anna.files.create({
    file: await toFile(Buffer.from('%PDF'), 'a.pdf'),
    purpose: 'user_data',
  })
  const ask = (apiKey: string, name: string) =>
    fetch(`${server.url}/v1/chat/completions`, {
      method: 'POST',
      headers: { authorization: `Bearer ${apiKey}`, 'content-type': 'application/json' },
      body: `{"model":"openai","messages":[{"role":"user","content":[{"type":"file","file":{"${name}":"${file.id}"}}]}]}`,
    })
  assert.equal((await ask('gal-anna', 'file_id')).status, 200)
  assert.equal((await ask('gal-bela', 'file_id')).status, 404)
  assert.equal((await ask('gal-bela', String.raw`f\u0069le_id`)).status, 404)
  assert.equal((await ask('gal-cyril', String.raw`file\u005fid`)).status, 404)
})

test('the container of a tool does not reach for files of others', async () => {
  const file = await anna.files.create({
    file: await toFile(Buffer.from('a;b'), 'a.csv'),
    purpose: 'user_data',
  })
  const ask = (apiKey: string) =>
    fetch(`${server.url}/v1/responses`, {
      method: 'POST',
      headers: { authorization: `Bearer ${apiKey}`, 'content-type': 'application/json' },
      body: JSON.stringify({
        model: 'openai',
        input: 'x',
        tools: [{ type: 'code_interpreter', container: { type: 'auto', file_ids: [file.id] } }],
      }),
    })
  const said: unknown = await (await ask('gal-bela')).json()
  assert.match(JSON.stringify(said), /There is no file/)
  assert.notEqual((await ask('gal-anna')).status, 404)
})

test('what names a file is asked of the provider that keeps it, and of nobody else', async () => {
  const atMistral = openaiOf('gal-anna', 'mistral')
  const file = await atMistral.files.create({
    file: await toFile(Buffer.from('%PDF'), 'b.pdf'),
    purpose: 'user_data',
  })
  const ask = (model: string) =>
    anna.chat.completions.create({
      model,
      messages: [{ role: 'user', content: [{ type: 'file', file: { file_id: file.id } }] }],
    })
  await assert.rejects(ask('openai'), /openai/)
  const before = suppliers.mistral.received.length
  assert.equal((await ask('mistral')).choices.length, 1)
  assert.equal(suppliers.mistral.received.length, before + 1)
})

test('OpenAI’s client: a batch, its models renamed, its results the owner’s, its cost in the ledger once', async () => {
  const input = await anna.files.create({
    file: await toFile(Buffer.from(INPUT), 'in.jsonl'),
    purpose: 'batch',
  })
  const received = suppliers.openai.received.at(-1)
  const form = readForm(received?.body ?? Buffer.alloc(0), received?.headers['content-type'] ?? '')
  const sent = form.find(({ name }) => name === 'file')?.bytes.toString('utf8')
  assert.equal(sent, INPUT.replaceAll('"model":"openai"', '"model":"fake"'))

  const made = await anna.batches.create({
    input_file_id: input.id,
    endpoint: '/v1/chat/completions',
    completion_window: '24h',
  })
  await assert.rejects(bela.batches.retrieve(made.id), NotFoundError)
  await assert.rejects(
    bela.batches.create({
      input_file_id: input.id,
      endpoint: '/v1/chat/completions',
      completion_window: '24h',
    }),
    NotFoundError,
  )
  const [listed] = await Array.fromAsync(anna.batches.list())
  assert.equal(listed?.status, 'completed')
  const done = await anna.batches.retrieve(made.id)
  assert.equal((await anna.batches.retrieve(made.id)).status, 'completed')
  await server.resources.idle()
  const spent = server.records.filter(({ units }) => units?.requests === 2)
  assert.equal(spent.length, 1)
  assert.equal(spent[0]?.model, 'openai')
  assert.deepEqual(
    [spent[0]?.usage.inputTokens, spent[0]?.usage.outputTokens],
    [done.usage?.input_tokens, done.usage?.output_tokens],
  )
  const results = await (await anna.files.content(done.output_file_id ?? '')).text()
  assert.equal(results.trim().split('\n').length, 2)
  await assert.rejects(bela.files.content(done.output_file_id ?? ''), NotFoundError)
})

test('a batch that nobody looks at again is charged all the same, once, to whoever made it', async () => {
  const batchOf = async (client: OpenAI) => {
    const file = await toFile(Buffer.from(INPUT), 'in.jsonl')
    const input = await client.files.create({ file, purpose: 'batch' })
    return client.batches.create({
      input_file_id: input.id,
      endpoint: '/v1/chat/completions',
      completion_window: '24h',
    })
  }
  await batchOf(anna)
  await batchOf(cyril)
  const countBefore = server.records.length
  const { signal } = new AbortController()
  await server.resources.sweep(LOCAL_TENANT_ID, signal)
  await server.resources.sweep(LOCAL_TENANT_ID, signal)
  const charged = server.records.slice(countBefore)
  assert.deepEqual(
    charged.map(({ operation, model, principalId, units }) => [
      operation,
      model,
      principalId,
      units,
    ]),
    [['batches', 'openai', PRINCIPALS[0]?.id, { requests: 2 }]],
  )
})

test('a batch may not name a model that its owner may not use, nor one that is not there', async () => {
  const upload = async (client: OpenAI, model: string) =>
    client.files.create({
      file: await toFile(
        Buffer.from(INPUT.replaceAll('"openai"', JSON.stringify(model))),
        'in.jsonl',
      ),
      purpose: 'batch',
    })
  await assert.rejects(upload(anna, 'nope'), /nope/)
  await assert.rejects(
    anna.files.create({ file: await toFile(Buffer.from('{"body":1}\n'), 'x'), purpose: 'batch' }),
    /Line 1 of the batch’s input|Line 1/,
  )
})

test('Mistral’s client: files, and a job of batches', async () => {
  const uploaded = await annaAtMistral.files.upload(
    {
      file: new File([INPUT.replaceAll('"openai"', '"mistral"')], 'in.jsonl'),
      purpose: 'batch',
    },
    WITH_PROVIDER,
  )
  assert.equal((await annaAtMistral.files.retrieve({ fileId: uploaded.id })).id, uploaded.id)
  const { url } = await annaAtMistral.files.getSignedUrl({ fileId: uploaded.id })
  assert.match(url, /^https:/)
  const job = await annaAtMistral.batch.jobs.create({
    inputFiles: [uploaded.id],
    model: 'mistral',
    endpoint: '/v1/chat/completions',
  })
  assert.equal(JSON.parse(suppliers.mistral.received.at(-1)?.body.toString() ?? '').model, 'fake')
  const done = await annaAtMistral.batch.jobs.get({ jobId: job.id })
  assert.equal(done.status, 'SUCCESS')
  const { data } = await annaAtMistral.batch.jobs.list()
  assert.deepEqual(
    data?.map(({ id }) => id),
    [job.id],
  )
  await assert.rejects(
    mistralOf('gal-bela').batch.jobs.get({ jobId: job.id }),
    (error) => error instanceof SDKError && error.statusCode === 404,
  )
  await server.resources.idle()
  assert.equal(server.records.at(-1)?.operation, 'batch-jobs')
  const inline = await annaAtMistral.batch.jobs.create({
    requests: [{ customId: '1', body: { model: 'mistral', messages: [] } }],
    endpoint: '/v1/chat/completions',
    model: 'mistral',
  })
  const cancelled = await annaAtMistral.batch.jobs.cancel({ jobId: inline.id })
  assert.equal(cancelled.status, 'CANCELLED')
})

test('Mistral’s client: agents, and conversations with them, streamed and not', async () => {
  const agent = await annaAtMistral.beta.agents.create({
    model: 'mistral',
    name: 'Helper',
    instructions: 'Be brief',
  })
  assert.equal(JSON.parse(suppliers.mistral.received.at(-1)?.body.toString() ?? '').model, 'fake')
  const said = await annaAtMistral.beta.conversations.start({ agentId: agent.id, inputs: 'Ahoj' })
  assert.ok('conversationId' in said)
  assert.equal(server.records.at(-1)?.model, 'mistral')
  assert.equal(server.records.at(-1)?.usage.outputTokens, said.usage.completionTokens)
  const { conversationId } = said
  const more = await annaAtMistral.beta.conversations.append({
    conversationId,
    conversationAppendRequest: { inputs: 'A dál?' },
  })
  assert.equal('conversationId' in more && more.conversationId, conversationId)
  const other = mistralOf('gal-bela').beta
  await assert.rejects(other.conversations.get({ conversationId }), is404)
  await assert.rejects(other.conversations.start({ agentId: agent.id, inputs: 'x' }), is404)
  await assert.rejects(other.agents.get({ agentId: agent.id }), is404)

  const events = await annaAtMistral.beta.conversations.startStream({
    model: 'mistral',
    inputs: 'Ahoj',
  })
  let started = ''
  let text = ''
  for await (const { data } of events) {
    if (data.type === 'conversation.response.started') started = data.conversationId
    if (data.type === 'message.output.delta') text += textOf(data.content)
  }
  assert.equal(text, 'Ahoj, světe!')
  assert.equal(server.records.at(-1)?.outcome, 'complete')
  const history = await annaAtMistral.beta.conversations.getHistory({ conversationId: started })
  assert.equal(history.conversationId, started)
  await annaAtMistral.beta.conversations.delete({ conversationId: started })
  await assert.rejects(annaAtMistral.beta.conversations.get({ conversationId: started }), is404)

  const answer = await annaAtMistral.agents.complete({
    agentId: agent.id,
    messages: [{ role: 'user', content: 'Dobrý den' }],
  })
  assert.equal(answer.choices[0]?.finishReason, 'stop')
  assert.equal(server.records.at(-1)?.operation, 'agent-completions')
  await annaAtMistral.beta.agents.delete({ agentId: agent.id })
})

test('Mistral’s client: libraries and their documents', async () => {
  const library = await annaAtMistral.beta.libraries.create({ name: 'Zákony' })
  assert.equal((await annaAtMistral.beta.libraries.get({ libraryId: library.id })).name, 'Zákony')
  const { data } = await annaAtMistral.beta.libraries.list()
  assert.deepEqual(
    data.map(({ id }) => id),
    [library.id],
  )
  await assert.rejects(mistralOf('gal-bela').beta.libraries.get({ libraryId: library.id }), is404)
})

test('no path leads out of what is one’s own', async () => {
  const library = await annaAtMistral.beta.libraries.create({ name: 'x' })
  const before = suppliers.mistral.received.length
  for (const rest of ['..%2f..%2ffiles', '%2e%2e/files', 'documents/..%5cx', 'a%00b']) {
    const { status } = await get(`/v1/libraries/${library.id}/${rest}`, 'gal-anna')
    assert.equal(status, 404, rest)
  }
  assert.equal(suppliers.mistral.received.length, before)
})

test('ids, names and pages of any bytes are answered like any other', async () => {
  for (const path of [
    '/v1/files/a%00b',
    '/v1/files?after=%00',
    '/v1/files/%ed%a0%80',
    '/v1/files/%ZZ',
  ]) {
    assert.ok((await get(path, 'gal-anna')).status < 500, path)
  }
  assert.equal((await get('/v1/files?limit=ten', 'gal-anna')).status, 400)
  const file = await anna.files.create({
    file: await toFile(Buffer.from('x'), 'NUL \0 and half a pair \ud800.txt'),
    purpose: 'user_data',
  })
  assert.equal((await anna.files.retrieve(file.id)).id, file.id)
  const agent = await annaAtMistral.beta.agents.create({ model: 'mistral', name: 'a\0b \ud800' })
  assert.equal((await annaAtMistral.beta.agents.get({ agentId: agent.id })).id, agent.id)
})

test('where several providers would do, the caller is asked which', async () => {
  const form = new FormData()
  form.set('purpose', 'ocr')
  form.set('file', new File(['x'], 'x.pdf'))
  const response = await fetch(`${server.url}/v1/files`, {
    method: 'POST',
    headers: { authorization: 'Bearer gal-anna' },
    body: form,
  })
  assert.equal(response.status, 400)
  assert.match(await response.text(), /x-galerne-provider.*openai, mistral/)
})

const WITH_PROVIDER = { fetchOptions: { headers: { 'x-galerne-provider': 'mistral' } } }

function is404(error: unknown): boolean {
  return error instanceof SDKError && error.statusCode === 404
}

function textOf(content: unknown): string {
  return typeof content === 'string' ? content : ''
}

function get(path: string, apiKey: string) {
  return fetch(server.url + path, { headers: { authorization: `Bearer ${apiKey}` } })
}

function request(content: string) {
  return { model: 'openai', messages: [{ role: 'user', content }] }
}

function key(name: string, id: string, tenantId: string): Principal {
  return { kind: 'key', id: `00000000-0000-7000-8000-0000000000${id}`, name, tenantId }
}
