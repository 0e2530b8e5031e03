import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { openTestDatabase } from '#server/lib/database-testing.ts'
import type { Database } from '#server/lib/database.ts'
import { openTestExports, PERSON } from '../exchange-testing.ts'
import { plantConversation } from '../exchange-testing-store.ts'
import { createExportStore } from './export-store.ts'
import { createRenderers } from './renderer.ts'

let database: Database
before(async () => {
  database = await openTestDatabase()
})
after(() => database.close())

test('whoever has gone puts nothing more into a thread that makes somebody else’s file by now', async () => {
  const { messageIds } = await plantConversation(database, { texts: ['My salary is 12,345.'] })
  const messages = await createExportStore(database).messages(PERSON.tenantId, messageIds)
  const renderers = createRenderers()
  const left = await renderers.open({ isZip: false })
  await left.ask({ type: 'messages', messages })
  await left.close()
  const next = await renderers.open({ isZip: false })
  await assert.rejects(left.ask({ type: 'messages', messages }), { code: 'cancelled' })
  await next.close()
  await renderers.close()
})

test('downloads that nobody takes block nobody: of one person one at a time, and not for ever', async (t) => {
  await plantConversation(database, { texts: ['Why?', 'So.'] })
  const exports = openTestExports(database)
  const request = { scope: 'all', format: 'md' } as const
  const stalled = await exports.open(PERSON, request)
  t.mock.timers.enable({ apis: ['setTimeout'] })
  const chunks = stalled.chunks[Symbol.asyncIterator]()
  assert.equal((await chunks.next()).done, false)
  await assert.rejects(exports.open(PERSON, request), { code: 'busy' })
  t.mock.timers.tick(120_000)
  t.mock.timers.reset()
  await assert.rejects(chunks.next(), { code: 'cancelled' })
  const unread = await exports.open(PERSON, request)
  await unread.close()
  const again = await exports.open(PERSON, request)
  await again.close()
})
