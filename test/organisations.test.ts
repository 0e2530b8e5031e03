import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { createId } from '#server/lib/ids.ts'
import { GOOD_KEY, startModelServer, type ModelServer } from '#server/catalogue/testing.ts'
import { startOrganisations, type Ask } from './organisations-harness.ts'

/** Two organisations in one Galerne: an owner of each, as a browser, and a key of each. */
let world: Awaited<ReturnType<typeof startOrganisations>>
let upstream: ModelServer
let ours: { owner: Ask; key: Ask }
let theirs: { id: string; owner: Ask; key: Ask }

const CACHED = `
cache:
  fake: { ttlSeconds: 60, maxBytes: 1000000 }
`
before(async () => {
  upstream = await startModelServer([{ id: 'aurora' }])
  world = await startOrganisations({ yaml: CACHED })
  const owner = await world.signIn(world.galerne.createSignInUrl())
  const made = await world.operator('POST /api/installation/organisations', { name: 'Theirs' })
  const other = await world.signIn(made.body.signInUrl)
  ours = { owner, key: await keyOf(owner) }
  theirs = { id: made.body.organisation.id, owner: other, key: await keyOf(other) }
})
after(async () => {
  await world[Symbol.asyncDispose]()
  await upstream[Symbol.asyncDispose]()
})

async function keyOf(owner: Ask): Promise<Ask> {
  const { status, body } = await owner('POST /api/keys', { name: 'the same name' })
  assert.equal(status, 201, JSON.stringify(body))
  return world.withKey(body.secret)
}

const chat = (ask: Ask, more: object = {}, headers: Record<string, string> = {}) =>
  ask(
    'POST /v1/chat/completions',
    { model: 'fake', messages: [{ role: 'user', content: 'Hello' }], ...more },
    headers,
  )

test('a new organisation takes calls without a restart, and each sees its own keys', async () => {
  assert.equal((await chat(theirs.key)).status, 200)
  const lists = await Promise.all([ours, theirs].map(({ owner }) => owner('GET /api/keys')))
  const [mine, others] = lists.map(({ body }) => body.keys)
  assert.equal(mine.length, 1)
  assert.equal(others.length, 1)
  assert.notEqual(mine[0].id, others[0].id)
})

test('what another organisation has is answered exactly as what nobody has', async () => {
  const { body } = await theirs.owner('GET /api/keys')
  const made = await theirs.owner('POST /api/conversations', {})
  const things = [
    [(id: string) => `DELETE /api/keys/${id}`, body.keys[0].id],
    [(id: string) => `GET /api/conversations/${id}`, made.body.id],
    [(id: string) => `GET /api/conversations/${id}/messages`, made.body.id],
    [(id: string) => `DELETE /api/conversations/${id}`, made.body.id],
  ] as const
  for (const [asked, id] of things) {
    const [known, unknown] = [await ours.owner(asked(id)), await ours.owner(asked(createId()))]
    assert.equal(known.status, unknown.status, asked(id))
    assert.deepEqual(withoutId(known.body), withoutId(unknown.body), asked(id))
  }
  assert.equal((await theirs.owner(`GET /api/conversations/${made.body.id}`)).status, 200)
})

test('nobody says in a body or a header which organisation they are of', async () => {
  const headers = { 'x-galerne-tenant': theirs.id, 'x-tenant-id': theirs.id }
  const { body: earlier } = await theirs.owner('GET /api/conversations')
  await ours.owner('POST /api/conversations', { tenantId: theirs.id }, headers)
  const { body: later } = await theirs.owner('GET /api/conversations')
  assert.equal(later.conversations.length, earlier.conversations.length)
  const session = await ours.owner(`GET /api/session?tenantId=${theirs.id}`, undefined, headers)
  assert.notEqual(session.body.organisation.id, theirs.id)
})

