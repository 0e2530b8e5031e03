import assert from 'node:assert/strict'
import { after, test, type TestContext } from 'node:test'
import {
  createTestBrowser,
  EMAIL,
  PASSWORD,
  startWithAccount,
  type TestBrowser,
} from '#server/account-testing.ts'
import { openTestDatabase } from '#server/lib/database-testing.ts'
import { createId } from '#server/lib/ids.ts'
import { LOCAL_OWNER, LOCAL_TENANT_ID } from '../principal.ts'
import type { Accounts } from './accounts.ts'
import { createTestAuthenticator, type Wrongs } from './authenticator-testing.ts'
import { createPasswords } from './passwords.ts'
import { stepAt, totpCode } from './totp.ts'

const database = await openTestDatabase()
after(() => database.close())

const MINUTE_MS = 60_000
const RIGHT = { email: EMAIL, password: PASSWORD }
/** Cheap: how long hashing takes is not what is tried here. */
const CHEAP = { memoryCost: 1024, timeCost: 1, parallelism: 1 }

/** @param weaken Makes one defence weaker, to show that the attack it is for is real. */
async function start(t: TestContext, weaken?: (accounts: Accounts) => void) {
  await reset()
  const passwords = createPasswords(CHEAP)
  const started = await startWithAccount({
    database,
    passwords,
    weaken: ({ access }) => weaken?.(access.accounts),
  })
  t.after(() => started.server.close())
  const codeNow = (secret: unknown) => totpCode(String(secret), stepAt(started.server.clock.now()))
  return { ...started, passwords, codeNow }
}

async function reset() {
  await database.withTenant(
    LOCAL_TENANT_ID,
    async (sql) => {
      const tables = ['passwords', 'passkeys', 'authenticators', 'recovery_codes', 'tickets']
      for (const table of [...tables, 'attempts', 'sign_in_rules']) {
        await sql.unsafe(`delete from identity.${table}`)
      }
    },
    'galerne_identity',
  )
}

async function addPerson(name: string, role: string): Promise<string> {
  const id = createId()
  const email = `${id}@amt.example`
  await database.withTenant(LOCAL_TENANT_ID, async (sql) => {
    await sql`insert into people (tenant_id, id, name, email) values (${LOCAL_TENANT_ID}, ${id}, ${name}, ${email})`
    await sql`
      insert into role_grants (tenant_id, holder_kind, holder_id, role)
      values (${LOCAL_TENANT_ID}, 'person', ${id}, ${role})`
  })
  return id
}

const signIn = (browser: TestBrowser, wish: object = RIGHT) =>
  browser.post('/api/sign-in/password', wish)

test('an attacker sees by the work that is done whether an address has an account (enumeration)', async (t) => {
  const attack = async (isWeak: boolean) => {
    const { browse, passwords } = await start(t)
    let compared = 0
    const real = { ...passwords }
    passwords.isRight = (hash, password) => {
      // As many products do: nothing to compare with, nothing to compute.
      if (isWeak && hash === undefined) return Promise.resolve(false)
      compared += 1
      return real.isRight(hash, password)
    }
    const workFor = async (email: string) => {
      compared = 0
      await signIn(browse(), { email, password: 'not the password' })
      return compared
    }
    return (await workFor(EMAIL)) !== (await workFor('nobody@amt.example'))
  }
  assert.equal(await attack(true), true)
  assert.equal(await attack(false), false)
})

test('a hundred guesses at once are through before the first is counted (race)', async (t) => {
  const attack = async (weaken?: (accounts: Accounts) => void) => {
    const { browse } = await start(t, weaken)
    const guesses = Array.from({ length: 40 }, (_, at) =>
      signIn(browse(), { email: EMAIL, password: `guess ${at}` }),
    )
    const statuses = (await Promise.all(guesses)).map(({ status }) => status)
    return statuses.filter((status) => status === 401).length
  }
  const through = await attack(({ attempts }) => {
    attempts.begin = () => Promise.resolve({ succeed: () => Promise.resolve() })
  })
  assert.equal(through, 40)
  assert.ok((await attack()) <= 6)
})

