import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { noteRevision, watchRevisions } from './database-revisions.ts'
import { openTestDatabase } from './database-testing.ts'
import type { Database } from './database.ts'
import { createId } from './ids.ts'
import { silentLog } from './log.ts'

let database: Database
before(async () => {
  // As one of several processes sees it.
  database = { ...(await openTestDatabase()), sharing: 'machine' }
})
after(() => database.close())

const note = (tenantId: string, topic: string) =>
  database.withTenant(tenantId, (sql) => noteRevision(sql, tenantId, topic))

test('a change of any organisation is told to whoever watches its topic, and to nobody else', async (t) => {
  const [first, second] = [createId(), createId()]
  const told: string[] = []
  const done = Promise.withResolvers<void>()
  const watch = (who: string, options: { tenantId?: string; topics: readonly string[] }) =>
    watchRevisions({
      database,
      log: silentLog,
      pollMs: 5,
      ...(options.tenantId !== undefined && { tenantId: options.tenantId }),
      topics: Object.fromEntries(
        options.topics.map((topic) => [
          topic,
          async (tenantId: string) => {
            told.push(`${who} ${topic} ${tenantId === first ? 'first' : 'second'}`)
            if (topic === 'end' && who === 'all') done.resolve()
          },
        ]),
      ),
    })
  const stops = await Promise.all([
    watch('all', { topics: ['keys', 'end'] }),
    watch('one', { tenantId: second, topics: ['keys'] }),
  ])
  t.after(() => Promise.all(stops.map((stop) => stop())))
  await note(first, 'keys')
  await note(second, 'keys')
  await note(second, 'other')
  await note(second, 'end')
  await done.promise
  assert.deepEqual(told.toSorted(), [
    'all end second',
    'all keys first',
    'all keys second',
    'one keys second',
  ])
})

test('what could not be read anew is tried again, although nothing has changed since', async (t) => {
  const tenantId = createId()
  const done = Promise.withResolvers<void>()
  let tries = 0
  const stop = await watchRevisions({
    database,
    log: silentLog,
    pollMs: 5,
    topics: {
      async fragile() {
        tries += 1
        if (tries < 3) throw new Error('not yet')
        done.resolve()
      },
    },
  })
  t.after(stop)
  await note(tenantId, 'fragile')
  await done.promise
  assert.equal(tries, 3)
})
