import assert from 'node:assert/strict'
import { createHmac } from 'node:crypto'
import { after, afterEach, before, test } from 'node:test'
import { decodeJwt, exportSPKI, importJWK, type JWTPayload } from 'jose'
import * as library from 'openid-client'
import { z } from 'zod'
import { openTestDatabase } from '#server/lib/database-testing.ts'
import type { Database } from '#server/lib/database.ts'
import {
  createTestBrowser,
  startSsoServer,
  type SsoServer,
  type SsoServerOptions,
} from '#server/sso-testing.ts'
import type { Flows } from '../flows.ts'
import type { OidcLibrary } from './issuer.ts'
import {
  startScriptedIssuer,
  type ScriptedIssuer,
  type SigningKey,
} from './scripted-issuer-testing.ts'

let database: Database
let honest: ScriptedIssuer
let evil: ScriptedIssuer
const servers: SsoServer[] = []
before(async () => {
  database = await openTestDatabase()
  honest = await startScriptedIssuer()
  evil = await startScriptedIssuer()
})
after(async () => {
  for (const server of servers) await server.close()
  await honest.close()
  await evil.close()
  await database.close()
})
afterEach(() => {
  honest.does = {}
  evil.does = {}
})

async function open(
  weakness: Partial<SsoServerOptions> = {},
  more: Record<string, unknown> = {},
): Promise<SsoServer> {
  const common = { isInternal: true, clientId: 'galerne', clientSecret: 'a client’s secret' }
  const server = await startSsoServer({
    database,
    settings: {
      oidc: [
        { ...common, id: 'staff', name: 'Staff', issuer: honest.url, ...more },
        { ...common, id: 'other', name: 'Other', issuer: evil.url },
      ],
    },
    ...weakness,
  })
  servers.push(server)
  return server
}

/** What somebody wrote who read that a token is JSON in base64: no signature, no audience, no nonce is looked at. */
async function grantNaively(
  config: library.Configuration,
  url: URL | Request,
  checks?: library.AuthorizationCodeGrantChecks,
) {
  const answer = await globalThis.fetch(config.serverMetadata().token_endpoint ?? '', {
    method: 'POST',
    body: new URLSearchParams({
      grant_type: 'authorization_code',
      code: (url instanceof URL ? url : new URL(url.url)).searchParams.get('code') ?? '',
      code_verifier: checks?.pkceCodeVerifier ?? '',
    }),
  })
  const tokens = Tokens.parse(await answer.json())
  return { ...tokens, claims: () => decodeJwt(tokens.id_token), expiresIn: () => 60 }
}

const Tokens = z.object({ id_token: z.string(), access_token: z.string(), token_type: z.string() })

const naive: OidcLibrary = {
  ...library,
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- that it is not the same is the point
  authorizationCodeGrant: grantNaively as unknown as OidcLibrary['authorizationCodeGrant'],
  fetchUserInfo: (config, token) => library.fetchUserInfo(config, token, library.skipSubjectCheck),
  enableNonRepudiationChecks: () => undefined,
}

const isIn = async (server: SsoServer, browser = createTestBrowser(), path = 'staff') => {
  const visit = await browser.go(`${server.url}/sign-in/oidc/${path}`)
  const session = await browser.once(`${server.url}/api/session`)
  return { isIn: session.status === 200, visit }
}

const encode = (value: unknown) => Buffer.from(JSON.stringify(value)).toString('base64url')
const pemOf = async (key: SigningKey) => {
  const publicKey = await importJWK({ ...key.publicJwk, ext: true }, 'RS256')
  if (publicKey instanceof Uint8Array) throw new Error('not a key pair')
  return exportSPKI(publicKey)
}

