import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { OwnSignIn, type LdapForm } from '#wire/own-sign-in.ts'
import { LookedUp, ProviderTest } from '#wire/sso.ts'
import { openTestDatabase } from '#server/lib/database-testing.ts'
import type { Database } from '#server/lib/database.ts'
import { createTestBrowser, startSsoServer, type SsoServer } from '#server/sso-testing.ts'
import { TEST_CERTIFICATE, TEST_KEY } from '../ldap/certificate-testing.ts'
import { startTestDirectory, type TestDirectory } from '../ldap/ldap-server-testing.ts'
import { LdapSettings } from '../settings.ts'
import { withClient } from '../ldap/ldap-connection.ts'

let database: Database
let directory: TestDirectory
let server: SsoServer
let headers: Record<string, string> = {}
const PASSWORD = 'only the directory knows'
const SERVICE = { dn: 'cn=galerne,dc=example,dc=eu', password: 'the search account’s' }

before(async () => {
  database = await openTestDatabase()
  directory = await startTestDirectory({
    tls: { key: TEST_KEY, cert: TEST_CERTIFICATE },
    needsBind: true,
    entries: [
      { ...SERVICE, attributes: { objectClass: ['service'] } },
      {
        dn: 'uid=zoe,dc=example,dc=eu',
        password: PASSWORD,
        attributes: {
          objectClass: ['person'],
          uid: ['zoe'],
          cn: ['Zoë Lefèvre'],
          mail: ['zoe@example.eu'],
          entryUUID: ['id-zoe'],
          memberOf: ['cn=Makers,dc=example,dc=eu'],
        },
      },
    ],
  })
  server = await startSsoServer({ database, settings: {} })
  const { cookie, csrf } = await server.signIn()
  headers = { cookie, 'x-galerne-csrf': csrf, 'content-type': 'application/json' }
})
after(async () => {
  await server.close()
  await directory.close()
  await database.close()
})

const ldap = (change: Partial<LdapForm> = {}): LdapForm => ({
  kind: 'ldap',
  name: 'Town hall',
  isEnabled: true,
  mayCreatePeople: true,
  trustedDomains: [],
  allowedDomains: [],
  groups: null,
  roles: { from: 'groups', names: [{ from: 'Makers', role: 'builder' }], isNeeded: false },
  url: directory.url.replace('127.0.0.1', 'localhost'),
  usesStartTls: true,
  isInternal: true,
  ca: `ours\n${TEST_CERTIFICATE}`,
  bindDn: SERVICE.dn,
  baseDn: 'dc=example,dc=eu',
  filter: '(&(objectClass=person)(|(uid={name})(mail={name})))',
  idAttribute: 'entryUUID',
  emailAttribute: 'mail',
  nameAttribute: 'cn',
  groupBaseDn: null,
  loginDomains: ['example.eu'],
  ...change,
})

const send = (method: string, path: string, body?: object) =>
  server.send({ method, path: `/api${path}`, headers, ...(body && { body: JSON.stringify(body) }) })

async function add(form: LdapForm) {
  const { status, text } = await send('POST', '/own-sign-in', { form, secret: SERVICE.password })
  assert.equal(status, 201, text)
  return OwnSignIn.parse(JSON.parse(text))
}

async function signIn(email: string, way?: string) {
  const browser = createTestBrowser()
  const answer = await browser.once(`${server.url}/api/sign-in/password`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ email, password: PASSWORD, way }),
  })
  const session = await browser.once(`${server.url}/api/session`)
  return { status: answer.status, text: await session.text() }
}

test('an owner sets up a directory, looks somebody up, and people sign in by it without a restart', async () => {
  const made = await add(ldap({ isEnabled: false }))
  assert.equal(made.form.kind === 'ldap' && made.form.ca, TEST_CERTIFICATE)
  assert.equal((await signIn('zoe@example.eu')).status, 401)

  const tried = await send('POST', `/sign-in-providers/ldap/${made.id}/test`)
  const { checks } = ProviderTest.parse(JSON.parse(tried.text))
  assert.deepEqual(checks, [{ what: 'directory', outcome: 'right', detail: 'dc=example,dc=eu' }])
  const lookUp = async (name: string) => {
    const { text } = await send('POST', `/sign-in-providers/ldap/${made.id}/look-up`, { name })
    return LookedUp.parse(JSON.parse(text)).person
  }
  assert.deepEqual(await lookUp('zoe'), {
    id: 'id-zoe',
    name: 'Zoë Lefèvre',
    email: 'zoe@example.eu',
    groups: [],
    roles: ['builder'],
  })
  assert.equal(await lookUp('*'), null)

  assert.equal((await send('PUT', `/own-sign-in/${made.id}`, { form: ldap() })).status, 200)
  const methods = await server.send({ path: '/api/sign-in/methods' })
  assert.equal(JSON.parse(methods.text).password, true)
  const { status, text } = await signIn('zoe@example.eu')
  assert.equal(status, 200)
  assert.match(text, /Zoë Lefèvre/)
  assert.ok(
    directory.heard.every((one) => !/^bind .*plain/.test(one)),
    directory.heard.join('\n'),
  )

  const asked = directory.heard.length
  assert.equal((await signIn('zoe@elsewhere.example')).status, 401)
  assert.equal(directory.heard.length, asked, 'addresses of other domains are not told to it')
  assert.equal((await send('DELETE', `/own-sign-in/${made.id}`)).status, 204)
  assert.equal((await signIn('zoe@example.eu')).status, 401)
})

