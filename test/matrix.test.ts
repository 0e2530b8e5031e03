import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { isAboveTenant } from '#server/access/installation.ts'
import { RIGHTS } from '#server/access/roles.ts'
import type { ApiOperation } from '#server/openapi/api-operation.ts'
import { V1_PATHS } from '#server/gateway/v1/paths.ts'
import { API_OPERATIONS } from '#server/openapi/api-operations.ts'
import { csrfOf, startWorld, type Identity } from './matrix/identities.ts'
import { NEEDED, type Needed } from './matrix/rights.ts'
import { sampleOf } from './matrix/sample.ts'
import { MARK, makeOwnThings, makeSharedThings, type Make, type Things } from './matrix/things.ts'

/*
 * Every route × everybody × every way of showing who one is. What is asked for does not exist, so what is let in answers 404 or
 * 400 or does something harmless; what matters is who is let in at all.
 */

const NO_SUCH_ID = '00000000-0000-7000-8000-00000000dead'

let world: Awaited<ReturnType<typeof startWorld>>
before(async () => {
  world = await startWorld()
})
after(() => world[Symbol.asyncDispose]())

const nameOf = ({ method, path }: ApiOperation) => `${method} ${path}`

test('every route says what it takes, and nothing else is in the table', () => {
  assert.deepEqual(API_OPERATIONS.map(nameOf).toSorted(), Object.keys(NEEDED).toSorted())
})

const PROMPT = {
  system: '',
  text: 'Hello',
  images: [],
  temperature: null,
  topP: null,
  maxTokens: null,
  seed: null,
  stop: [],
  tools: '',
  schema: '',
}
const ALERT_RULE = {
  name: 'a rule',
  kind: 'error-rate',
  threshold: 50,
  windowMinutes: 5,
  model: null,
  providerId: null,
  channelIds: [],
  quietHours: null,
  isEnabled: false,
}

/** What the schema alone does not tell. */
const BODIES: Readonly<Record<string, unknown>> = {
  'post /sign-in/password': { email: 'nobody@example.eu', password: 'not the password' },
  'post /sign-in/reset': { email: 'nobody@example.eu' },
  'post /account/email': { email: 'new@example.eu' },
  'put /own-routes/:name': {
    isEnabled: true,
    strategy: 'order',
    to: [{ deployment: 'nobody/nothing' }],
    require: null,
    firstContentMs: null,
    totalMs: null,
    attempts: null,
    hedge: null,
    fallbacks: { contextLength: [], capability: [] },
    delivery: 'streamed',
  },
  'post /library': {
    scope: 'own',
    groupId: null,
    command: 'a',
    title: 'a prompt',
    description: '',
    lang: null,
    content: { kind: 'prompt', text: 'a', variables: [] },
  },
  'post /groups/:id/members': { email: 'nobody@example.eu' },
  'post /budgets': {
    subject: { kind: 'organisation', id: '' },
    period: 'month',
    currency: 'EUR',
    softMicros: null,
    hardMicros: 1_000_000_000,
  },
  'post /limits': {
    subject: { kind: 'organisation', id: '' },
    metric: 'requests',
    amount: 1_000_000,
  },
  'post /alerts/rules': ALERT_RULE,
  'patch /alerts/rules/:id': ALERT_RULE,
  'post /playground/run': { model: 'none', prompt: PROMPT },
  'post /approvals/:id/decision': { decision: 'approve', textSha256: 'a'.repeat(64), note: '' },
}

interface Credentials {
  headers?: Record<string, string>
  /** Behind the path. */
  query?: string
  /** Beside what the route wants. */
  body?: object
  /** Whose session it is. */
  identity?: Identity
  /** The first id in the path; absent: of nothing. */
  id?: string
}

async function ask(operation: ApiOperation, credentials: Credentials): Promise<number> {
  return (await send(operation, credentials)).status
}

