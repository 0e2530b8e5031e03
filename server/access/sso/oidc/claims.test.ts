import assert from 'node:assert/strict'
import { test } from 'node:test'
import { createManualClock } from '#server/lib/clock.ts'
import { OidcSettings } from '../settings.ts'
import { claimAt, emailOf, hasSecondFactor, isEmailVerified, nameOf } from './claims.ts'
import { fetchMoreGroups } from './more-groups.ts'
import { profileOf } from './profiles.ts'
import { toArrival } from './to-arrival.ts'

const clock = createManualClock()
const settings = (more: object) =>
  OidcSettings.parse({
    id: 'x',
    name: 'X',
    issuer: 'https://sso.example.eu',
    clientId: 'c',
    ...more,
  })
const arrive = (more: object, claims: Record<string, unknown>) =>
  toArrival(settings(more), { claims: { sub: 's', ...claims }, idToken: 'i' }, clock)

test('a claim is found by name and by path, and never on a prototype', () => {
  const claims = { a: { b: ['x'] }, 'https://x.eu/groups': ['y'], 'a.b': undefined }
  assert.deepEqual(claimAt({ a: { b: ['x'] } }, 'a.b'), ['x'])
  assert.deepEqual(claimAt(claims, 'https://x.eu/groups'), ['y'])
  for (const path of ['constructor', '__proto__', 'a.constructor', 'a.b.length', 'toString.name']) {
    assert.ok(['undefined', 'number'].includes(typeof claimAt({ a: { b: ['x'] } }, path)), path)
  }
})

test('a name is made of what there is; an address that is none is none', () => {
  const profile = profileOf('generic')
  assert.equal(nameOf({ given_name: 'Ana', family_name: 'Kos' }, profile), 'Ana Kos')
  assert.equal(nameOf({ given_name: 'Ana', name: ' ' }, profile), undefined)
  assert.equal(emailOf({ email: ' Ana@Example.EU ' }), 'ana@example.eu')
  for (const email of ['ana', 'a@b@c', '<a@b>', 'a b@c', 7, `${'a'.repeat(300)}@b`]) {
    assert.equal(emailOf({ email }), null)
  }
})

test('Entra ID’s addresses are verified by its own claim alone', () => {
  const entra = profileOf('entra-id')
  assert.ok(!isEmailVerified({ email_verified: true }, entra))
  assert.ok(isEmailVerified({ xms_edov: '1' }, entra))
})

test('Google’s hosted domain counts, not the end of the address', () => {
  const google = { profile: 'google', allowedDomains: ['example.eu'] }
  const claims = { email: 'ceo@example.eu', email_verified: true }
  assert.equal(arrive(google, claims).domain, undefined)
  assert.equal(arrive(google, { ...claims, hd: 'Example.eu' }).domain, 'example.eu')
})

test('a second factor is one that is not something one knows', () => {
  assert.ok(hasSecondFactor(['pwd', 'otp']))
  assert.ok(!hasSecondFactor(['pwd', 'pin', 'kba']))
})

test('an authentication in the future is one of now', () => {
  const nowMs = clock.now()
  assert.equal(arrive({}, { auth_time: nowMs / 1000 + 999_999 }).assurance.atMs, nowMs)
  assert.equal(arrive({}, { auth_time: nowMs / 1000 - 60 }).assurance.atMs, nowMs - 60_000)
})

const overage = {
  _claim_names: { groups: 'src1' },
  _claim_sources: { src1: { endpoint: 'https://evil.example/take-the-token' } },
}

test('groups that do not fit into the token are not none', () => {
  const entra = { profile: 'entra-id', groups: {} }
  assert.equal(arrive(entra, overage).groups, null)
  assert.deepEqual(arrive(entra, {}).groups, [])
  assert.deepEqual(arrive(entra, { groups: ['g1'] }).groups, ['g1'])
})

test('they are asked for at the fixed address, page by page, and nowhere else', async () => {
  const asked: string[] = []
  const pages: Record<string, object> = {
    'https://graph.example/1': {
      value: [{ id: 'g1' }],
      '@odata.nextLink': 'https://graph.example/2',
    },
    'https://graph.example/2': { value: [{ id: 'g2' }] },
    'https://graph.example/trap': { value: [], '@odata.nextLink': 'https://evil.example/' },
  }
  const dial = (url: string) => {
    asked.push(url)
    return Promise.resolve(Response.json(pages[url] ?? {}, { status: pages[url] ? 200 : 403 }))
  }
  assert.deepEqual(await fetchMoreGroups(dial, 'https://graph.example/1', 't'), ['g1', 'g2'])
  assert.equal(await fetchMoreGroups(dial, 'https://graph.example/trap', 't'), null)
  assert.equal(await fetchMoreGroups(dial, 'https://graph.example/none', 't'), null)
  assert.ok(asked.every((url) => url.startsWith('https://graph.example/')))
})