test('a provider that one has added is there for nobody else, not even its name', async () => {
  const form = (id: string, baseUrl: string, isOwnHardware: boolean) => ({
    id,
    preset: null,
    baseUrl,
    secrets: { apiKey: GOOD_KEY },
    models: [{ upstreamName: 'aurora' }],
    tags: isOwnHardware ? { isOwnHardware } : {},
  })
  const added = await ours.owner('POST /api/providers', form('lab', upstream.baseUrl, true))
  assert.equal(added.status, 201, JSON.stringify(added.body))
  assert.equal((await chat(ours.key, { model: 'aurora' })).status, 200)

  const unknown = await chat(theirs.key, { model: 'aurora' })
  const never = await chat(theirs.key, { model: 'auroras' })
  assert.equal(unknown.status, never.status)
  assert.equal(unknown.body.error.message.replace('aurora', 'auroras'), never.body.error.message)
  for (const path of [
    '/api/providers',
    '/api/catalogue',
    '/api/models',
    '/api/routes',
    '/api/drill',
  ]) {
    const { status, body } = await theirs.owner(`GET ${path}`)
    assert.equal(status, 200, path)
    assert.doesNotMatch(JSON.stringify(body), /lab|aurora/, path)
  }
  // The same name again, which is free here; at an address of the world, since the network around is not theirs.
  const inside = await theirs.owner('POST /api/providers', form('lab', upstream.baseUrl, true))
  assert.match(inside.body.error.message, /set up by whoever runs it/)
  const outside = await theirs.owner(
    'POST /api/providers',
    form('lab', 'https://93.184.215.14/v1', false),
  )
  assert.equal(outside.status, 201, JSON.stringify(outside.body))
  const answer = await chat(ours.key, { model: 'lab/aurora' })
  assert.equal(answer.status, 200, 'and ours is still ours')
  await theirs.owner('DELETE /api/providers/lab')
})

test('an answer is remembered for the organisation that asked, under whatever key', async () => {
  const asked = { temperature: 0, seed: 7 }
  const headers = { 'idempotency-key': 'the-same' }
  assert.equal((await chat(ours.key, asked, headers)).headers.get('x-galerne-cache'), 'miss')
  assert.equal((await chat(ours.key, asked)).headers.get('x-galerne-cache'), 'hit')
  assert.equal((await chat(theirs.key, asked, headers)).headers.get('x-galerne-cache'), 'miss')
})

test('an empty budget, a price or a drill of one stops nobody else', async () => {
  const subject = { kind: 'organisation', id: '' }
  const price = {
    provider: 'fake',
    model: 'fake',
    validFrom: '2026-01-01',
    currency: 'EUR',
    prices: { inputMicros: 9_123_456, outputMicros: 9_123_456 },
    source: 'A contract',
  }
  const priced = await theirs.owner('POST /api/prices', price)
  assert.ok(priced.status < 300, JSON.stringify(priced.body))
  const wish = { subject, period: 'month', currency: 'EUR', hardMicros: 1, softMicros: null }
  const budget = await theirs.owner('POST /api/budgets', wish)
  assert.equal(budget.status, 201, JSON.stringify(budget.body))
  assert.equal((await chat(theirs.key)).body.error?.code, 'budget_exceeded')
  assert.equal((await chat(ours.key)).status, 200)
  await theirs.owner(`DELETE /api/budgets/${budget.body.id}`)

  const lose = { by: 'provider', name: 'fake' }
  const drill = await theirs.owner('POST /api/drill', { mode: 'live', lose, minutes: 5 })
  assert.equal(drill.status, 201, JSON.stringify(drill.body))
  assert.match((await chat(theirs.key)).body.error.message, /fire drill/)
  assert.equal((await chat(ours.key)).status, 200)
  await theirs.owner('DELETE /api/drill')
  const spends = await Promise.all([ours, theirs].map(({ owner }) => owner('GET /api/prices')))
  const isOwn = spends.map(({ body }) => JSON.stringify(body).includes('9123456'))
  assert.deepEqual(isOwn, [false, true])
})

test('what concerns the machine is for its operator, whatever somebody owns', async () => {
  for (const owner of [ours.owner, theirs.owner]) {
    for (const asked of [
      'GET /api/installation/organisations',
      'POST /api/installation/organisations',
      `POST /api/installation/organisations/${theirs.id}`,
      `POST /api/installation/organisations/${theirs.id}/sign-in-links`,
    ]) {
      const body = asked.startsWith('POST') ? { name: 'x' } : undefined
      const { status, body: answer } = await owner(asked, body)
      assert.equal(status, 403, asked)
      assert.doesNotMatch(JSON.stringify(answer), /Theirs/)
    }
  }
  assert.equal((await theirs.owner('POST /api/configuration/reload')).status, 403)
  assert.equal((await ours.owner('POST /api/configuration/reload')).status, 200)
  assert.equal((await theirs.owner('POST /api/sign-in-links')).status, 403)
})

function withoutId(body: unknown): unknown {
  return JSON.parse(JSON.stringify(body ?? null).replaceAll(/[0-9a-f]{8}-[0-9a-f-]{27}/g, '…'))
}