async function send(operation: ApiOperation, credentials: Credentials) {
  const { headers, query = '', body, identity, id = NO_SUCH_ID } = credentials
  const { method, path } = operation
  const named = path.replace(':role', 'member').replace(/:\w+/, id).replaceAll(/:\w+/g, NO_SUCH_ID)
  const url = `${world.url}/api${named}${query}`
  const sent = bodyOf(operation)
  const response = await fetch(url, {
    method: method.toUpperCase(),
    redirect: 'manual',
    headers: { ...(sent !== undefined && { 'content-type': 'application/json' }), ...headers },
    ...(sent !== undefined && { body: JSON.stringify({ ...sent, ...body }) }),
    signal: AbortSignal.timeout(20_000),
  })
  const isStream = response.headers.get('content-type')?.includes('event-stream') ?? false
  const text = isStream ? '' : await response.text()
  if (isStream) await response.body?.cancel()
  // What changes how one signs in changes the session's token as well.
  const renewed = /^galerne-\d+=([^;]+)/.exec(response.headers.get('set-cookie') ?? '')?.[1]
  if (identity && renewed) identity.session = renewed
  return { status: response.status, text }
}

function bodyOf(operation: ApiOperation): object | undefined {
  const { body, method } = operation
  const own = BODIES[nameOf(operation)]
  if (own !== undefined) return Object(own)
  if (!body) return method === 'post' || method === 'patch' ? {} : undefined
  const [schema] = Object.values(body)
  try {
    return schema && Object(sampleOf(schema))
  } catch {
    // The refusal of who may not comes after the refusal of what cannot be: NEVER_VALID says where.
    return {}
  }
}

/**
 * Whoever may not is told so before anything is looked up: 404 would be what a route answers that asked nobody, since nothing
 * here exists. Who is suspended is nobody.
 */
const refusalOf = ({ isSuspended }: Identity) => (isSuspended ? 401 : 403)
const isLetIn = (status: number) => status !== 401 && status !== 403 && status !== 500

/** Of what is one's own, they may see and do this. */
const OF_ONES_OWN: Readonly<Record<string, readonly string[]>> = {
  'get /keys': ['auditor', 'data-protection-officer', 'builder', 'member', 'guest'],
  'post /keys': ['builder'],
  'get /requests': ['builder', 'member', 'guest'],
  'get /requests/:id': ['builder', 'member', 'guest'],
}

function mayBe(needed: Needed, operation: ApiOperation, identity: Identity): boolean {
  const { name, roles } = identity
  if (needed === 'open' || needed === 'signed-in') return true
  if (needed === 'operator') return false
  if (OF_ONES_OWN[nameOf(operation)]?.includes(name)) return true
  // Until their organisation lets people erase themselves.
  if (nameOf(operation) === 'post /my/erasure') return false
  // Links of the terminal lead into the organisation of whoever runs the machine.
  if (needed === 'sign-in-link.create' && name === 'stranger') return false
  const right = needed === 'own' ? 'account.manage' : needed
  return !isAboveTenant(identity, right) && roles.some((role) => RIGHTS[role].has(right))
}

/** It ends the session that asks, so it comes last; `delete /session` does the same to nobody else's. */
const LAST = 'delete /account/sessions'
const operations = [
  ...API_OPERATIONS.filter((one) => nameOf(one) !== LAST),
  ...API_OPERATIONS.filter((one) => nameOf(one) === LAST),
]

test('nobody in particular gets nowhere, however they say that they are somebody', async () => {
  const owner = world.identities.find(({ name }) => name === 'owner')
  assert.ok(owner)
  const { personId, tenantId, key, session } = owner
  const basic = Buffer.from(`owner@example.eu:${key}`).toString('base64')
  const ways: Record<string, Credentials> = {
    nothing: {},
    'a key in the address': {
      query: `?key=${key}&api_key=${key}&access_token=${key}&token=${key}`,
    },
    'a session in the address': { query: `?session=${session}` },
    'a key in a cookie': { headers: { cookie: `${world.cookieOf(owner).split('=')[0]}=${key}` } },
    'a cookie of another name': { headers: { cookie: `galerne=${session}; session=${session}` } },
    'a session as a token': { headers: { authorization: `Bearer ${session}` } },
    'a name and a password': { headers: { authorization: `Basic ${basic}` } },
    'an id in the body': {
      body: { personId, tenantId, userId: personId, principal: { id: personId } },
    },
    'names of proxies': {
      headers: {
        'x-user-id': personId,
        'x-forwarded-user': 'owner@example.eu',
        'x-remote-user': 'owner@example.eu',
        'x-tenant-id': tenantId,
        'x-forwarded-for': '127.0.0.1',
      },
    },
    'a key that does not exist': { headers: { authorization: `Bearer ${key.slice(0, -4)}AAAA` } },
  }
  for (const operation of operations.filter((one) => NEEDED[nameOf(one)] !== 'open')) {
    for (const [way, credentials] of Object.entries(ways)) {
      const status = await ask(operation, credentials)
      const isStrict = Object.keys(credentials.body ?? {}).length > 0
      assert.ok(
        status === 401 || (isStrict && status === 400),
        `${nameOf(operation)} by ${way}: ${status}`,
      )
    }
  }
})

