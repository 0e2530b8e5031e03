import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { Session } from '#wire/access.ts'
import { openTestDatabase } from '#server/lib/database-testing.ts'
import type { Database } from '#server/lib/database.ts'
import {
  createTestBrowser,
  startSsoServer,
  type SsoServer,
  type TestBrowser,
} from '#server/sso-testing.ts'
import {
  CLIENT_SECRET,
  prepareTestIssuer,
  type TestAccount,
  type TestIssuer,
} from './provider-testing.ts'

let database: Database
let server: SsoServer
let issuer: TestIssuer
let issuerUrl = ''
const closers: (() => Promise<void>)[] = []

const zoe: TestAccount = {
  sub: 'zoe',
  name: 'Zoë Lefèvre',
  email: 'Zoe@example.eu',
  email_verified: true,
  groups: ['/finance', '/choir'],
  realm_access: { roles: ['galerne-builders', 'owner'] },
}
const ulla = { sub: 'ulla', name: 'Ulla', email: 'ulla@example.eu', email_verified: false }
const hans = { sub: 'hans', name: 'Hans', email: 'hans@example.eu', email_verified: true }
const stranger = { sub: 'x', name: 'X', email: 'x@elsewhere.example', email_verified: true }

before(async () => {
  database = await openTestDatabase()
  const prepared = await prepareTestIssuer()
  issuerUrl = prepared.url
  closers.push(() => prepared.close())
  const common = {
    issuer: prepared.url,
    isInternal: true,
    clientId: 'galerne',
    clientSecret: CLIENT_SECRET,
  }
  server = await startSsoServer({
    database,
    settings: {
      oidc: [
        {
          ...common,
          id: 'staff',
          name: 'Staff account',
          profile: 'keycloak',
          trustedDomains: ['example.eu'],
          groups: { names: { '/finance': 'Finance' }, takesOthers: true },
          roles: { from: 'realm_access.roles', names: { 'galerne-builders': 'builder' } },
        },
        { ...common, id: 'plain', name: 'Plain' },
        { ...common, id: 'closed', name: 'Closed', mayCreatePeople: false },
        { ...common, id: 'own', name: 'Own', allowedDomains: ['example.eu'] },
        {
          ...common,
          id: 'roles',
          name: 'Roles',
          roles: {
            from: 'realm_access.roles',
            names: { 'galerne-users': 'member' },
            isNeeded: true,
          },
        },
        { ...common, id: 'level', name: 'Level', acrValues: ['eidas2'] },
        { ...common, id: 'factors', name: 'Factors', requiresSecondFactor: true },
      ],
    },
  })
  closers.push(() => server.close())
  const all = server.sso.settings.oidc.map(({ id }) => `${server.url}/sign-in/oidc/${id}`)
  issuer = prepared.open({
    redirectUris: all.map((one) => `${one}/callback`),
    postLogoutRedirectUris: all.map((one) => `${one}/signed-out`),
    backChannelUri: `${server.url}/sign-in/oidc/staff/back-channel`,
    accounts: [zoe, ulla, hans, stranger],
    amr: ['pwd'],
  })
})
after(async () => {
  for (const close of closers.toReversed()) await close()
  await database.close()
})

async function signIn(sub: string, provider = 'staff', browser = createTestBrowser()) {
  issuer.signsInAs(sub)
  const visit = await browser.go(`${server.url}/sign-in/oidc/${provider}?return=/chats/1%3Fx=y`)
  return { browser, visit }
}

async function whoIs(browser: TestBrowser) {
  const answer = await browser.once(`${server.url}/api/session`)
  if (answer.status !== 200) return undefined
  const { principal } = Session.parse(await answer.json())
  return server.access.directory.findPerson(server.tenantId, principal.id)
}

const groupsOf = (ids: readonly string[] = []) =>
  ids.map((id) => server.access.directory.findGroup(server.tenantId, id)?.name ?? '').toSorted()

const listEvents = (action: string) =>
  database.sql<{ event: { facts: Record<string, unknown>; reason?: string } }[]>`
    select event from audit_outbox where event->>'action' = ${action} order by number`

