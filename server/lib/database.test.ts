import assert from 'node:assert/strict'
import fs, { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { syncBuiltinESMExports } from 'node:module'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, before, describe, mock, test } from 'node:test'
import type { Worker } from 'node:worker_threads'
import { AppError } from './app-error.ts'
import { openFiles } from './database-files.ts'
import { startTestServer, type TestServer } from './database-server-testing.ts'
import { openDatabase, type Database, type TransactionSql } from './database.ts'
import { silentLog } from './log.ts'

const ONE = '00000000-0000-7000-8000-00000000000a'
const TWO = '00000000-0000-7000-8000-00000000000b'
const NOTES = `
  create table notes (tenant_id uuid not null, text text not null);
  alter table notes enable row level security;
  alter table notes force row level security;
  create policy notes_of_tenant on notes
    using (tenant_id = current_setting('galerne.tenant_id')::uuid)
    with check (tenant_id = current_setting('galerne.tenant_id')::uuid);
`

const folder = mkdtempSync(join(tmpdir(), 'galerne-database-'))
const migrations = join(folder, 'migrations')
mkdirSync(migrations)
writeFileSync(join(migrations, '0001-notes.sql'), NOTES)
after(() => rmSync(folder, { recursive: true, force: true }))

function contract(name: string, address: () => Promise<{ url: string | null; folder: string }>) {
  describe(name, () => {
    let at: { url: string | null; folder: string }
    let database: Database
    const open = (text = NOTES) => {
      writeFileSync(join(migrations, '0001-notes.sql'), text)
      return openDatabase({ ...at, log: silentLog, isSynced: false, migrations })
    }
    const add = (tenantId: string, text: string) =>
      database.withTenant(
        tenantId,
        (sql) => sql`insert into notes (tenant_id, text) values (${tenantId}, ${text})`,
      )
    const read = (tenantId: string) =>
      database.withTenant(tenantId, async (sql) => {
        const rows = await sql<{ text: string }[]>`select text from notes order by text`
        return rows.map(({ text }) => text)
      })
    before(async () => {
      at = await address()
      database = await open()
    })
    after(() => database.close())

    test('a tenant sees its own rows and no others', async () => {
      await add(ONE, 'één')
      await add(TWO, 'δύο 👩‍👩‍👧')
      assert.deepEqual(await read(ONE), ['één'])
      assert.deepEqual(await read(TWO), ['δύο 👩‍👩‍👧'])
    })

    test('a row cannot be written for another tenant', async () => {
      const forged = database.withTenant(
        ONE,
        (sql) => sql`insert into notes (tenant_id, text) values (${TWO}, 'forged')`,
      )
      await assert.rejects(forged, /row-level security/)
    })

    test('a query that forgot its tenant fails rather than see everything', async () => {
      const forgotten = database.sql.begin(async (sql) => {
        await sql`set local role galerne_app`
        return sql`select * from notes`
      })
      await assert.rejects(forgotten, /galerne.tenant_id|invalid input syntax for type uuid/)
    })

    test('where the scope of a tenant is refused, nothing that goes along with it happens', async () => {
      const work = (sql: TransactionSql) =>
        sql`insert into notes (tenant_id, text) values (${ONE}, 'unscoped')`
      // @ts-expect-error -- no such role
      await assert.rejects(database.withTenant(ONE, work, 'galerne_nobody'), /galerne_nobody/)
      assert.ok(!(await read(ONE)).includes('unscoped'))
    })

    test('a transaction that fails leaves nothing behind, and the next one works', async () => {
      const failing = database.withTenant(ONE, async (sql) => {
        await sql`insert into notes (tenant_id, text) values (${ONE}, 'half')`
        throw new Error('changed my mind')
      })
      await assert.rejects(failing, /changed my mind/)
      assert.ok(!(await read(ONE)).includes('half'))
    })

    test('a hundred transactions at once do not see into each other', async () => {
      const answers = await Promise.all(
        Array.from({ length: 100 }, (_, index) =>
          database.withTenant(index % 2 ? ONE : TWO, async (sql) => {
            const [first] = await sql`select current_setting('galerne.tenant_id') as tenant`
            const [second] = await sql`select ${index}::int as index`
            return { tenant: first?.['tenant'] as unknown, index: second?.['index'] as unknown }
          }),
        ),
      )
      answers.forEach((answer, index) =>
        assert.deepEqual(answer, { tenant: index % 2 ? ONE : TWO, index }),
      )
    })

    test('withTenant inside withTenant is refused, for it would wait for itself', async () => {
      await assert.rejects(
        database.withTenant(ONE, () => read(TWO)),
        /nested/,
      )
    })

    test('a migration is applied once, and an edited one is refused with the data untouched', async () => {
      await database.close()
      await assert.rejects(open(`${NOTES}-- edited`), (error) => {
        assert.ok(error instanceof AppError)
        return /0001-notes was edited/.test(error.message)
      })
      database = await open()
      assert.ok((await read(ONE)).includes('één'))
    })

    test('a database that a newer version has used is refused', async () => {
      await database.sql`insert into galerne_migrations (number, name, sha256) values (9, 'new', 'x')`
      await database.close()
      await assert.rejects(open(), /another version of Galerne: it has migration 0009-new/)
      writeFileSync(join(migrations, '0009-new.sql'), 'select 1')
      await assert.rejects(open(), /0009-new was edited/)
      rmSync(join(migrations, '0009-new.sql'))
    })
  })
}