const FORGERIES: Record<string, (claims: JWTPayload, key: SigningKey) => Promise<string> | string> =
  {
    'of another sign-in (nonce)': (claims, key) => key.sign({ ...claims, nonce: 'n'.repeat(43) }),
    'without a nonce': (claims, key) => key.sign({ ...claims, nonce: undefined }),
    'for another application (audience)': (claims, key) => key.sign({ ...claims, aud: 'payroll' }),
    'for several, by another (azp)': (claims, key) =>
      key.sign({ ...claims, aud: ['galerne', 'payroll'], azp: 'payroll' }),
    'of another issuer': (claims, key) => key.sign({ ...claims, iss: evil.url }),
    'that has ended': (claims, key) => key.sign({ ...claims, iat: 1, exp: 600 }),
    'without a signature (alg none)': (claims) => `${encode({ alg: 'none' })}.${encode(claims)}.`,
    'signed with the public key as a password (HS256)': async (claims, key) => {
      const text = `${encode({ alg: 'HS256', kid: key.kid })}.${encode(claims)}`
      return `${text}.${createHmac('sha256', await pemOf(key))
        .update(text)
        .digest('base64url')}`
    },
    'signed by somebody else': (claims) => evil.key.sign(claims, { kid: honest.key.kid }),
    'signed by a key that it brings along': (claims) =>
      evil.key.sign(claims, { jwk: JSON.stringify(evil.key.publicJwk) }),
    'changed after it was signed': async (claims, key) => {
      const [header, , signature] = (await key.sign(claims)).split('.')
      return [header, encode({ ...claims, name: 'Mallory' }), signature].join('.')
    },
  }

test('an ID token that is not exactly ours lets nobody in, and did where it was only read', async (t) => {
  const weak = await open({ loadLibrary: () => Promise.resolve(naive) })
  const ours = await open()
  for (const [what, idToken] of Object.entries(FORGERIES)) {
    await t.test(what, async () => {
      honest.does = { idToken }
      assert.ok((await isIn(weak)).isIn, 'the attack is real')
      const { isIn: isInOurs, visit } = await isIn(ours)
      assert.ok(!isInOurs)
      assert.match(visit.text, /could not be believed/)
    })
  }
  honest.does = {}
  assert.ok((await isIn(ours)).isIn, 'the right one does')
})

test('userinfo of somebody else, or that was changed on the way, lets nobody in', async () => {
  const profile = { profile: 'proconnect' }
  const weak = await open({ loadLibrary: () => Promise.resolve(naive) }, profile)
  const ours = await open({}, profile)
  const signed = (claims: JWTPayload, key: SigningKey) =>
    key.sign({ iss: honest.url, aud: 'galerne', ...claims })
  const changed = async (claims: JWTPayload, key: SigningKey): Promise<[string, string]> => {
    const [header, , signature] = (await signed(claims, key)).split('.')
    const other = encode({ iss: honest.url, aud: 'galerne', ...claims, email: 'ceo@example.eu' })
    return ['application/jwt', [header, other, signature].join('.')]
  }
  const another = async (claims: JWTPayload, key: SigningKey): Promise<[string, string]> => [
    'application/jwt',
    await signed({ ...claims, sub: 'the-director' }, key),
  ]
  for (const userinfo of [changed, another]) {
    honest.does = { userinfo }
    assert.ok((await isIn(weak)).isIn, 'the attack is real')
    assert.ok(!(await isIn(ours)).isIn)
  }
  honest.does = { userinfo: (claims) => ['application/json', JSON.stringify(claims)] }
  assert.ok(!(await isIn(ours)).isIn, 'unsigned where signed is agreed')
  honest.does = {
    userinfo: async (claims, key) => ['application/jwt', await signed(claims, key)],
  }
  assert.ok((await isIn(ours)).isIn, 'the right one does')
})

test('a code that another issuer gave is not sent to the one that was asked (mix-up)', async () => {
  const attempt = async (server: SsoServer) => {
    const browser = createTestBrowser()
    evil.requests.length = 0
    // The evil issuer sends the victim on to the honest one, with the honest one’s client and its own state.
    const { url } = await browser.go(
      `${server.url}/sign-in/oidc/other`,
      (to) => to.origin === evil.url,
    )
    url.host = new URL(honest.url).host
    const { url: back } = await browser.go(url.href, (to) => to.origin === server.url)
    await browser.go(back.href)
    return evil.requests.some(({ pathname }) => pathname === '/token')
  }
  const weak = await open({ loadLibrary: () => Promise.resolve(naive) })
  assert.ok(await attempt(weak), 'the attack is real: the evil issuer has the code')
  assert.ok(!(await attempt(await open())))
})