test('a stranger locks somebody out by wrong passwords', async (t) => {
  const attack = async (weaken?: (accounts: Accounts) => void) => {
    const { browse } = await start(t, weaken)
    const known = browse()
    assert.equal((await signIn(known)).status, 200)
    for (let at = 0; at < 12; at++)
      await signIn(browse(), { email: EMAIL, password: `guess ${at}` })
    const [owner, stranger] = [await signIn(known), await signIn(browse())]
    return [owner.status, stranger.status]
  }
  const locked = await attack(({ attempts }) => {
    const real = { ...attempts }
    // As if no browser were known from before.
    attempts.begin = ({ email, address }) => real.begin({ email, address })
  })
  assert.deepEqual(locked, [429, 429])
  assert.deepEqual(await attack(), [200, 429])
})

test('what a browser shows for having been used before opens no other account to guessing', async (t) => {
  const { browse } = await start(t)
  const known = browse()
  await signIn(known)
  const guess = (at: number) =>
    signIn(known, { email: 'another@amt.example', password: `guess ${at}` })
  const statuses = []
  for (let at = 0; at < 12; at++) statuses.push((await guess(at)).status)
  assert.equal(statuses.at(-1), 429)
})

test('one address of the net tries one password on a thousand accounts (spraying)', async (t) => {
  const attack = async (weaken?: (accounts: Accounts) => void) => {
    const { browse } = await start(t, weaken)
    let last = 0
    for (let at = 0; at < 56; at++) {
      last = (await signIn(browse(), { email: `person-${at}@amt.example`, password: 'Sommer2026' }))
        .status
    }
    return last
  }
  const isWeak = await attack(({ attempts }) => {
    const real = { ...attempts }
    let at = 0
    attempts.begin = (trying) => real.begin({ ...trying, address: `192.0.2.${at++}` })
  })
  assert.equal(isWeak, 401)
  assert.equal(await attack(), 429)
})

async function withApp(started: Awaited<ReturnType<typeof start>>) {
  const { owner, codeNow } = started
  const { json } = await owner.post('/api/account/authenticator/options')
  await owner.post('/api/account/authenticator', { code: codeNow(json.secret) })
  return json.secret
}

test('a code that was looked at over a shoulder is used again', async (t) => {
  const attack = async (weaken?: (accounts: Accounts) => void) => {
    const started = await start(t, weaken)
    const { server, browse, codeNow } = started
    const secret = await withApp(started)
    server.clock.advance(MINUTE_MS)
    const code = codeNow(secret)
    const use = async () => {
      const browser = browse()
      await signIn(browser)
      const wish = { method: 'authenticator', code }
      return (await browser.post('/api/sign-in/second-factor', wish)).status
    }
    return [await use(), await use()]
  }
  const isWeak = await attack(({ identity }) => {
    const right = new Set<string>()
    const real = { ...identity }
    identity.checkCode = async (person, code) => {
      if (await real.checkCode(person, code)) right.add(code)
      return right.has(code)
    }
  })
  assert.deepEqual(isWeak, [200, 200])
  assert.deepEqual(await attack(), [200, 401])
})

test('codes are tried until one fits', async (t) => {
  const attack = async (weaken?: (accounts: Accounts) => void) => {
    const started = await start(t, weaken)
    await withApp(started)
    const browser = started.browse()
    await signIn(browser)
    const statuses = []
    for (let at = 0; at < 12; at++) {
      const wish = { method: 'authenticator', code: String(100_000 + at) }
      statuses.push((await browser.post('/api/sign-in/second-factor', wish)).status)
    }
    return statuses.at(-1)
  }
  const isWeak = await attack(({ attempts }) => {
    const nothing = () => Promise.resolve()
    attempts.beginFactor = () => Promise.resolve({ succeed: nothing, giveBack: nothing })
  })
  assert.equal(isWeak, 401)
  assert.equal(await attack(), 429)
})

