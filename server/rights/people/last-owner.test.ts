import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { setTimeout as delay } from 'node:timers/promises'
import { LOCAL_OWNER, LOCAL_TENANT_ID } from '#server/access/principal.ts'
import { startTestServer, type TestServer } from '#server/lib/database-server-testing.ts'
import { openDatabase, type Database, type TransactionSql } from '#server/lib/database.ts'
import { createId } from '#server/lib/ids.ts'
import { silentLog } from '#server/lib/log.ts'
import { erasePerson } from './erase-store.ts'

let server: TestServer
before(async () => {
  server = await startTestServer()
})
after(() => server.stop())

/** As if nobody had to wait for a turn. */
function withoutTurns(database: Database): Database {
  const weaken = (sql: TransactionSql): TransactionSql =>
    new Proxy(sql, {
      apply: (target, _this, [strings, ...values]) =>
        Array.isArray(strings) && String(strings).includes('insert into revisions')
          ? target`select 1`
          : Reflect.apply(target, undefined, [strings, ...values]),
    })
  return {
    ...database,
    withTenant: (tenantId, work, role) =>
      database.withTenant(tenantId, (sql) => work(weaken(sql)), role),
  }
}

test('two owners erase themselves at once, and nobody owns the organisation any more', async (t) => {
  const attack = async (weaken: (database: Database) => Database) => {
    const url = await server.createDatabase()
    const database = await openDatabase({ url, folder: '', log: silentLog })
    t.after(() => database.close())
    const second = createId()
    await database.withTenant(LOCAL_TENANT_ID, async (sql) => {
      await sql`insert into people (tenant_id, id, name) values (${LOCAL_TENANT_ID}, ${second}, 'Zwei')`
      await sql`
        insert into role_grants (tenant_id, holder_kind, holder_id, role)
        values (${LOCAL_TENANT_ID}, 'person', ${second}, 'owner')`
    })
    const within = { first: Promise.withResolvers<void>(), second: Promise.withResolvers<void>() }
    const goOn = Promise.withResolvers<void>()
    const erase = (personId: string, { resolve }: PromiseWithResolvers<void>) =>
      erasePerson(weaken(database), LOCAL_TENANT_ID, {
        personId,
        pseudonym: createId(),
        async certify() {
          resolve()
          await goOn.promise
        },
      })
    const going = [erase(LOCAL_OWNER.id, within.first)]
    await within.first.promise
    going.push(erase(second, within.second))
    await Promise.race([within.second.promise, untilSomebodyWaits(database)])
    goOn.resolve()
    const outcomes = await Promise.allSettled(going)
    return outcomes.map(({ status }) => status)
  }
  assert.deepEqual(await attack(withoutTurns), ['fulfilled', 'fulfilled'])
  assert.deepEqual(await attack((database) => database), ['fulfilled', 'rejected'])
})

async function untilSomebodyWaits({ sql }: Database): Promise<void> {
  for (;;) {
    const [row] = await sql<{ waits: boolean }[]>`
      select exists (select from pg_locks where not granted) as waits`
    if (row?.waits) return
    await delay(20)
  }
}
