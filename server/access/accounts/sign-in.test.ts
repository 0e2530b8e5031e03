import assert from 'node:assert/strict'
import { after, test, type TestContext } from 'node:test'
import { openTestDatabase } from '#server/lib/database-testing.ts'
import { EMAIL, PASSWORD, startWithAccount } from './accounts-testing.ts'

const database = await openTestDatabase()
after(() => database.close())

async function start(t: TestContext) {
  const started = await startWithAccount({ database })
  t.after(() => started.server.close())
  return started
}

test('the first owner makes an account of the link, and signs in with it', async (t) => {
  const { browse } = await start(t)
  const browser = browse()
  const { status, json } = await browser.post('/api/sign-in/password', {
    email: EMAIL.toUpperCase(),
    password: PASSWORD,
  })
  assert.equal(status, 200)
  assert.deepEqual(json, { step: 'done' })
  assert.ok(await browser.isIn())
})
