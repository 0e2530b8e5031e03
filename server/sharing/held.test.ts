import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { openTestDatabase } from '#server/lib/database-testing.ts'
import type { Database } from '#server/lib/database.ts'
import { createId } from '#server/lib/ids.ts'
import { createHoldsStore } from '#server/rights/retention/holds-store.ts'
import { fillPossessions } from '#server/rights/test-possessions-store.ts'
import { fillTestOrganisation } from '#server/rights/test-organisation-store.ts'
import { createSharesStore } from './shares-store.ts'

let database: Database
before(async () => {
  database = await openTestDatabase()
})
after(() => database.close())

test('whoever is under a hold may end a share: readers lose it at once, and that it was shared stays', async () => {
  const filled = await fillTestOrganisation(database, { tenantId: createId(), messages: 2 })
  await fillPossessions(database, filled)
  const { tenantId, personId: ownerId, conversationId } = filled
  const shares = createSharesStore(database)
  const read = () =>
    database.withTenant(
      tenantId,
      (sql) => sql<{ id: string; isOver: boolean }[]>`
        select id, coalesce(expires_at <= now(), false) as "isOver" from conversation_shares
        where conversation_id = ${conversationId}`,
    )
  const [share] = await read()
  assert.ok(share && !share.isOver)
  const holds = createHoldsStore(database)
  const wish = { subjectKind: 'person', subjectId: ownerId, reason: 'A case', until: null } as const
  const { id } = await holds.place(tenantId, wish, {
    id: filled.ownerId,
    name: 'Ada',
    at: new Date(),
  })
  assert.equal(await shares.revoke(tenantId, { id: share.id, ownerId }), true)
  assert.deepEqual(
    (await read()).map(({ isOver }) => isOver),
    [true],
  )
  await holds.lift(tenantId, id, { name: 'Ada', at: new Date() })
  assert.equal(await shares.revoke(tenantId, { id: share.id, ownerId }), true)
  assert.deepEqual([...(await read())], [])
})