test('somebody whom nobody here knows comes in by their issuer, with their groups and roles', async () => {
  const { browser, visit } = await signIn('zoe')
  assert.equal(visit.url.href, `${server.url}/chats/1?x=y`, visit.text)
  const principal = await whoIs(browser)
  assert.equal(principal?.name, 'Zoë Lefèvre')
  // What the issuer calls “owner” is no word of ours: only what is listed becomes a role.
  assert.deepEqual(principal?.roles, ['builder'])
  assert.deepEqual(groupsOf(principal?.groups), ['/choir', 'Finance'])
})

test('who comes again is the same person, with the groups and roles of today', async () => {
  const known = await whoIs((await signIn('zoe')).browser)
  Object.assign(zoe, {
    name: 'Zoë Lefèvre-Martin',
    groups: ['/choir'],
    realm_access: { roles: [] },
  })
  const now = await whoIs((await signIn('zoe')).browser)
  assert.equal(now?.id, known?.id)
  assert.equal(now?.name, 'Zoë Lefèvre-Martin')
  assert.deepEqual(groupsOf(now?.groups), ['/choir'])
  assert.deepEqual(now?.roles, ['member'], 'what everybody begins with')
  // A claim that is missing altogether means none, too.
  const { groups: _, ...rest } = zoe
  delete zoe['groups']
  assert.deepEqual((await whoIs((await signIn('zoe')).browser))?.groups, [])
  Object.assign(zoe, rest, { groups: ['/finance'], realm_access: { roles: ['galerne-builders'] } })
})

async function invite(name: string, email: string): Promise<string> {
  const id = crypto.randomUUID()
  await database.withTenant(server.tenantId, async (sql) => {
    await sql`
      insert into people (tenant_id, id, name, email) values (${server.tenantId}, ${id}, ${name}, ${email})`
    await sql`
      insert into role_grants (tenant_id, holder_kind, holder_id, role)
      values (${server.tenantId}, 'person', ${id}, 'member')`
  })
  await server.access.directory.load(server.tenantId)
  return id
}

test('whoever has the address already is taken over only by a trusted issuer that has checked it', async () => {
  const invitedHans = await invite('Hans of old', 'hans@example.eu')
  await invite('Ulla of old', 'ulla@example.eu')

  const { visit } = await signIn('hans', 'plain')
  assert.equal(visit.status, 409, 'not trusted for the domain')
  assert.equal((await whoIs((await signIn('hans')).browser))?.id, invitedHans)
  // Once they are linked the address does not matter any more.
  assert.equal((await whoIs((await signIn('hans', 'plain')).browser))?.id, invitedHans)

  const { visit: ofUlla } = await signIn('ulla')
  assert.equal(ofUlla.status, 409, 'nobody has checked hers')
  assert.match(ofUlla.text, /administrator can link/)
  assert.equal((await listEvents('person.link')).length, 2)
})

test('an issuer that may make nobody lets in only whom it has brought before', async () => {
  const { visit } = await signIn('x', 'closed')
  assert.equal(visit.status, 403)
  assert.match(visit.text, /no account here yet.*invite you/)
  assert.ok(await whoIs((await signIn('hans', 'closed')).browser))
})

test('an issuer that is for some domains lets in nobody of others', async () => {
  const { visit } = await signIn('x', 'own')
  assert.equal(visit.status, 403)
  assert.match(visit.text, /Only people of example\.eu/)
  assert.match(
    (await signIn('ulla', 'own')).visit.text,
    /Only people of/,
    'nobody has checked hers',
  )
  assert.ok(await whoIs((await signIn('hans', 'own')).browser))
})

test('who was not sure enough to the issuer does not come in, and it is on record', async () => {
  const { visit } = await signIn('hans', 'level')
  assert.equal(visit.status, 403)
  assert.match(visit.text, /level that is needed here \(eidas2\)/)
  assert.match((await signIn('zoe', 'roles')).visit.text, /none of the roles/)
  assert.match((await signIn('hans', 'factors')).visit.text, /second factor/)
  const [event] = (await listEvents('sign-in.fail')).slice(-1)
  assert.equal(event?.event.facts['provider'], 'factors')
  assert.match(event?.event.reason ?? '', /second factor/)
})

