import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { OwnSignIn, type OidcForm, type SamlForm } from '#wire/own-sign-in.ts'
import { ProviderTest, SignInOverview } from '#wire/sso.ts'
import { LOCAL_TENANT_ID } from '#server/access/principal.ts'
import { RIGHTS } from '#server/access/roles.ts'
import { openTestDatabase } from '#server/lib/database-testing.ts'
import type { Database } from '#server/lib/database.ts'
import { createId } from '#server/lib/ids.ts'
import { createTestBrowser, startSsoServer, type SsoServer } from '#server/sso-testing.ts'
import { startScriptedIssuer, type ScriptedIssuer } from '../oidc/scripted-issuer-testing.ts'
import { IDP } from '../saml/certificates-testing.ts'
import { readSamlMetadata } from './saml-metadata.ts'
import { compileWay, settingsFrom } from './way-form.ts'

let database: Database
let issuer: ScriptedIssuer
let server: SsoServer
let headers: Record<string, string> = {}

before(async () => {
  database = await openTestDatabase()
  issuer = await startScriptedIssuer()
  server = await startSsoServer({ database, settings: {} })
  const { cookie, csrf } = await server.signIn()
  headers = { cookie, 'x-galerne-csrf': csrf, 'content-type': 'application/json' }
})
after(async () => {
  await server.close()
  await issuer.close()
  await database.close()
})

const SECRET = 'a secret that is never told'

const oidc = (change: Partial<OidcForm> = {}): OidcForm => ({
  kind: 'oidc',
  name: 'Staff of Röthenbach',
  isEnabled: true,
  mayCreatePeople: true,
  trustedDomains: [],
  allowedDomains: [],
  groups: null,
  roles: { from: 'groups', names: [{ from: 'makers', role: 'builder' }], isNeeded: false },
  profile: 'generic',
  issuer: issuer.url,
  clientId: 'galerne',
  requiresSecondFactor: false,
  isInternal: true,
  ca: null,
  ...change,
})

const saml = (change: Partial<SamlForm> = {}): SamlForm => ({
  kind: 'saml',
  name: 'University',
  isEnabled: false,
  mayCreatePeople: false,
  trustedDomains: [],
  allowedDomains: ['uni.example.eu'],
  groups: { from: 'member', names: [], takesOthers: true },
  roles: null,
  entityId: 'https://idp.example.eu',
  signInUrl: 'https://idp.example.eu/sso',
  signOutUrl: null,
  signOutBinding: 'redirect',
  certificates: [IDP.certificate],
  emailAttribute: null,
  nameAttribute: null,
  ...change,
})

const send = (method: string, path: string, body?: object) =>
  server.send({ method, path: `/api${path}`, headers, ...(body && { body: JSON.stringify(body) }) })

async function add(body: object): Promise<OwnSignIn> {
  const { status, text } = await send('POST', '/own-sign-in', body)
  assert.equal(status, 201, text)
  return OwnSignIn.parse(JSON.parse(text))
}

async function overview() {
  const { text } = await send('GET', '/sign-in-providers')
  assert.ok(!text.includes(SECRET))
  return SignInOverview.parse(JSON.parse(text)).providers
}

test('an owner sets up a way in, tries it, and people come in by it without a restart', async () => {
  const form = oidc({ isEnabled: false })
  const made = await add({ form, secret: SECRET })
  assert.match(made.id, /^staff-of-rothenbach-[a-z2-9]{6}$/)
  assert.deepEqual([made.form, made.hasSecret], [form, true])
  const shut = await server.send({ path: `/sign-in/oidc/${made.id}` })
  assert.equal(shut.status, 404)

  const tried = await send('POST', `/sign-in-providers/oidc/${made.id}/test`)
  const { checks } = ProviderTest.parse(JSON.parse(tried.text))
  assert.ok(checks.every(({ outcome }) => outcome === 'right'))

  assert.equal((await send('PUT', `/own-sign-in/${made.id}`, { form: oidc() })).status, 200)
  const { text } = await server.send({ path: '/api/sign-in/methods' })
  const { providers } = JSON.parse(text)
  const [button] = providers.slice(-1)
  assert.deepEqual([button.name, button.url], [form.name, new URL(made.url).pathname])

  const browser = createTestBrowser()
  const there = await browser.go(made.url, (url) => url.origin === issuer.url)
  assert.equal(there.url.origin, issuer.url)
  assert.equal(there.url.searchParams.get('client_id'), 'galerne')
  const [shown] = await overview()
  assert.equal(shown?.own?.id, made.id)
  assert.equal(shown.addresses[0]?.url, `${made.url}/callback`)
  const other = createTestBrowser()
  const redirect = there.url.searchParams.get('redirect_uri')
  assert.equal(redirect, `${made.url}/callback`)
  assert.equal((await other.go(`${made.url}/callback?state=x&code=y`)).status, 401)

  assert.equal((await send('DELETE', `/own-sign-in/${made.id}`)).status, 204)
  assert.equal((await server.send({ path: `/sign-in/oidc/${made.id}` })).status, 404)
  assert.equal((await send('DELETE', `/own-sign-in/${made.id}`)).status, 404)
})

