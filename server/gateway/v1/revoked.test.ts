import assert from 'node:assert/strict'
import { Agent, request } from 'node:http'
import { text as readText } from 'node:stream/consumers'
import { after, before, test } from 'node:test'
import { createAccess, type Access } from '#server/access/access.ts'
import { LOCAL_TENANT_ID, type Principal } from '#server/access/principal.ts'
import { systemClock } from '#server/lib/clock.ts'
import type { Database } from '#server/lib/database.ts'
import { openTestDatabase } from '#server/lib/database-testing.ts'
import { createId } from '#server/lib/ids.ts'
import { silentLog } from '#server/lib/log.ts'
import { startV1Server, type V1Server } from './testing.ts'

let database: Database
/** The process that answers, and another one that shares its database. */
let here: Access
let elsewhere: Access
let owner: Principal
let server: V1Server
before(async () => {
  database = { ...(await openTestDatabase()), sharing: 'machine' }
  here = await openAccess(1)
  elsewhere = await openAccess(2)
  const ownerId = await here.organisations.ownerOf(LOCAL_TENANT_ID)
  owner = here.directory.findPerson(LOCAL_TENANT_ID, ownerId) ?? assert.fail()
  server = await startV1Server(undefined, { keys: here.keys })
})
after(async () => {
  await server[Symbol.asyncDispose]()
  await here.close()
  await elsewhere.close()
  await database.close()
})

const openAccess = (port: number) =>
  createAccess({
    database,
    clock: systemClock,
    log: silentLog,
    port,
    publicUrl: null,
    url: () => `http://127.0.0.1:${port}`,
    version: '0.0.0',
  })

async function addPerson(name: string) {
  const { people } = here.routes.administration
  const email = `${createId()}@example.org`
  const { id } = await people.create(owner, { name, email, roles: ['member'] })
  return here.directory.findPerson(LOCAL_TENANT_ID, id) ?? assert.fail()
}

const CONTENT = 'Hei [[fault: size=20000 delay=20]]'
const messages = [{ role: 'user', content: CONTENT }]
const ASKS: Record<string, { path: string; body: object; isError: (event: string) => boolean }> = {
  'OpenAI’s chat': {
    path: '/v1/chat/completions',
    body: { messages },
    isError: (event) => JSON.parse(event.replace('data: ', '')).error.code === 'unauthenticated',
  },
  'OpenAI’s responses': {
    path: '/v1/responses',
    body: { input: CONTENT },
    isError: (event) => /^event: (response\.failed|error)\n/.test(event),
  },
  'Anthropic’s messages': {
    path: '/v1/messages',
    body: { messages, max_tokens: 4000 },
    isError: (event) =>
      event.startsWith('event: error\n') && event.includes('authentication_error'),
  },
}

interface Stream {
  /** Resolves with all that came once it has ended. */
  text: Promise<string>
  leave(): void
}

/** Resolves when the first words are there. */
async function open(url: string, secret: string, what: keyof typeof ASKS): Promise<Stream> {
  const { path = '', body } = ASKS[what] ?? {}
  const leaving = new AbortController()
  const response = await fetch(url + path, {
    method: 'POST',
    headers: { authorization: `Bearer ${secret}`, 'content-type': 'application/json' },
    body: JSON.stringify({ model: 'fake', stream: true, ...body }),
    signal: leaving.signal,
  })
  assert.equal(response.status, 200)
  const reader = (response.body ?? assert.fail()).pipeThrough(new TextDecoderStream()).getReader()
  const first = await reader.read()
  const read = async () => {
    let text = first.value ?? ''
    for (;;) {
      const { done, value } = await reader.read()
      if (done) return text
      text += value
    }
  }
  return { text: read(), leave: () => leaving.abort() }
}

type End = (key: { id: string; holder: Principal }) => Promise<unknown>