test('the second step is taken in another browser, after its time, or with a step of one’s own making', async (t) => {
  const started = await start(t)
  const { server, browse, codeNow } = started
  const secret = await withApp(started)
  const half = browse()
  await signIn(half)
  server.clock.advance(MINUTE_MS)
  const wish = () => ({ method: 'authenticator', code: codeNow(secret) })
  const name = [...half.cookies.keys()].find((one) => one.endsWith('-step')) ?? ''
  const sealed = half.cookies.get(name) ?? ''
  const changed = sealed.slice(0, -4) + (sealed.endsWith('AAAA') ? 'BBBB' : 'AAAA')
  for (const planted of [undefined, '', 'v1.x.y', changed]) {
    const other = browse()
    if (planted !== undefined) other.cookies.set(name, planted)
    assert.equal((await other.post('/api/sign-in/second-factor', wish())).status, 401)
  }
  server.clock.advance(11 * MINUTE_MS)
  assert.equal((await half.post('/api/sign-in/second-factor', wish())).status, 401)
})

async function withPasskey(started: Awaited<ReturnType<typeof start>>) {
  const { server } = started
  const host = `localhost:${server.port}`
  const owner = createTestBrowser(server, host)
  await signIn(owner)
  const authenticator = createTestAuthenticator(`http://${host}`)
  const options = await owner.post('/api/account/passkeys/options')
  const made = { name: 'Laptop', response: authenticator.create(options.json) }
  assert.equal((await owner.post('/api/account/passkeys', made)).status, 204)
  return { host, authenticator }
}

test('an answer of a passkey is sent a second time (replay)', async (t) => {
  const attack = async (weaken?: (accounts: Accounts) => void) => {
    const started = await start(t, weaken)
    const { host, authenticator } = await withPasskey(started)
    const browser = started.browse(host)
    const { json } = await browser.post('/api/sign-in/passkey/options')
    const response = authenticator.use(json)
    const kept = new Map(browser.cookies)
    const statuses = []
    for (let at = 0; at < 2; at++) {
      for (const [name, value] of kept) browser.cookies.set(name, value)
      statuses.push((await browser.post('/api/sign-in/passkey', { response })).status)
    }
    return statuses
  }
  const isWeak = await attack(({ attempts, identity }) => {
    attempts.spend = () => Promise.resolve(true)
    identity.notePasskeyUse = () => Promise.resolve()
  })
  assert.deepEqual(isWeak, [200, 200])
  assert.deepEqual(await attack(), [200, 401])
})

test('a passkey is made to answer a page of the attacker, or without asking the person', async (t) => {
  const started = await start(t)
  const { host, authenticator } = await withPasskey(started)
  const attempt = async (wrongs: Wrongs) => {
    const browser = started.browse(host)
    const { json } = await browser.post('/api/sign-in/passkey/options')
    const response = authenticator.use(json, wrongs)
    return (await browser.post('/api/sign-in/passkey', { response })).status
  }
  assert.equal(await attempt({}), 200)
  const wrong: Wrongs[] = [
    { origin: 'https://galerne.evil.example' },
    { rpId: 'evil.example' },
    { challenge: Buffer.from('chosen beforehand').toString('base64url') },
    { isUnverified: true },
    // A copy of the key, which counts on its own.
    { counter: 1 },
  ]
  for (const wrongs of wrong) assert.equal(await attempt(wrongs), 401, JSON.stringify(wrongs))
})

test('the challenge of one browser is answered in another, which is signed in by that (login CSRF)', async (t) => {
  const started = await start(t)
  const { host, authenticator } = await withPasskey(started)
  const { json } = await started.browse(host).post('/api/sign-in/passkey/options')
  const victim = started.browse(host)
  await victim.post('/api/sign-in/passkey/options')
  const response = authenticator.use(json)
  assert.equal((await victim.post('/api/sign-in/passkey', { response })).status, 401)
})

test('a new passkey comes with a certificate that nobody asked for', async (t) => {
  const started = await start(t)
  const host = `localhost:${started.server.port}`
  const owner = started.browse(host)
  await signIn(owner)
  const { json } = await owner.post('/api/account/passkeys/options')
  const authenticator = createTestAuthenticator(`http://${host}`)
  const response = authenticator.create(json, { certificate: Buffer.alloc(600, 0x30) })
  const reply = await owner.post('/api/account/passkeys', { name: 'Laptop', response })
  assert.equal(reply.status, 400)
})