test('who is suspended does not come in', async () => {
  const { browser } = await signIn('x', 'plain')
  const id = (await whoIs(browser))?.id ?? ''
  await database.withTenant(
    server.tenantId,
    (sql) => sql`update people set status = 'suspended' where id = ${id}`,
  )
  await server.access.directory.load(server.tenantId)
  const { visit } = await signIn('x', 'plain')
  assert.equal(visit.status, 403)
  assert.match(visit.text, /suspended/)
})

test('whoever signs out here is signed out at the issuer too, and comes back', async () => {
  const { browser } = await signIn('zoe')
  issuer.requests.length = 0
  const left = await browser.go(`${server.url}/sign-out`, (url) => url.origin === issuerUrl)
  assert.equal(left.url.pathname, '/session/end')
  assert.deepEqual([...left.url.searchParams.keys()].toSorted(), [
    'client_id',
    'id_token_hint',
    'post_logout_redirect_uri',
    'state',
  ])
  assert.equal(await whoIs(browser), undefined)
  const back = `${server.url}/sign-in/oidc/staff/signed-out?state=${left.url.searchParams.get('state')}`
  assert.equal((await browser.go(back)).url.href, `${server.url}/`)
})

test('another site cannot sign anybody out', async () => {
  const { browser } = await signIn('zoe')
  const headers = { 'sec-fetch-site': 'cross-site' }
  assert.equal((await browser.once(`${server.url}/sign-out`, { headers })).status, 403)
  assert.ok(await whoIs(browser))
})

test('who signs out at the issuer is signed out here, in every browser of that sign-in', async () => {
  const { browser } = await signIn('zoe')
  const other = await signIn('zoe')
  // What a person does on the issuer’s own page.
  const page = await browser.go(`${issuerUrl}/session/end`)
  const xsrf = /name="xsrf" value="([^"]+)"/.exec(page.text)?.[1] ?? ''
  await browser.once(`${issuerUrl}/session/end/confirm`, {
    method: 'POST',
    body: new URLSearchParams({ xsrf, logout: 'yes' }),
  })
  assert.equal(await whoIs(browser), undefined)
  assert.ok(await whoIs(other.browser), 'another session at the issuer goes on')
})

test('a page of the issuer in the browser ends the session that it names, and no other', async () => {
  const { browser } = await signIn('zoe')
  const [row] = await database.withTenant(
    server.tenantId,
    (sql) => sql<{ sid: string }[]>`select sid from sso_sessions order by session_id desc limit 1`,
  )
  const at = `${server.url}/sign-in/oidc/staff/front-channel`
  for (const query of [
    '',
    '?sid=',
    `?sid=${row?.sid}`,
    `?iss=https://evil.example&sid=${row?.sid}`,
  ]) {
    await browser.once(at + query)
    assert.ok(await whoIs(browser), query)
  }
  await browser.once(`${at}?iss=${encodeURIComponent(issuerUrl)}&sid=${row?.sid}`)
  assert.equal(await whoIs(browser), undefined)
})

test('no secret of a sign-in is readable in the database', async () => {
  const { browser } = await signIn('zoe')
  const { url } = await browser.go(
    `${server.url}/sign-in/oidc/staff`,
    (to) => to.origin === issuerUrl,
  )
  const dump = await database.withTenant(server.tenantId, async (sql) => [
    ...(await sql`select * from sso_flows`),
    ...(await sql`select * from sso_sessions`),
  ])
  const text = JSON.stringify(dump)
  assert.ok(dump.length > 1)
  for (const name of ['state', 'nonce']) {
    const secret = url.searchParams.get(name) ?? ''
    assert.equal(secret.length, 43)
    assert.ok(!text.includes(secret), name)
  }
  assert.doesNotMatch(text, /eyJ[\w-]+\.eyJ[\w-]+\./, 'an ID token')
})
