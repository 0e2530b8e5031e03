import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { ProviderTest, SignInOverview } from '#wire/sso.ts'
import { openTestDatabase } from '#server/lib/database-testing.ts'
import type { Database } from '#server/lib/database.ts'
import { startSsoServer, type SsoServer } from '#server/sso-testing.ts'
import { startScriptedIssuer, type ScriptedIssuer } from '../oidc/scripted-issuer-testing.ts'
import { IDP } from '../saml/certificates-testing.ts'

let database: Database
let issuer: ScriptedIssuer
let server: SsoServer
let headers: Record<string, string> = {}
const OTHER = '00000000-0000-7000-8000-0000000000ff'

before(async () => {
  database = await openTestDatabase()
  issuer = await startScriptedIssuer()
  const common = { isInternal: true, clientId: 'galerne', clientSecret: 'never to be told' }
  server = await startSsoServer({
    database,
    settings: {
      oidc: [
        {
          ...common,
          id: 'staff',
          name: 'Staff',
          issuer: issuer.url,
          roles: { names: { a: 'builder' } },
        },
        { ...common, id: 'gone', name: 'Gone', issuer: 'http://127.0.0.1:9' },
        { ...common, id: 'theirs', name: 'Theirs', issuer: issuer.url, organisation: OTHER },
      ],
      saml: [
        {
          id: 'idp',
          name: 'IdP',
          entityId: 'https://idp.example.eu',
          signInUrl: 'https://idp.example.eu/sso',
          certificates: [IDP.certificate, 'nonsense'],
        },
      ],
    },
  })
  const { cookie, csrf } = await server.signIn()
  headers = { cookie, 'x-galerne-csrf': csrf }
})
after(async () => {
  await server.close()
  await issuer.close()
  await database.close()
})

async function check(provider: string) {
  const path = `/api/sign-in-providers/${provider}/test`
  const answer = await server.send({ method: 'POST', path, headers })
  assert.equal(answer.status, 200, answer.text)
  return ProviderTest.parse(JSON.parse(answer.text)).checks
}

test('an administrator sees what is configured of their own organisation, and no secret', async () => {
  const { text } = await server.send({ path: '/api/sign-in-providers', headers })
  const { providers, scim } = SignInOverview.parse(JSON.parse(text))
  assert.deepEqual(
    providers.map(({ id }) => id),
    ['staff', 'gone', 'idp'],
  )
  assert.ok(!text.includes('never to be told') && !text.includes('Theirs'))
  assert.equal(providers[0]?.addresses[0]?.url, `${server.url}/sign-in/oidc/staff/callback`)
  assert.equal(scim.url, `${server.url}/scim/v2`)
})

test('a provider is tried, and what is wrong is said in words', async () => {
  assert.ok((await check('oidc/staff')).every(({ outcome }) => outcome === 'right'))
  const [gone] = await check('oidc/gone')
  assert.deepEqual([gone?.what, gone?.outcome], ['reach', 'wrong'])
  assert.match(gone?.detail ?? '', /fetch failed/)
  issuer.key = { ...issuer.key, publicJwk: { ...issuer.key.publicJwk, alg: 'RS512' } }
  assert.equal((await check('oidc/staff')).find(({ what }) => what === 'keys')?.outcome, 'wrong')
  const certificates = await check('saml/idp')
  assert.deepEqual(
    certificates.map(({ outcome }) => outcome),
    ['right', 'wrong'],
  )
})

test('another organisation’s is as good as none', async () => {
  for (const provider of ['oidc/theirs', 'oidc/none', 'saml/staff', 'nothing/staff']) {
    const path = `/api/sign-in-providers/${provider}/test`
    const { status } = await server.send({ method: 'POST', path, headers })
    assert.equal(status, 404, provider)
  }
})

test('a way into an organisation that is not there is closed, in words', async () => {
  const { status, text } = await server.send({ path: '/sign-in/oidc/theirs' })
  assert.equal(status, 503)
  assert.match(text, /organisation that is not here/)
})

test('the sign-in page shows the buttons', async () => {
  const { text } = await server.send({ path: '/api/sign-in/methods' })
  const { providers } = JSON.parse(text)
  assert.deepEqual(providers.slice(-1), [{ id: 'saml-idp', name: 'IdP', url: '/sign-in/saml/idp' }])
})