test('a secret goes nowhere but where its owner sent it', async () => {
  const made = await add({ form: oidc(), secret: SECRET })
  const path = `/own-sign-in/${made.id}`
  const moved = { form: oidc({ issuer: 'https://elsewhere.example.eu' }) }
  const refused = await send('PUT', path, moved)
  assert.equal(refused.status, 400)
  assert.match(refused.text, /Enter the client secret of the new issuer/)
  assert.equal((await send('PUT', path, { ...moved, secret: 'another' })).status, 200)
  const open = OwnSignIn.parse(
    JSON.parse((await send('PUT', path, { form: oidc(), secret: null })).text),
  )
  assert.equal(open.hasSecret, false)
  await send('DELETE', path)
})

test('SAML is set up from the metadata that an identity provider publishes', async () => {
  const body = IDP.certificate.replaceAll(/-----[^-]+-----|\s/g, '')
  const key = (use: string, text: string) =>
    `<md:KeyDescriptor${use}><ds:KeyInfo><ds:X509Data><ds:X509Certificate>\n ${text}\n</ds:X509Certificate></ds:X509Data></ds:KeyInfo></md:KeyDescriptor>`
  const service = (binding: string, at: string) =>
    `<md:SingleSignOnService Binding="urn:oasis:names:tc:SAML:2.0:bindings:${binding}" Location="https://idp.example.eu/${at}?a=1&amp;b=2"/>`
  const xml = `<?xml version="1.0"?><md:EntityDescriptor entityID="https://idp.example.eu"><md:IDPSSODescriptor>${key(' use="encryption"', 'AAAA')}${key('', body)}${key(' use="signing"', body)}${service('HTTP-POST', 'post')}${service('HTTP-Redirect', 'sso')}</md:IDPSSODescriptor><md:SPSSODescriptor>${key(' use="signing"', 'BBBB')}</md:SPSSODescriptor></md:EntityDescriptor>`
  const { status, text } = await send('POST', '/own-sign-in/metadata', { xml })
  assert.equal(status, 200, text)
  const read = JSON.parse(text)
  assert.equal(read.signInUrl, 'https://idp.example.eu/sso?a=1&b=2')
  assert.equal(read.certificates.length, 1)

  const made = await add({ form: saml({ ...read, certificates: [body] }) })
  const [shown] = await overview()
  assert.deepEqual([shown?.kind, shown?.id, shown?.own?.form.isEnabled], ['saml', made.id, false])
  assert.equal((await send('PUT', `/own-sign-in/${made.id}`, { form: oidc() })).status, 400)
  await send('DELETE', `/own-sign-in/${made.id}`)
})

test('metadata that is none, or hostile, is refused in words', () => {
  const cases: [string, RegExp][] = [
    ['', /no SAML metadata/],
    ['<html>', /no SAML metadata/],
    ['<!DOCTYPE a [<!ENTITY b SYSTEM "file:///etc/passwd">]><a>&b;</a>', /document type/],
    ['<EntityDescriptor entityID="a"/>', /HTTP-Redirect/],
    ['<a><EntityDescriptor entityID="a"/><EntityDescriptor entityID="b"/></a>', /several/],
    ['<'.repeat(200_000), /no SAML metadata/],
    ['<a>'.repeat(300_000), /too deep/],
  ]
  for (const [xml, message] of cases) {
    assert.throws(() => readSamlMetadata(xml), { message }, xml.slice(0, 40))
  }
})

test('what galerne.yaml would refuse is refused, in the same words', async () => {
  const cases: [object, RegExp][] = [
    [oidc({ issuer: 'http://sso.example.eu', isInternal: false }), /issuer must begin with https/],
    [
      oidc({ profile: 'entra-id', issuer: 'https://login.example.eu/common/v2.0' }),
      /issuer must name your own tenant/,
    ],
    [oidc({ issuer: 'nonsense' }), /issuer must be a web address/],
    [saml({ signInUrl: 'javascript:alert(1)' }), /signInUrl must be a web address/],
    [saml({ certificates: ['nonsense'] }), /no certificate/],
  ]
  for (const [form, message] of cases) {
    const { status, text } = await send('POST', '/own-sign-in', { form })
    assert.equal(status, 400, text)
    assert.match(text, message)
  }
})

test('only whoever runs the installation leads a way in into the network around it', () => {
  const settings = settingsFrom(oidc({ issuer: 'https://10.0.0.5' }))
  const compile = (tenantId: string, change = {}) =>
    compileWay(
      { kind: 'oidc', settings: { ...settings, ...change } },
      { id: 'staff', tenantId, secret: null },
    ).oidc[0]?.isInternal
  assert.equal(compile(LOCAL_TENANT_ID), true)
  const other = createId()
  assert.equal(compile(other), false)
  assert.throws(() => compile(other, { issuer: 'http://10.0.0.5' }), /must begin with https/)
})

test('nobody but an owner who signed in just now may say who vouches for people', async () => {
  const { cookie, csrf } = await server.signIn()
  const old = { cookie, 'x-galerne-csrf': csrf, 'content-type': 'application/json' }
  const ask = () =>
    server.send({
      method: 'POST',
      path: '/api/own-sign-in',
      headers: old,
      body: JSON.stringify({ form: saml() }),
    })
  server.clock.advance(60 * 60_000)
  const late = await ask()
  assert.equal(JSON.parse(late.text).error.code, 'confirmation_required', late.text)
  // Nor is a screen that was left open a way to a sign-in of just now.
  const link = await server.send({ method: 'POST', path: '/api/sign-in-links', headers: old })
  assert.equal(JSON.parse(link.text).error.code, 'confirmation_required', link.text)
  const holders = Object.entries(RIGHTS).filter(([, rights]) => rights.has('sign-in.configure'))
  assert.deepEqual(
    holders.map(([role]) => role),
    ['owner'],
  )
})
