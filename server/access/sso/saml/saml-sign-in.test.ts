import assert from 'node:assert/strict'
import { execFile } from 'node:child_process'
import { createPrivateKey, X509Certificate } from 'node:crypto'
import { deflateRawSync, inflateRawSync } from 'node:zlib'
import { after, before, test, type TestContext } from 'node:test'
import { promisify } from 'node:util'
import { openTestDatabase } from '#server/lib/database-testing.ts'
import type { Database } from '#server/lib/database.ts'
import {
  createTestBrowser,
  startSsoServer,
  type SsoServer,
  type TestBrowser,
} from '#server/sso-testing.ts'
import { IDP, OTHER_IDP } from './certificates-testing.ts'
import { encryptedForms } from './encrypt-testing.ts'
import { readPost, readRedirect, SUCCESS, toSend, writeLogoutRequest } from './logout-messages.ts'
import { ENTITY_ID, toBase64, writeResponse, type ResponseWish } from './response-testing.ts'

let database: Database
let server: SsoServer
before(async () => {
  database = await openTestDatabase()
  server = await startSsoServer({
    database,
    settings: {
      saml: [
        {
          id: 'idp',
          name: 'Identity provider',
          entityId: ENTITY_ID,
          signInUrl: 'https://idp.example.eu/sso',
          certificates: [IDP.certificate],
          groups: { takesOthers: true },
        },
      ],
    },
  })
})
after(async () => {
  await server.close()
  await database.close()
})

const at = (path: string) => `${server.url}/sign-in/saml/idp${path}`

/** Goes to the identity provider; what was asked there. */
async function begin(browser: TestBrowser): Promise<string> {
  const { url } = await browser.go(at('?return=/chats'), (to) => to.hostname === 'idp.example.eu')
  const request = inflateRawSync(Buffer.from(url.searchParams.get('SAMLRequest') ?? '', 'base64'))
  return / ID="([^"]+)"/.exec(request.toString())?.[1] ?? ''
}

const answerTo = (inResponseTo: string, more: Partial<ResponseWish> = {}) =>
  toBase64(
    writeResponse({
      acsUrl: at('/acs'),
      audience: at('/metadata'),
      inResponseTo,
      attributes: { mail: ['zoe@example.eu'], displayName: ['Zoë'], groups: ['Choir'] },
      ...more,
    }),
  )

/** The form of the identity provider’s page, which comes without our cookies: `SameSite=Lax` is for links. */
async function post(SAMLResponse: string): Promise<{ status: number; location: string | null }> {
  const stranger = createTestBrowser()
  const body = new URLSearchParams({ SAMLResponse })
  const answer = await stranger.once(at('/acs'), { method: 'POST', body })
  return { status: answer.status, location: answer.headers.get('location') }
}

const isIn = async (browser: TestBrowser) =>
  (await browser.once(`${server.url}/api/session`)).status === 200

test('somebody comes in by SAML, with name and groups, to where they wanted', async () => {
  const browser = createTestBrowser()
  const { location } = await post(answerTo(await begin(browser)))
  const arrived = await browser.go(new URL(location ?? '', server.url).href)
  assert.equal(arrived.url.pathname, '/chats', arrived.text)
  assert.ok(await isIn(browser))
  const [row] = await database.withTenant(
    server.tenantId,
    (sql) => sql<{ name: string; groups: string }[]>`
      select people.name, groups.name as groups from people
      join group_members on person_id = people.id join groups on groups.id = group_id
      where email = 'zoe@example.eu'`,
  )
  assert.deepEqual({ ...row }, { name: 'Zoë', groups: 'Choir' })
})

test('an answer to nobody’s question, or to another browser’s, lets nobody in', async () => {
  const [asker, victim] = [createTestBrowser(), createTestBrowser()]
  const unasked = await post(answerTo(`_${'0'.repeat(64)}`))
  assert.equal((await victim.go(new URL(unasked.location ?? '', server.url).href)).status, 401)
  // Login CSRF: the attacker’s own answer, given to the victim’s browser.
  const { location } = await post(answerTo(await begin(asker)))
  await begin(victim)
  const { status, text } = await victim.go(new URL(location ?? '', server.url).href)
  assert.equal(status, 401)
  assert.match(text, /another browser/)
  assert.ok(!(await isIn(victim)))
})

test('an answer works once, and its ticket too', async () => {
  const browser = createTestBrowser()
  const answer = answerTo(await begin(browser))
  const { location } = await post(answer)
  assert.equal((await post(answer)).status, 401, 'the assertion was used')
  const ticket = new URL(location ?? '', server.url).href
  assert.equal((await browser.go(ticket)).url.pathname, '/chats')
  assert.equal((await browser.go(ticket)).status, 401, 'the ticket was used')
})

