import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { openTestDatabase } from '#server/lib/database-testing.ts'
import type { Database } from '#server/lib/database.ts'
import { createTestBrowser, startSsoServer, type SsoServer } from '#server/sso-testing.ts'
import { startTestDirectory, type TestDirectory } from './ldap-server-testing.ts'

let database: Database
let directory: TestDirectory
let server: SsoServer
before(async () => {
  database = await openTestDatabase()
  directory = await startTestDirectory({
    entries: [
      {
        dn: 'uid=zoe,dc=example,dc=eu',
        password: 'only the directory knows',
        attributes: {
          objectClass: ['person'],
          uid: ['zoe'],
          cn: ['Zoë Lefèvre'],
          mail: ['zoe@example.eu'],
          entryUUID: ['id-zoe'],
          memberOf: ['cn=Builders,dc=example,dc=eu'],
        },
      },
    ],
  })
  server = await startSsoServer({
    database,
    settings: {
      ldap: [
        {
          id: 'town',
          name: 'Town hall',
          url: directory.url,
          usesStartTls: false,
          baseDn: 'dc=example,dc=eu',
          loginDomains: ['example.eu'],
          roles: { names: { Builders: 'builder' } },
        },
      ],
    },
  })
})
after(async () => {
  await server.close()
  await directory.close()
  await database.close()
})

async function signIn(email: string, password: string) {
  const browser = createTestBrowser()
  const answer = await browser.once(`${server.url}/api/sign-in/password`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ email, password }),
  })
  const session = await browser.once(`${server.url}/api/session`)
  return { status: answer.status, text: await answer.text(), isIn: session.status === 200, session }
}

test('the password of the directory signs in by the usual form, with the roles that it gives', async () => {
  const { status, isIn, session, text } = await signIn('zoe@example.eu', 'only the directory knows')
  assert.ok(status === 200 && isIn, text)
  assert.match(await session.text(), /Zoë Lefèvre/)
  const [row] = await database.withTenant(
    server.tenantId,
    (sql) => sql<{ role: string }[]>`
      select role from role_grants join people on id = holder_id where email = 'zoe@example.eu'`,
  )
  assert.equal(row?.role, 'builder')
})

test('a wrong one does not, and is told in the words of every other failure', async () => {
  const wrong = await signIn('zoe@example.eu', 'a guess')
  const nobody = await signIn('nobody@example.eu', 'a guess')
  const other = await signIn('zoe@elsewhere.example', 'only the directory knows')
  for (const { status, isIn } of [wrong, nobody, other]) {
    assert.equal(status, 401)
    assert.ok(!isIn)
  }
  const message = (text: string) => /"message":"([^"]+)"/.exec(text)?.[1]
  assert.equal(message(wrong.text), message(nobody.text))
  assert.equal(message(wrong.text), message(other.text))
})

test('addresses of other domains are not told to the directory', async () => {
  const asked = directory.heard.length
  await signIn('somebody@elsewhere.example', 'my secret')
  assert.equal(directory.heard.length, asked)
})
