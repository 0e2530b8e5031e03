import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { Hono } from 'hono'
import { Conversation, ConversationPage, MessageList } from '#wire/conversations.ts'
import { ApiErrorBody } from '#wire/errors.ts'
import { IDEMPOTENCY_HEADER, RunEvent, StartedRun } from '#wire/runs.ts'
import type { ApiEnv } from '#server/access/api-env.ts'
import { LOCAL_OWNER } from '#server/access/principal.ts'
import { toErrorResponse } from '#server/http/errors.ts'
import { systemClock } from '#server/lib/clock.ts'
import { openTestDatabase } from '#server/lib/database-testing.ts'
import type { Database } from '#server/lib/database.ts'
import { silentLog } from '#server/lib/log.ts'
import { readSse } from '#server/lib/sse.ts'
import { createAssistant } from './assistant.ts'
import { createAssistantRoutes } from './routes.ts'
import { createScriptedGateway, createTap, says, type Script } from './testing.ts'

let database: Database
before(async () => {
  database = await openTestDatabase()
})
after(() => database.close())

function setup(...scripts: Script[]) {
  const gateway = createScriptedGateway(...scripts)
  const assistant = createAssistant({ database, gateway, clock: systemClock, log: silentLog })
  const app = new Hono<ApiEnv>()
  app.use(async (c, next) => {
    c.set('principal', LOCAL_OWNER)
    c.set('signal', c.req.raw.signal)
    await next()
  })
  app.onError((error) => toErrorResponse(error, { requestId: 'r', log: silentLog }))
  app.route('/', createAssistantRoutes(assistant))
  const send = async (
    method: string,
    path: string,
    { body, headers = {} }: { body?: unknown; headers?: Record<string, string> } = {},
  ) =>
    app.request(path, {
      method,
      headers: { ...(body !== undefined && { 'content-type': 'application/json' }), ...headers },
      ...(body !== undefined && { body: typeof body === 'string' ? body : JSON.stringify(body) }),
    })
  const create = async () =>
    Conversation.parse(await (await send('POST', '/conversations', { body: {} })).json())
  return { send, create }
}
const question = (text: string) => ({ kind: 'message', parentId: null, text })

test('a conversation is created, renamed, found in the list and deleted', async () => {
  const { send, create } = setup()
  const { id } = await create()
  const renamed = await send('PATCH', `/conversations/${id}`, { body: { title: 'Naħla' } })
  assert.equal(Conversation.parse(await renamed.json()).title, 'Naħla')
  const page = ConversationPage.parse(await (await send('GET', '/conversations?limit=200')).json())
  assert.ok(page.conversations.some((one) => one.id === id && one.title === 'Naħla'))
  assert.equal((await send('DELETE', `/conversations/${id}`)).status, 204)
  assert.equal((await send('GET', `/conversations/${id}`)).status, 404)
})

test('what a database could not keep is refused before it is asked', async () => {
  const { send, create } = setup()
  const { id } = await create()
  for (const modelId of ['a\u0000b', '\ud800', 'a\nb']) {
    for (const [method, path] of [
      ['POST', '/conversations'],
      ['PATCH', `/conversations/${id}`],
    ] as const) {
      const refused = await send(method, path, { body: { modelId } })
      assert.equal(ApiErrorBody.parse(await refused.json()).error.code, 'invalid_request')
    }
  }
})

test('a cursor of a time that no conversation has is refused', async () => {
  const { send } = setup()
  const times = [
    '99999',
    '+275000-01-01T00:00:00.000Z',
    '-271821-04-20T00:00:00.000Z',
    '1',
    'May 5',
  ]
  for (const time of [...times, '0000-01-01T00:00:00.000Z', '2026-02-30T00:00:00.000Z']) {
    const cursor = Buffer.from(`${time} ${crypto.randomUUID()}`).toString('base64url')
    const refused = await send('GET', `/conversations?cursor=${cursor}`)
    assert.equal(ApiErrorBody.parse(await refused.json()).error.code, 'invalid_request', time)
  }
})