test('the password of the search account goes nowhere but where its owner sent it', async () => {
  const { id } = await add(ldap({ isEnabled: false }))
  const moves: Partial<LdapForm>[] = [
    { url: 'ldaps://ldap.elsewhere.example' },
    { usesStartTls: false },
    { ca: null },
  ]
  for (const move of moves) {
    const { status, text } = await send('PUT', `/own-sign-in/${id}`, { form: ldap(move) })
    assert.equal(status, 400, text)
    assert.match(text, /Enter the password for the new address/)
  }
  const rows = await database.withTenant(
    server.tenantId,
    (sql) => sql`select * from own_sign_in where id = ${id}`,
  )
  assert.ok(!JSON.stringify(rows).includes(SERVICE.password))
  await send('DELETE', `/own-sign-in/${id}`)
})

test('another organisation’s directory is asked by those alone who came to its address', async () => {
  const { organisation, ownerId } = await server.access.organisations.create('Nachbarstadt')
  await server.access.directory.load(organisation.id)
  const theirs = createTestBrowser()
  const holder = { tenantId: organisation.id, personId: ownerId }
  await theirs.go(server.access.createSignInUrl(holder))
  const session: unknown = await (await theirs.once(`${server.url}/api/session`)).json()
  const theirSend = (form: LdapForm) =>
    theirs.once(`${server.url}/api/own-sign-in`, {
      method: 'POST',
      headers: {
        'content-type': 'application/json',
        'x-galerne-csrf': String(Object(session).csrfToken),
      },
      body: JSON.stringify({ form, secret: SERVICE.password }),
    })
  // The network around the machine is not theirs.
  assert.equal((await theirSend(ldap())).status, 400)
  const made = await theirSend(ldap({ isInternal: false }))
  assert.equal(made.status, 201, await made.clone().text())
  const { id, url } = OwnSignIn.parse(await made.json())
  const asked = directory.heard.length
  assert.equal((await signIn('zoe@example.eu')).status, 401)
  const came = await createTestBrowser().go(url)
  assert.equal(came.url.search, `?way=${id}`)
  // Whose private address is dialled by nobody for them: neither by its name nor as it is.
  assert.equal((await signIn('zoe@example.eu', id)).status, 503)
  assert.equal(directory.heard.length, asked)
})

test('a directory that must be public is dialled at no other address, whatever its name leads to', async () => {
  const settings = (change: object) =>
    LdapSettings.parse({ id: 'x', name: 'X', baseDn: 'dc=x', url: directory.url, ...change })
  const work = async () => 'reached'
  const unguarded = settings({ usesStartTls: false })
  assert.equal(await withClient(unguarded, work), 'reached', 'the attack is real')
  const port = new URL(directory.url).port
  for (const host of ['127.0.0.1', 'localhost', '[::ffff:127.0.0.1]', '169.254.169.254']) {
    const guarded = settings({ url: `ldap://${host}:${port}`, isInternal: false })
    await assert.rejects(withClient(guarded, work), (error: Error) => {
      assert.match(String(error.cause), /may not be called/, host)
      return true
    })
  }
})

test('what would show passwords on an open line is refused', async () => {
  const cases: [Partial<LdapForm>, RegExp][] = [
    [{ isInternal: false, usesStartTls: false }, /usesStartTls must be true/],
    [{ loginDomains: [] }, /must name the domains/],
    [{ filter: '(uid=zoe)' }, /must contain \{name\}/],
    [{ url: 'https://ldap.example.eu' }, /must begin with ldaps/],
    [{ ca: 'nonsense' }, /no certificate/],
  ]
  for (const [change, message] of cases) {
    const { status, text } = await send('POST', '/own-sign-in', { form: ldap(change) })
    assert.equal(status, 400, text)
    assert.match(text, message)
  }
})