let count = 0
contract('the embedded database', () => {
  count += 1
  return Promise.resolve({ url: null, folder: join(folder, `embedded-${count}`) })
})

let server: TestServer
before(async () => {
  server = await startTestServer()
})
after(() => server.stop())
contract('a Postgres 15 server, as a role that is no superuser', async () => ({
  url: await server.createDatabase(),
  folder,
}))

test('replicas that start together on an empty database migrate it once', async () => {
  const url = await server.createDatabase()
  const open = () => openDatabase({ url, folder, log: silentLog, migrations })
  const [database, ...others] = await Promise.all([open(), open(), open()])
  const [row] = await database.sql`select count(*)::int as count from galerne_migrations`
  assert.equal(row?.['count'], 1)
  await Promise.all([database, ...others].map((one) => one.close()))
})

test('a server that is not there is named in the message, its password is not', async () => {
  const url = 'postgres://galerne:secret@127.0.0.1:1/galerne'
  await assert.rejects(openDatabase({ url, folder, log: silentLog }), (error) => {
    assert.ok(error instanceof AppError)
    assert.match(error.message, /127\.0\.0\.1:1/)
    return !error.message.includes('secret')
  })
})

test('a folder whose path is too long for a socket works, and for one Galerne at a time', async () => {
  const long = join(folder, 'données', 'é'.repeat(60))
  const options = { url: null, folder: long, log: silentLog, migrations, isSynced: false }
  const database = await openDatabase(options)
  assert.equal((await database.sql`select 1 as one`)[0]?.['one'], 1)
  await assert.rejects(openDatabase(options), /Another Galerne is using the data/)
  assert.equal((await database.sql`select 2 as two`)[0]?.['two'], 2)
  await database.close()
  const again = await openDatabase(options)
  await again.close()
})

test('a folder that cannot be made is refused with its path', async () => {
  const file = join(folder, 'file')
  writeFileSync(file, '')
  const opening = openDatabase({ url: null, folder: join(file, 'db'), log: silentLog })
  await assert.rejects(opening, (error) => {
    return error instanceof AppError && error.message.includes(join(file, 'db'))
  })
})

test('a start that was killed while it made the files leaves a folder that the next start uses', async () => {
  const half = join(folder, 'half')
  mkdirSync(join(half, 'unfinished-1'), { recursive: true })
  writeFileSync(join(half, 'unfinished-1', 'PG_VERSION'), '18')
  const options = { url: null, folder: half, log: silentLog, migrations, isSynced: false }
  const database = await openDatabase(options)
  await database.close()
  assert.ok(!fs.existsSync(join(half, 'unfinished-1')))
})

test('an embedded database whose engine dies is started again with all that was committed', async () => {
  const workers: Worker[] = []
  const onWorker = (worker: Worker) => workers.push(worker)
  process.on('worker', onWorker)
  const options = { url: null, folder: join(folder, 'dying'), log: silentLog, migrations }
  const database = await openDatabase(options)
  process.off('worker', onWorker)
  const add = (text: string) =>
    database.withTenant(
      ONE,
      (sql) => sql`insert into notes (tenant_id, text) values (${ONE}, ${text})`,
    )
  await add('before')
  await workers[0]?.terminate()
  while (!(await add('after').catch(() => undefined)));
  const [row] = await database.withTenant(
    ONE,
    (sql) => sql`select string_agg(text, ' ') as texts from notes`,
  )
  assert.equal(row?.['texts'], 'before after')
  await database.close()
})

test('a commit waits until the disk has it', async () => {
  const db = await openFiles(join(folder, 'synced'), true)
  await db.exec('create table t (a int)')
  const spy = mock.method(fs, 'fsyncSync')
  syncBuiltinESMExports()
  await db.query('insert into t values (1)')
  assert.equal(spy.mock.callCount(), 1)
  spy.mock.restore()
  syncBuiltinESMExports()
  await db.close()
})