const ENDS: Record<string, { what: keyof typeof ASKS; end: End }> = {
  'its key is revoked': {
    what: 'OpenAI’s chat',
    end: ({ id }) => elsewhere.keys.revoke(owner, id),
  },
  'its key is switched off': {
    what: 'OpenAI’s responses',
    end: ({ id }) => here.keys.update(owner, id, { isDisabled: true }),
  },
  'its key gets another secret at once': {
    what: 'OpenAI’s chat',
    end: ({ id }) => elsewhere.keys.rotate(owner, id, { overlapSeconds: 0 }),
  },
  'whoever holds it is suspended': {
    what: 'Anthropic’s messages',
    end: ({ holder }) =>
      elsewhere.routes.administration.people.update(owner, holder.id, { status: 'suspended' }),
  },
}

for (const [why, { what, end }] of Object.entries(ENDS)) {
  test(`a stream of ${what} ends in an error event of its own when ${why}, and is settled`, async () => {
    const holder = await addPerson(why)
    const { id, secret } = await here.keys.create(owner, {
      name: why,
      owner: { kind: 'person', id: holder.id },
    })
    await elsewhere.keys.load(LOCAL_TENANT_ID)
    await elsewhere.directory.load(LOCAL_TENANT_ID)
    const stream = await open(server.url, secret, what)
    await end({ id, holder })
    const whole = await stream.text
    const events = whole.trimEnd().split('\n\n')
    const last = events.at(-1) ?? ''
    assert.ok(ASKS[what]?.isError(last), last)
    assert.ok(!whole.includes('[DONE]'))
    const record = server.records.at(-1)
    assert.deepEqual([record?.outcome, record?.errorCode], ['failed', 'unauthenticated'])
    assert.ok(!last.includes(secret))
  })
}

test('where nobody looks, a stream goes on after its key; and others’ go on where somebody does', async () => {
  const find: Access['keys']['find'] = (bearer, from) => here.keys.find(bearer, from)
  await using weak = await startV1Server(undefined, { keys: { find, holds: () => true } })
  const holder = await addPerson('Zoë')
  const wish = { owner: { kind: 'person' as const, id: holder.id } }
  const theirs = await here.keys.create(owner, { name: 'theirs', ...wish })
  const others = await here.keys.create(owner, { name: 'others', ...wish })
  const strong = await open(server.url, theirs.secret, 'OpenAI’s chat')
  const unwatched = await open(weak.url, theirs.secret, 'OpenAI’s chat')
  const other = await open(server.url, others.secret, 'OpenAI’s chat')
  const isOver = { unwatched: false, other: false }
  unwatched.text.catch(() => undefined).finally(() => (isOver.unwatched = true))
  other.text.catch(() => undefined).finally(() => (isOver.other = true))
  await here.keys.revoke(owner, theirs.id)
  await strong.text
  assert.deepEqual(isOver, { unwatched: false, other: false })
  unwatched.leave()
  other.leave()
})

test('the connection serves other callers after one was stopped', async () => {
  const agent = new Agent({ keepAlive: true, maxSockets: 1 })
  const ask = (secret: string, content: string, onBegun?: () => void) =>
    new Promise<string>((resolve, reject) => {
      const headers = { authorization: `Bearer ${secret}`, 'content-type': 'application/json' }
      const sent = request(`${server.url}/v1/chat/completions`, { method: 'POST', agent, headers })
      sent.on('error', reject)
      sent.on('response', (response) => {
        onBegun?.()
        readText(response).then(resolve, reject)
      })
      const body = { model: 'fake', stream: true, messages: [{ role: 'user', content }] }
      sent.end(JSON.stringify(body))
    })
  const gone = await here.keys.create(owner, { name: 'gone' })
  const stays = await here.keys.create(owner, { name: 'stays' })
  const begun = Promise.withResolvers<void>()
  const stopped = ask(gone.secret, CONTENT, begun.resolve)
  await begun.promise
  const next = ask(stays.secret, 'Hei')
  await here.keys.revoke(owner, gone.id)
  assert.match(await stopped, /"unauthenticated"/)
  assert.match(await next, /\[DONE\]/)
  agent.destroy()
})
