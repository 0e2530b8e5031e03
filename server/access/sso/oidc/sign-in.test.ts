import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { Session } from '#wire/access.ts'
import { openTestDatabase } from '#server/lib/database-testing.ts'
import type { Database } from '#server/lib/database.ts'
import { createTestBrowser, startSsoServer, type SsoServer } from '#server/sso-testing.ts'
import { CLIENT_SECRET, prepareTestIssuer, type TestIssuer } from './provider-testing.ts'

let database: Database
let server: SsoServer
let issuer: TestIssuer
const closers: (() => Promise<void>)[] = []

before(async () => {
  database = await openTestDatabase()
  const prepared = await prepareTestIssuer()
  closers.push(() => prepared.close())
  server = await startSsoServer({
    database,
    settings: {
      oidc: [
        {
          id: 'staff',
          name: 'Staff account',
          profile: 'keycloak',
          issuer: prepared.url,
          isInternal: true,
          clientId: 'galerne',
          clientSecret: CLIENT_SECRET,
          groups: { names: { '/finance': 'Finance' }, takesOthers: true },
          roles: { from: 'realm_access.roles', names: { 'galerne-builders': 'builder' } },
        },
      ],
    },
  })
  closers.push(() => server.close())
  issuer = prepared.open({
    redirectUris: [`${server.url}/sign-in/oidc/staff/callback`],
    postLogoutRedirectUris: [`${server.url}/sign-in/oidc/staff/signed-out`],
    backChannelUri: `${server.url}/sign-in/oidc/staff/back-channel`,
    accounts: [
      {
        sub: 'zoe',
        name: 'Zoë Lefèvre',
        email: 'Zoe@example.eu',
        email_verified: true,
        groups: ['/finance', '/choir'],
        realm_access: { roles: ['galerne-builders', 'something-else'] },
      },
      { sub: 'ulla', name: 'Ulla', email: 'ulla@example.eu', email_verified: false },
    ],
    amr: ['pwd', 'otp'],
  })
})
after(async () => {
  for (const close of closers.toReversed()) await close()
  await database.close()
})

const start = (path = '') => `${server.url}/sign-in/oidc/staff${path}`

test('somebody whom nobody here knows comes in by their issuer, with their groups and roles', async () => {
  issuer.signsInAs('zoe')
  const browser = createTestBrowser()
  const arrived = await browser.go(start('?return=/chats/1%3Fx=y'))
  assert.equal(arrived.url.href, `${server.url}/chats/1?x=y`, arrived.text)

  const session = await browser.once(`${server.url}/api/session`)
  assert.equal(session.status, 200)
  const said = Session.parse(await session.json())
  assert.equal(said.principal.name, 'Zoë Lefèvre')
  const principal = server.access.directory.findPerson(server.tenantId, said.principal.id)
  assert.deepEqual(principal?.roles, ['builder'])
  const names = principal?.groups?.map(
    (id) => server.access.directory.findGroup(server.tenantId, id)?.name,
  )
  assert.deepEqual(names?.toSorted(), ['/choir', 'Finance'])
})