test('somebody else’s page signs the visitor in as the attacker (login CSRF)', async (t) => {
  const { server } = await start(t)
  const send = (headers: Record<string, string>) =>
    server.send({
      method: 'POST',
      path: '/api/sign-in/password',
      headers: { 'content-type': 'application/json', ...headers },
      body: JSON.stringify(RIGHT),
    })
  assert.equal((await send({})).status, 200)
  assert.equal((await send({ origin: 'https://evil.example' })).status, 403)
  assert.equal((await send({ 'sec-fetch-site': 'cross-site' })).status, 403)
  assert.equal((await send({ 'content-type': 'text/plain' })).status, 400)
})

test('whoever finds a screen that was left open changes the password', async (t) => {
  const attack = async (weaken?: (accounts: Accounts) => void) => {
    const { server, browse } = await start(t, weaken)
    const left = browse()
    await signIn(left)
    server.clock.advance(30 * MINUTE_MS)
    const password = 'neues Wort des Finders'
    return (await left.post('/api/account/password', { password })).json
  }
  assert.deepEqual(await attack(({ own }) => (own.requireFresh = () => Promise.resolve())), {})
  assert.equal(Object((await attack()).error).code, 'confirmation_required')
})

test('a thief goes on with a stolen session after the password was changed', async (t) => {
  const attack = async (weaken?: (accounts: Accounts) => void) => {
    const { browse } = await start(t, weaken)
    const [owner, thief] = [browse(), browse()]
    await signIn(owner)
    await signIn(thief)
    const first = owner.cookies.get([...owner.cookies.keys()][0] ?? '')
    await owner.post('/api/account/password', { password: 'noch ein ganz neuer Satz' })
    const second = owner.cookies.get([...owner.cookies.keys()][0] ?? '')
    assert.ok(await owner.isIn())
    return { thiefIsIn: await thief.isIn(), isRenewed: first !== second }
  }
  const isWeak = await attack(({ sessions }) => {
    sessions.revokeAll = () => Promise.resolve(0)
    sessions.renew = (token) => Promise.resolve({ token })
  })
  assert.deepEqual(isWeak, { thiefIsIn: true, isRenewed: false })
  assert.deepEqual(await attack(), { thiefIsIn: false, isRenewed: true })
})

test('an administrator makes a link for an owner, and so becomes one', async (t) => {
  const id = await addPerson('Administrator', 'administrator')
  const attack = async (weaken?: (accounts: Accounts) => void) => {
    const { server, browse } = await start(t, weaken)
    await server.access.directory.load(LOCAL_TENANT_ID)
    const administrator = browse()
    const holder = { tenantId: LOCAL_TENANT_ID, personId: id }
    await administrator.openLink(server.access.createSignInUrl(holder))
    const path = `/api/people/${LOCAL_OWNER.id}/tickets`
    return (await administrator.post(path, { kind: 'reset' })).status
  }
  const isWeak = await attack(({ people }) => {
    people.createTicket = () =>
      Promise.resolve({ url: 'http://localhost/welcome#', expiresAt: '', isSent: false })
  })
  assert.equal(isWeak, 201)
  assert.equal(await attack(), 403)
})

test('a link for a new password is used twice, by who guesses, or leads to where a header says', async (t) => {
  const id = await addPerson('Bea', 'member')
  const { server, owner, browse } = await start(t)
  await server.access.directory.load(LOCAL_TENANT_ID)
  const { json } = await owner.post(`/api/people/${id}/tickets`, { kind: 'invitation' })
  const url = new URL(String(json.url))
  assert.equal(url.origin, new URL(server.url).origin)
  assert.equal(url.search, '')
  const token = url.hash.slice(1)
  const accept = (given: string, password = 'drei gelbe Giraffen') =>
    browse().post('/api/sign-in/ticket/password', { token: given, password })
  const guesses = [`${LOCAL_TENANT_ID}.${'a'.repeat(43)}`, `${createId()}.${token.split('.')[1]}`]
  for (const guess of guesses) assert.equal((await accept(guess)).status, 404)
  // A password that is refused does not use it up.
  assert.equal((await accept(token, 'zu kurz')).status, 400)
  const both = await Promise.all([accept(token), accept(token)])
  assert.deepEqual(new Set(both.map(({ status }) => status)), new Set([200, 404]))
})