test('a session without the proof of our own page changes nothing', async () => {
  for (const identity of world.identities.filter(({ isSuspended }) => !isSuspended)) {
    for (const operation of operations) {
      const needed = NEEDED[nameOf(operation)]
      if (operation.method === 'get' || needed === 'open') continue
      const headers = { cookie: world.cookieOf(identity) }
      assert.equal(await ask(operation, { headers }), 403, `${nameOf(operation)}: ${identity.name}`)
    }
  }
})

test('a key does what keys may, whoever it belongs to, and nothing of the rest', async () => {
  for (const identity of world.identities) {
    for (const operation of operations) {
      const needed = NEEDED[nameOf(operation)] ?? 'operator'
      if (needed === 'open') continue
      const status = await ask(operation, { headers: { authorization: `Bearer ${identity.key}` } })
      const isOfKeys = ['model.list', 'model.call', 'signed-in'].includes(needed)
      if (isOfKeys && !identity.isSuspended) continue
      const refusal = refusalOf(identity)
      assert.equal(status, refusal, `${nameOf(operation)}: key of ${identity.name}`)
    }
  }
})

const who = (name: string): Identity => {
  const identity = world.identities.find((one) => one.name === name)
  assert.ok(identity)
  return identity
}
const asBrowserOf = (identity: Identity) => ({
  cookie: world.cookieOf(identity),
  ...csrfOf(identity),
})

function makerAs(identity: Identity): Make {
  return async (asked, body) => {
    const [method, path] = asked.split(' ')
    const response = await fetch(`${world.url}/api${path}`, {
      ...(method !== undefined && { method }),
      headers: { ...asBrowserOf(identity), 'content-type': 'application/json' },
      ...(body !== undefined && { body: JSON.stringify(body) }),
    })
    const text = await response.text()
    assert.ok(response.ok, `${asked}: ${text}`)
    return text === '' ? {} : JSON.parse(text)
  }
}

const BY_ID = API_OPERATIONS.filter(({ path }) => path.includes(':'))
/** The thing that the first id of a path is of. */
const kindOf = ({ path }: ApiOperation) => path.slice(0, path.indexOf('/:'))
/** Ids of whatever, and the request's own among them. */
const withoutIds = (text: string) => text.replaceAll(/[0-9a-f]{8}-[0-9a-f-]{27}/g, '…')

/** Without it these routes look nothing up. */
const QUERIES: Readonly<Record<string, string>> = {
  'get /conversations/:id/translations': '?lang=fr',
  'post /glossaries/:id/imports': '?mode=check',
}
/** Lists that are empty for whoever has nothing in them; all else is not found. */
const EMPTY_FOR_OTHERS = ['get /messages/:id/around', 'get /conversations/:id/ratings']

/** What is answered of a thing, and of nothing. */
async function answersTo(identity: Identity, operation: ApiOperation, things: Things) {
  const credentials = { headers: asBrowserOf(identity), query: QUERIES[nameOf(operation)] ?? '' }
  const there = await send(operation, { ...credentials, id: things[kindOf(operation)] ?? '' })
  const nowhere = await send(operation, credentials)
  return [there, nowhere].map(({ status, text }) => `${status} ${withoutIds(text)}`)
}

