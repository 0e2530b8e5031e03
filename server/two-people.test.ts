import assert from 'node:assert/strict'
import { after, test } from 'node:test'
import { z } from 'zod'
import { CSRF_HEADER, Session } from '#wire/access.ts'
import { IDEMPOTENCY_HEADER } from '#wire/runs.ts'
import { createAssistant } from './assistant/assistant.ts'
import { createAssistantRoutes } from './assistant/routes.ts'
import { createScriptedGateway, createTap } from './assistant/testing.ts'
import { startTestServer, type TestServer } from './app-testing.ts'
import { LOCAL_OWNER } from './access/principal.ts'
import { systemClock } from './lib/clock.ts'
import { openTestDatabase } from './lib/database-testing.ts'
import type { Database } from './lib/database.ts'
import { silentLog } from './lib/log.ts'

/*
 * Two people of one organisation: row-level security keeps organisations apart, and each store people. Continuing somebody's
 * chat by its id (CVE-2026-45349) and listening to their answer as it is written (CVE-2026-31950) are tried.
 */

const database = await openTestDatabase()
after(() => database.close())

interface Browser {
  ask(method: string, path: string, body?: object): Promise<{ status: number; text: string }>
  /** With these in every request. */
  with(headers: Record<string, string>): Browser
}

async function signIn(server: TestServer, personId: string): Promise<Browser> {
  const { tenantId } = LOCAL_OWNER
  const { token } = await server.access.routes.sessions.start({
    tenantId,
    personId,
    assurance: { methods: ['pwd'], level: null, atMs: server.clock.now() },
    userAgent: 'a browser',
    address: null,
  })
  const cookie = `${server.access.routes.cookie.name}=${token}`
  const { text } = await server.send({ path: '/api/session', headers: { cookie } })
  const { csrfToken: csrf } = Session.parse(JSON.parse(text))
  const browserWith = (headers: Record<string, string>): Browser => ({
    ask: (method, path, body) =>
      server.send({
        method,
        path: `/api${path}`,
        headers: { cookie, [CSRF_HEADER]: csrf, 'content-type': 'application/json', ...headers },
        ...(body && { body: JSON.stringify(body) }),
      }),
    with: browserWith,
  })
  return browserWith({})
}

/** Ana has asked something, and the answer is on its way. */
async function setUp(stored: Database = database) {
  const tap = createTap()
  const gateway = createScriptedGateway(tap.script, tap.script, tap.script)
  const parts = { database: stored, gateway, clock: systemClock, log: silentLog }
  const assistant = createAssistant({ ...parts, defaultModelId: () => 'test-model' })
  await assistant.start()
  const capabilities = [createAssistantRoutes(assistant)]
  const server = await startTestServer({ database, capabilities })
  const { people } = server.access.routes.administration
  const add = async (name: string) => {
    const email = `${name}.${Math.random()}@example.org`
    return people.create(LOCAL_OWNER, { name, email, roles: ['member'] })
  }
  const [ana, bo] = [await add('Ana'), await add('Bo')]
  const asAna = await signIn(server, ana.id)
  const asBo = await signIn(server, bo.id)
  const conversation = await asAna.ask('POST', '/conversations', {})
  const { id } = parse(conversation.text)
  const question = { kind: 'message', parentId: null, text: 'My salary is 4711 euros.' }
  const started = await asAna.ask('POST', `/conversations/${id}/runs`, question)
  const { runId } = parse(started.text)
  return {
    id,
    runId,
    asBo,
    asAna,
    async [Symbol.asyncDispose]() {
      tap.finish()
      await assistant.close()
      await server.close()
    },
  }
}

const Answer = z.object({ id: z.string().default(''), runId: z.string().default('') })

function parse(text: string) {
  return Answer.parse(JSON.parse(text))
}

const attempts = ({ id, runId }: { id: string; runId: string }) =>
  [
    ['GET', `/conversations/${id}`],
    ['GET', `/conversations/${id}/messages`],
    ['PATCH', `/conversations/${id}`, { title: 'mine' }],
    ['POST', `/runs/${runId}/stop`, {}],
    ['GET', `/runs/${runId}/events`],
    ['GET', `/runs/${runId}/events`, undefined, { 'last-event-id': '1' }],
    ['POST', `/conversations/${id}/runs`, { kind: 'message', parentId: null, text: 'And mine?' }],
    ['DELETE', `/conversations/${id}`],
  ] as const

test('nobody reads, continues, listens to, stops or deletes what somebody else began', async () => {
  await using world = await setUp()
  for (const [method, path, body, headers = {}] of attempts(world)) {
    const { status, text } = await world.asBo.with(headers).ask(method, path, body)
    assert.equal(status, 404, `${method} ${path}: ${text}`)
    assert.ok(!text.includes('4711'))
  }
  const list = await world.asBo.ask('GET', '/conversations')
  assert.ok(!list.text.includes(world.id))
  const messages = await world.asAna.ask('GET', `/conversations/${world.id}/messages`)
  assert.match(messages.text, /4711/, 'all of it is still there, for who wrote it')
})

/** As if the id of a conversation were all that it takes: what a statement asks of the owner is true of everybody. */
function withoutOwners(strong: Database): Database {
  const open = (text: string) => text.replaceAll('owner_id = ', "owner_id is not null and '' <= ")
  const isTemplate = (value: unknown): value is TemplateStringsArray =>
    Array.isArray(value) && 'raw' in value
  return {
    ...strong,
    withTenant: (tenantId, run) =>
      strong.withTenant(tenantId, (sql) =>
        run(
          new Proxy(sql, {
            apply(target, self, [first, ...rest]: unknown[]) {
              if (!isTemplate(first)) return Reflect.apply(target, self, [first, ...rest])
              const opened = Object.assign(first.map(open), { raw: first.raw.map(open) })
              return Reflect.apply(target, self, [opened, ...rest])
            },
          }),
        ),
      ),
  }
}

test('where the store asks nobody whose it is, the same attempts succeed', async () => {
  await using world = await setUp(withoutOwners(database))
  const texts: string[] = []
  for (const [method, path, body, headers = {}] of attempts(world)) {
    const { status, text } = await world.asBo.with(headers).ask(method, path, body)
    assert.ok(status < 300, `${method} ${path}: ${status} ${text}`)
    texts.push(text)
  }
  assert.match(texts[1] ?? '', /4711/)
  assert.match(texts[4] ?? '', /^id: 1$/m)
  assert.doesNotMatch(texts[5] ?? '', /^id: 1$/m)
  assert.match(texts[5] ?? '', /^id: 2$/m, 'the stream is taken up where it was')
})

test('what one person used as an idempotency key says nothing to another', async () => {
  await using world = await setUp()
  const question = { kind: 'message', parentId: null, text: 'Hello' }
  for (const browser of [world.asAna, world.asBo]) {
    const conversation = await browser.ask('POST', '/conversations', {})
    const { id } = parse(conversation.text)
    const path = `/conversations/${id}/runs`
    const { status, text } = await browser
      .with({ [IDEMPOTENCY_HEADER]: 'k' })
      .ask('POST', path, question)
    assert.equal(status, 201, text)
  }
})