test('it tells an identity provider what it wants', async () => {
  const answer = await createTestBrowser().once(at('/metadata'))
  const xml = await answer.text()
  assert.match(xml, /WantAssertionsSigned="true"/)
  assert.ok(
    xml.includes(`entityID="${at('/metadata')}"`) && xml.includes(`Location="${at('/acs')}"`),
  )
})

test('what is not configured loads nothing', async () => {
  const script = `
    import { createRequire } from 'node:module'
    const { cache } = createRequire(import.meta.url)
    const count = () => Object.keys(cache).filter((path) => /node-saml|xml-crypto|xmldom/.test(path)).length
    await import('#server/access/sso/open-sso.ts')
    const before = count()
    await import('@node-saml/node-saml')
    console.log(before, count() > 0)`
  const args = ['--input-type=module', '-e', script]
  const { stdout } = await promisify(execFile)(process.execPath, args)
  assert.equal(stdout.trim(), '0 true')
})

const SLO = 'https://idp.example.eu/slo'

/** A server of its own for the binding that the provider takes sign-outs by, and somebody who came by it. */
async function withLogout(t: TestContext, signOutBinding: 'redirect' | 'post') {
  const id = `out-${signOutBinding}`
  const saml = {
    id,
    name: 'Identity provider',
    entityId: ENTITY_ID,
    signInUrl: 'https://idp.example.eu/sso',
    signOutUrl: SLO,
    signOutBinding,
    certificates: [IDP.certificate],
  }
  const own = await startSsoServer({ database, settings: { saml: [saml] } })
  t.after(() => own.close())
  const here = `${own.url}/sign-in/saml/${id}`
  const metadata = await (await fetch(`${here}/metadata`)).text()
  const base64 = /X509Certificate>([^<]+)</.exec(metadata)?.[1] ?? ''
  const certificate = new X509Certificate(Buffer.from(base64, 'base64'))
  const comeIn = async () => {
    const browser = createTestBrowser()
    const { url } = await browser.go(here, (to) => to.hostname === 'idp.example.eu')
    const asked = inflateRawSync(Buffer.from(url.searchParams.get('SAMLRequest') ?? '', 'base64'))
    const inResponseTo = / ID="([^"]+)"/.exec(asked.toString())?.[1] ?? ''
    const xml = writeResponse({ acsUrl: `${here}/acs`, audience: `${here}/metadata`, inResponseTo })
    const [form = ''] = Object.values(encryptedForms(xml, { certificate: certificate.toString() }))
    const body = new URLSearchParams({ SAMLResponse: toBase64(form) })
    const answer = await createTestBrowser().once(`${here}/acs`, { method: 'POST', body })
    await browser.go(new URL(answer.headers.get('location') ?? '', own.url).href)
    const isStillIn = async () => (await browser.once(`${own.url}/api/session`)).status === 200
    assert.ok(await isStillIn())
    return { browser, isStillIn }
  }
  const provider = {
    certificate: IDP.certificate,
    privateKey: createPrivateKey(IDP.key),
  }
  const stranger = { ...provider, privateKey: createPrivateKey(OTHER_IDP.key) }
  /** What the provider says, in the parts that a test wants otherwise. */
  const request = (change: Partial<Parameters<typeof writeLogoutRequest>[0]> = {}, sid = 's1') =>
    writeLogoutRequest(
      { issuer: ENTITY_ID, destination: `${here}/sign-out`, nowMs: Date.now(), ...change },
      { nameId: { value: 'zoe', ...NO_QUALIFIERS }, sessionIndex: sid },
    )
  const wishes = { url: `${here}/sign-out`, parameter: 'SAMLRequest', relayState: 'back' } as const
  const say = async (xml: string, binding: 'redirect' | 'post', pair = provider) => {
    const { url, form } = await toSend(xml, { ...wishes, binding }, pair)
    const sent = { method: 'POST', body: new URLSearchParams(form) }
    return fetch(url, { redirect: 'manual', ...(form && sent) })
  }
  return { own, here, certificate, comeIn, request, say, stranger }
}

const NO_QUALIFIERS = { format: null, nameQualifier: null, spNameQualifier: null }