async function assertOutOfReach(things: Things, identity: Identity) {
  const problems: string[] = []
  for (const operation of BY_ID.filter((one) => kindOf(one) in things)) {
    const name = nameOf(operation)
    const [there = '', nowhere] = await answersTo(identity, operation, things)
    const isHidden = there.startsWith('404') || EMPTY_FOR_OTHERS.includes(name)
    if (there === nowhere && isHidden && !there.includes(MARK)) continue
    problems.push(`${identity.name}: ${name}: ${there}, and of nothing ${nowhere}`)
  }
  assert.deepEqual(problems, [])
}

/** Else an id of nothing would pass for one that is well kept. */
async function assertWithinReach(things: Things, identity: Identity) {
  for (const kind of Object.keys(things)) {
    const ways = BY_ID.filter((one) => kindOf(one) === kind)
    let isThere = false
    for (const way of ways.toSorted(
      (a, b) => Number(b.method === 'get') - Number(a.method === 'get'),
    )) {
      const [there, nowhere] = await answersTo(identity, way, things)
      isThere = there !== nowhere
      if (isThere) break
    }
    assert.ok(isThere, `${kind}/${things[kind]} is there for ${identity.name}`)
  }
}

test('what is another person’s, or another organisation’s, is answered as what is not there', async () => {
  const [member, owner, stranger] = [who('member'), who('owner'), who('stranger')]
  const friend = who('builder')
  const ofMember = await makeOwnThings(makerAs(member), friend.personId)
  const ofOwner = await makeSharedThings(makerAs(owner), friend.personId)
  await assertOutOfReach(ofMember, owner)
  await assertOutOfReach({ ...ofOwner, ...ofMember }, stranger)
  const { '/shared': shared = '', ...own } = ofMember
  await assertWithinReach({ '/shared': shared }, friend)
  await assertWithinReach(own, member)
  await assertWithinReach(ofOwner, owner)
})

test('everybody may what their roles let them, and nothing else', async () => {
  const problems: string[] = []
  for (const identity of world.identities) {
    for (const operation of operations) {
      const needed = NEEDED[nameOf(operation)] ?? 'operator'
      const headers = { cookie: world.cookieOf(identity), ...csrfOf(identity) }
      if (needed === 'open' || nameOf(operation) === 'delete /session') continue
      const status = await ask(operation, { headers, identity })
      const may = mayBe(needed, operation, identity) && !identity.isSuspended
      if (may ? isLetIn(status) : status === refusalOf(identity)) continue
      problems.push(
        `${nameOf(operation)} (${needed}): ${identity.name}: ${may ? 'refused' : 'not refused'} with ${status}`,
      )
    }
  }
  assert.deepEqual(problems, [])
})

test('nothing under /v1 is answered without a key that holds, shown where keys are shown', async () => {
  const [owner] = world.identities
  const suspended = world.identities.find((identity) => identity.isSuspended)
  assert.ok(owner && suspended)
  const ways: Record<string, Credentials> = {
    nothing: {},
    'a session': { headers: { cookie: world.cookieOf(owner), ...csrfOf(owner) } },
    'a session as a token': { headers: { authorization: `Bearer ${owner.session}` } },
    'a key in the address': { query: `?key=${owner.key}&api_key=${owner.key}` },
    'a key of nobody': { headers: { authorization: `Bearer ${owner.key}x` } },
    'the key of somebody suspended': { headers: { authorization: `Bearer ${suspended.key}` } },
    'the same, as Anthropic has it': { headers: { 'x-api-key': suspended.key } },
  }
  for (const { method, path } of V1_PATHS) {
    for (const [way, { headers, query = '' }] of Object.entries(ways)) {
      const url = `${world.url}${path.replaceAll(/\{\w+\}|:\w+/g, NO_SUCH_ID)}${query}`
      const sent = { 'content-type': 'application/json', ...headers }
      const answer = await fetch(url, {
        method,
        headers: sent,
        ...(method === 'POST' && { body: '{"model":"fake","messages":[]}' }),
      })
      await answer.arrayBuffer()
      assert.equal(answer.status, 401, `${method} ${path} by ${way}`)
    }
  }
})
