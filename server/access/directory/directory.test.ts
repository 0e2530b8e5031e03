import assert from 'node:assert/strict'
import { after, test } from 'node:test'
import { openTestDatabase } from '#server/lib/database-testing.ts'
import { silentLog } from '#server/lib/log.ts'
import { LOCAL_OWNER, LOCAL_TENANT_ID } from '../principal.ts'
import { createDirectory } from './directory.ts'

const database = await openTestDatabase()
after(() => database.close())
const tenantId = LOCAL_TENANT_ID

async function open() {
  const directory = createDirectory({ database, log: silentLog })
  await directory.load(tenantId)
  return directory
}

const vouched = (externalId: string, more: object = {}) => ({
  tenantId,
  source: 'sso:https://id.example',
  externalId,
  email: `${externalId}@example.org`,
  name: externalId,
  ...more,
})

test('the first person is there from the start, as the owner', async () => {
  const directory = await open()
  assert.deepEqual(directory.findPerson(tenantId, LOCAL_OWNER.id)?.roles, ['owner'])
  assert.equal(directory.findPerson(tenantId, LOCAL_TENANT_ID), undefined)
  assert.equal(directory.findPerson('another', LOCAL_OWNER.id), undefined)
})

test('somebody whom an issuer vouches for is made once, and is the same one under another name', async () => {
  const directory = await open()
  const first = await directory.ensurePerson(vouched('ana'))
  assert.deepEqual(first.roles, ['member'], 'the first role of the organisation')
  const again = await directory.ensurePerson(
    vouched('ana', { name: 'Ana Sousa', email: 'ana.sousa@example.org', roles: ['builder'] }),
  )
  assert.equal(again.id, first.id)
  assert.equal(again.name, 'Ana Sousa')
  assert.deepEqual(again.roles, ['builder', 'member'])
  const [{ count } = { count: 0 }] = await database.withTenant(
    tenantId,
    (sql) =>
      sql<{ count: number }[]>`select count(*)::int as count from people where external_id = 'ana'`,
  )
  assert.equal(count, 1)
})

test('what a source gave and gives no more is taken away, and what a person gave stays', async () => {
  const directory = await open()
  await directory.ensurePerson(vouched('bo', { roles: ['auditor', 'builder'] }))
  const later = await directory.ensurePerson(vouched('bo', { roles: ['builder'] }))
  assert.deepEqual(later.roles, ['builder'])
  const none = await directory.ensurePerson(vouched('bo', { roles: [] }))
  assert.deepEqual(none.roles, [])
})
