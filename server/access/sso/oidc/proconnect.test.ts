import assert from 'node:assert/strict'
import type { IncomingMessage, ServerResponse } from 'node:http'
import { after, before, test } from 'node:test'
import { Session } from '#wire/access.ts'
import { openTestDatabase } from '#server/lib/database-testing.ts'
import type { Database } from '#server/lib/database.ts'
import {
  createTestBrowser,
  startSsoServer,
  type SsoServer,
  type SsoServerOptions,
} from '#server/sso-testing.ts'
import { CLIENT_SECRET, prepareTestIssuer, type TestIssuer } from './provider-testing.ts'

/**
 * ProConnect's rules as its documentation has them (numerique-gouv/proconnect-documentation, doc_fs/implementation_technique.md),
 * before a real issuer: what is not asked exactly as it wants is refused with its own words.
 */
const MAY_ASK: Record<string, string[]> = {
  '/auth': 'response_type client_id redirect_uri scope claims state nonce prompt idp_hint'.split(
    ' ',
  ),
  '/session/end': ['id_token_hint', 'state', 'post_logout_redirect_uri'],
}
const MUST_ASK: Record<string, string[]> = {
  '/auth': ['response_type', 'client_id', 'redirect_uri', 'scope', 'state', 'nonce'],
  '/session/end': MAY_ASK['/session/end'] ?? [],
}

function gate(request: IncomingMessage, response: ServerResponse): boolean {
  const { pathname, searchParams } = new URL(request.url ?? '/', 'http://proconnect.invalid')
  const may = MAY_ASK[pathname]
  if (!may) return false
  const names = [...searchParams.keys()]
  const isShort = ['state', 'nonce'].some((name) => {
    const value = searchParams.get(name)
    return value !== null && value.length < 32
  })
  const isRight =
    names.every((name) => may.includes(name)) &&
    (MUST_ASK[pathname] ?? []).every((name) => searchParams.get(name)) &&
    new Set(names).size === names.length &&
    !isShort
  if (!isRight) response.writeHead(400).end('Y000400 : Bad Request Exception')
  return !isRight
}

let database: Database
let server: SsoServer
let issuer: TestIssuer
let issuerUrl = ''
const closers: (() => Promise<void>)[] = []

async function open(settings: Record<string, unknown>, weakness: Partial<SsoServerOptions> = {}) {
  const prepared = await prepareTestIssuer()
  const opened = await startSsoServer({
    database,
    settings: {
      oidc: [
        {
          id: 'proconnect',
          name: 'ProConnect',
          issuer: prepared.url,
          isInternal: true,
          clientId: 'galerne',
          clientSecret: CLIENT_SECRET,
          ...settings,
        },
      ],
    },
    ...weakness,
  })
  closers.push(
    () => prepared.close(),
    () => opened.close(),
  )
  const at = `${opened.url}/sign-in/oidc/proconnect`
  const openedIssuer = prepared.open({
    redirectUris: [`${at}/callback`],
    postLogoutRedirectUris: [`${at}/signed-out`],
    isUserinfoSigned: true,
    scopes: ['given_name', 'usual_name', 'uid'],
    accounts: [
      {
        sub: 'a1',
        given_name: 'Angèle',
        usual_name: 'Dupont',
        email: `angele@${new URL(prepared.url).port}.example`,
        uid: '7',
      },
    ],
    acr: 'eidas1',
    amr: ['pwd', 'mfa'],
    gate,
  })
  return { server: opened, issuer: openedIssuer, url: prepared.url }
}

before(async () => {
  database = await openTestDatabase()
  ;({
    server,
    issuer,
    url: issuerUrl,
  } = await open({
    profile: 'proconnect',
    requiresSecondFactor: true,
  }))
})
after(async () => {
  for (const close of closers.toReversed()) await close()
  await database.close()
})

test('ProConnect’s strictness lets our profile through, and nobody else’s', async () => {
  const browser = createTestBrowser()
  const { visit } = { visit: await browser.go(`${server.url}/sign-in/oidc/proconnect`) }
  assert.equal(visit.url.href, `${server.url}/`, visit.text)
  const answer = await browser.once(`${server.url}/api/session`)
  assert.equal(Session.parse(await answer.json()).principal.name, 'Angèle Dupont')

  const asked = issuer.requests.find(({ pathname }) => pathname === '/auth')
  assert.deepEqual([...(asked?.searchParams.keys() ?? [])].toSorted(), [
    'claims',
    'client_id',
    'nonce',
    'redirect_uri',
    'response_type',
    'scope',
    'state',
  ])
  assert.equal(asked?.searchParams.get('claims'), '{"id_token":{"amr":{"essential":true}}}')
  assert.ok((asked?.searchParams.get('state') ?? '').length >= 32)

  const other = await open({ profile: 'generic' })
  const refused = await createTestBrowser().go(`${other.server.url}/sign-in/oidc/proconnect`)
  assert.match(refused.text, /Y000400/, 'PKCE is a parameter too many')
})

test('its methods and level are kept with the session', async () => {
  const browser = createTestBrowser()
  await browser.go(`${server.url}/sign-in/oidc/proconnect`)
  const [row] = await database.withTenant(
    server.tenantId,
    (sql) => sql<{ methods: string[] }[]>`select methods from sessions order by id desc limit 1`,
  )
  assert.deepEqual(row?.methods, ['sso', 'pwd', 'mfa'])
})

test('levels are asked for by `claims`, where `acr_values` would be refused', async () => {
  const levels = await open({ profile: 'proconnect', acrValues: ['eidas1'] })
  const browser = createTestBrowser()
  const visit = await browser.go(`${levels.server.url}/sign-in/oidc/proconnect`)
  const asked = levels.issuer.requests.find(({ pathname }) => pathname === '/auth')
  assert.deepEqual(JSON.parse(asked?.searchParams.get('claims') ?? '{}'), {
    id_token: { amr: { essential: true }, acr: { essential: true, values: ['eidas1'] } },
  })
  const answer = await browser.once(`${levels.server.url}/api/session`)
  assert.equal(answer.status, 200, visit.text)
})

test('signing out takes the ID token along, and nothing that ProConnect does not know', async () => {
  const browser = createTestBrowser()
  await browser.go(`${server.url}/sign-in/oidc/proconnect`)
  const { url } = await browser.go(`${server.url}/sign-out`, (to) => to.origin === issuerUrl)
  const page = await browser.once(url.href)
  assert.equal(page.status, 200, await page.text())
  assert.match(url.searchParams.get('id_token_hint') ?? '', /^eyJ/)
})