test('who signs out here is signed out at the provider too, by a signed redirect', async (t) => {
  const { own, certificate, comeIn } = await withLogout(t, 'redirect')
  const { browser, isStillIn } = await comeIn()
  const left = await browser.go(`${own.url}/sign-out`, (to) => to.hostname === 'idp.example.eu')
  assert.ok(left.url.href.startsWith(`${SLO}?SAMLRequest=`))
  const { said } = readRedirect(left.url.search.slice(1), [certificate.publicKey])
  assert.deepEqual([said.nameId, said.sessionIndexes, said.destination], ['zoe', ['s1'], SLO])
  assert.equal(await isStillIn(), false)
})

test('or by a signed form, which the page lets go there and nowhere else', async (t) => {
  const { own, certificate, comeIn } = await withLogout(t, 'post')
  const { browser, isStillIn } = await comeIn()
  const page = await browser.go(`${own.url}/sign-out`)
  assert.match(
    page.headers.get('content-security-policy') ?? '',
    /form-action https:\/\/idp.example.eu;/,
  )
  const value = /name="SAMLRequest" value="([^"]+)"/.exec(page.text)?.[1] ?? ''
  const form = new URLSearchParams({ SAMLRequest: value })
  const { said } = await readPost(form, [certificate.toString()])
  assert.deepEqual([said.nameId, said.sessionIndexes, said.destination], ['zoe', ['s1'], SLO])
  await assert.rejects(readPost(form, [IDP.certificate]), /signed, or by somebody else/)
  assert.equal(await isStillIn(), false)
})

test('who is signed out at the provider is out here, and the provider is told so', async (t) => {
  const { certificate, comeIn, request, say } = await withLogout(t, 'redirect')
  for (const binding of ['redirect', 'post'] as const) {
    const { isStillIn } = await comeIn()
    await say(request({}, 'another'), binding)
    assert.ok(await isStillIn(), 'another session of theirs is meant')
    const xml = request()
    const answer = await say(xml, binding)
    assert.equal(answer.status, 303, await answer.text())
    assert.equal(await isStillIn(), false)
    const to = new URL(answer.headers.get('location') ?? '')
    assert.equal(to.searchParams.get('RelayState'), 'back')
    const { said } = readRedirect(to.search.slice(1), [certificate.publicKey])
    assert.deepEqual([said.kind, said.status], ['LogoutResponse', SUCCESS])
    assert.equal((await say(xml, binding)).status, 400, 'it was asked for already')
  }
})

test('a sign-out that the provider has not asked for, or not of us, or not now, ends nothing', async (t) => {
  const { here, comeIn, request, say, stranger } = await withLogout(t, 'post')
  const { isStillIn } = await comeIn()
  const others: Record<string, string> = {
    'of another issuer': request({ issuer: 'https://other.example' }),
    'for another service': request({ destination: 'https://payroll.example.eu/sign-out' }),
    'of an hour ago': request({ nowMs: Date.now() - 3_600_000 }),
    'with a comment in the name': request().replace('zoe', 'z<!---->oe'),
    'naming two people': request().replace(
      '</saml:NameID>',
      '</saml:NameID><saml:NameID>b</saml:NameID>',
    ),
  }
  for (const binding of ['redirect', 'post'] as const) {
    for (const [what, xml] of Object.entries(others)) {
      assert.equal((await say(xml, binding)).status, 400, what)
    }
    assert.equal((await say(request(), binding, stranger)).status, 400, 'by somebody else')
  }
  const xml = request()
  const deflated = encodeURIComponent(deflateRawSync(xml).toString('base64'))
  const { SAML } = await import('@node-saml/node-saml')
  const library = new SAML({ issuer: here, callbackUrl: here, idpCert: IDP.certificate })
  const unsigned = { SAMLRequest: decodeURIComponent(deflated) }
  const believed = await library.validateRedirectAsync(unsigned, `SAMLRequest=${deflated}`)
  assert.equal(believed.profile?.nameID, 'zoe', 'the attack is real')
  const body = new URLSearchParams({ SAMLRequest: toBase64(xml) })
  const bare = await fetch(`${here}/sign-out?SAMLRequest=${deflated}`, { redirect: 'manual' })
  const form = await fetch(`${here}/sign-out`, { method: 'POST', body })
  assert.deepEqual([bare.status, form.status], [400, 400], 'not signed')
  assert.ok(await isStillIn())
})

test('many signatures that only begin are refused at once', async () => {
  const xml = `<a:LogoutRequest>${'<Signature>'.repeat(22_000)}`
  const form = new URLSearchParams({ SAMLRequest: Buffer.from(xml).toString('base64') })
  const startedMs = performance.now()
  await assert.rejects(readPost(form, [IDP.certificate]), /exactly one signature/)
  // Looked for the end of each, it is some seconds, in which nobody else is answered.
  assert.ok(performance.now() - startedMs < 1000)
})