test('the answer to one issuer’s question is no answer to another’s', async () => {
  const server = await open()
  const browser = createTestBrowser()
  const { url } = await browser.go(
    `${server.url}/sign-in/oidc/other`,
    (to) => to.origin === evil.url,
  )
  const back = new URL(`${server.url}/sign-in/oidc/staff/callback`)
  back.search = new URLSearchParams({
    code: 'x',
    state: url.searchParams.get('state') ?? '',
  }).toString()
  const { status, text } = await browser.go(back.href)
  assert.equal(status, 401)
  assert.match(text, /another browser or window/)
})

const TRUSTING = (flows: Flows): Flows => ({
  begin: (flow) => flows.begin({ ...flow, browser: 'anybody' }),
  take: (flow) => flows.take({ ...flow, browser: 'anybody' }),
})

test('nobody is signed in to an account that somebody else has sent them a link for (login CSRF)', async () => {
  const attempt = async (server: SsoServer) => {
    const attacker = createTestBrowser()
    const victim = createTestBrowser()
    const { url } = await attacker.go(`${server.url}/sign-in/oidc/staff`, ({ pathname }) =>
      pathname.endsWith('/callback'),
    )
    await victim.go(url.href)
    return (await victim.once(`${server.url}/api/session`)).status === 200
  }
  assert.ok(await attempt(await open({ wrapFlows: TRUSTING })), 'the attack is real')
  assert.ok(!(await attempt(await open())))
})

test('an answer works once, also where the issuer would take its code twice (replay)', async () => {
  honest.does = { keepsCodes: true }
  const taken = new Map<string, unknown>()
  const forgetful = (flows: Flows): Flows => ({
    begin: (flow) => flows.begin(flow),
    async take(flow) {
      if (!taken.has(flow.state)) taken.set(flow.state, await flows.take(flow))
      return taken.get(flow.state)
    },
  })
  const attempt = async (server: SsoServer) => {
    const browser = createTestBrowser()
    const { url } = await browser.go(`${server.url}/sign-in/oidc/staff`, ({ pathname }) =>
      pathname.endsWith('/callback'),
    )
    assert.equal((await browser.go(url.href)).status, 200)
    return (await browser.go(url.href)).status === 200
  }
  assert.ok(await attempt(await open({ wrapFlows: forgetful })), 'the attack is real')
  assert.ok(!(await attempt(await open())))
})

test('a state that is not there, or twice, is refused', async () => {
  const server = await open()
  for (const query of [
    '?code=x',
    '?code=x&state=',
    '?code=x&state=a&state=b',
    '?code=x&state=a%00',
  ]) {
    const visit = await createTestBrowser().go(`${server.url}/sign-in/oidc/staff/callback${query}`)
    assert.equal(visit.status, 401, query)
  }
})

test('a key that the issuer changed a second ago is known', async () => {
  const server = await open()
  assert.ok((await isIn(server)).isIn)
  await honest.rotate()
  assert.ok((await isIn(server)).isIn)
})

test('an issuer that calls itself otherwise, or cannot be reached, is not believed; its address is not told', async () => {
  const server = await open()
  honest.does = { metadata: { issuer: 'https://elsewhere.example' } }
  const { visit } = await isIn(server)
  assert.equal(visit.status, 503)
  assert.match(visit.text, /Staff cannot be reached at present/)
  assert.doesNotMatch(visit.text, /127\.0\.0\.1|elsewhere/)
})

test('an issuer of the internet does not lead into our own network', async () => {
  const server = await open(
    {},
    { isInternal: false, issuer: honest.url.replace('http:', 'https:') },
  )
  honest.requests.length = 0
  const { visit } = await isIn(server)
  assert.equal(visit.status, 503)
  assert.deepEqual(honest.requests, [])
})
