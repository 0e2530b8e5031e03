import assert from 'node:assert/strict'
import { execFile } from 'node:child_process'
import { inflateRawSync } from 'node:zlib'
import { after, before, test } from 'node:test'
import { promisify } from 'node:util'
import { openTestDatabase } from '#server/lib/database-testing.ts'
import type { Database } from '#server/lib/database.ts'
import {
  createTestBrowser,
  startSsoServer,
  type SsoServer,
  type TestBrowser,
} from '#server/sso-testing.ts'
import { IDP } from './certificates-testing.ts'
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