test('an answer streams as events that a proxy leaves alone and a browser can resume', async () => {
  const { send, create } = setup(says('Tá ', 'fáilte ', 'romhat.'))
  const { id } = await create()
  const started = await send('POST', `/conversations/${id}/runs`, {
    body: question('Go raibh maith agat'),
    headers: { [IDEMPOTENCY_HEADER]: 'routes-1' },
  })
  assert.equal(started.status, 201)
  const { runId } = StartedRun.parse(await started.json())
  const stream = await send('GET', `/runs/${runId}/events`)
  assert.match(stream.headers.get('content-type') ?? '', /^text\/event-stream/)
  assert.equal(stream.headers.get('x-accel-buffering'), 'no')
  assert.match(stream.headers.get('cache-control') ?? '', /no-transform/)
  const text = await stream.text()
  assert.match(text, /^retry: \d+\n/)
  assert.match(text, /\nid: 2\ndata: /)
  const events = await eventsOf(text)
  assert.equal(events.at(-1)?.type, 'finished')
  const resumed = await send('GET', `/runs/${runId}/events`, { headers: { 'last-event-id': '2' } })
  assert.deepEqual(await eventsOf(await resumed.text()), events.slice(2))
  const later = await send('GET', `/runs/${runId}/events?after=1`)
  assert.deepEqual(await eventsOf(await later.text()), events.slice(1))
  const messages = MessageList.parse(
    await (await send('GET', `/conversations/${id}/messages`)).json(),
  )
  assert.equal(messages.messages[1]?.text, 'Tá fáilte romhat.')
})

test('stop is a request of its own; leaving the page is not', async () => {
  const tap = createTap()
  const { send, create } = setup(tap.script)
  const { id } = await create()
  const started = await send('POST', `/conversations/${id}/runs`, { body: question('Salut?') })
  const { runId } = StartedRun.parse(await started.json())
  tap.say('Bună')
  const left = await send('GET', `/runs/${runId}/events`)
  await left.body?.cancel()
  const watching = send('GET', `/runs/${runId}/events`).then((response) => response.text())
  tap.say(' ziua')
  assert.equal((await send('POST', `/runs/${runId}/stop`)).status, 204)
  const events = await eventsOf(await watching)
  assert.equal(events.at(-1)?.type, 'stopped')
})

test('bad input gets one clear error and the right status', async () => {
  const { send, create } = setup()
  const { id } = await create()
  const runs = `/conversations/${id}/runs`
  const cases: [Promise<Response>, number, string][] = [
    [send('POST', runs, { body: '{"kind":' }), 400, 'invalid_json'],
    [send('POST', runs, { body: { kind: 'shout' } }), 400, 'invalid_request'],
    [send('POST', runs, { body: question('') }), 400, 'invalid_request'],
    [send('POST', runs, { body: question('x'.repeat(200_001)) }), 400, 'invalid_request'],
    [send('POST', runs, { body: question('x'.repeat(3_000_000)) }), 413, 'body_too_large'],
    [send('POST', runs, { body: { ...question('x'), extra: 1 } }), 400, 'invalid_request'],
    [send('POST', '/conversations/nonsense/runs', { body: question('x') }), 404, 'not_found'],
    [send('PATCH', `/conversations/${id}`, { body: { title: '' } }), 400, 'invalid_request'],
    [send('PATCH', `/conversations/${id}`, { body: { title: ' ' } }), 400, 'invalid_request'],
    [send('GET', '/conversations?limit=-1'), 400, 'invalid_request'],
    [send('GET', '/conversations?cursor=zzz'), 400, 'invalid_request'],
    [send('GET', '/runs/nonsense/events'), 404, 'not_found'],
    [
      send('GET', `/runs/${id}/events`, { headers: { 'last-event-id': 'x' } }),
      400,
      'invalid_request',
    ],
    [send('POST', `/runs/${id}/stop`), 404, 'not_found'],
    [
      send('POST', runs, { body: question('x'), headers: { [IDEMPOTENCY_HEADER]: 'a b' } }),
      400,
      'invalid_request',
    ],
  ]
  for (const [index, [sent, status, code]] of cases.entries()) {
    const response = await sent
    assert.equal(response.status, status, `case ${index}`)
    const { error } = ApiErrorBody.parse(await response.json())
    assert.equal(error.code, code, `case ${index}`)
    assert.ok(error.message.length > 10)
  }
})

async function eventsOf(text: string): Promise<RunEvent[]> {
  async function* bytes() {
    yield Buffer.from(text)
  }
  const events = []
  for await (const one of readSse(bytes())) events.push(RunEvent.parse(JSON.parse(one)))
  return events
}
