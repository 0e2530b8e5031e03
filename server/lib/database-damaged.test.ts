import assert from 'node:assert/strict'
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, test } from 'node:test'
import { openDatabase } from './database.ts'
import { silentLog } from './log.ts'

const root = mkdtempSync(join(tmpdir(), 'galerne-damaged-'))
after(() => rmSync(root, { recursive: true, force: true }))

const open = (folder: string) =>
  openDatabase({ url: null, folder, log: silentLog, isSynced: false })

test('files that Postgres cannot read are refused with what to do', async () => {
  const folder = join(root, 'db')
  mkdirSync(join(folder, 'postgres', 'base'), { recursive: true })
  writeFileSync(join(folder, 'postgres', 'PG_VERSION'), '99\n')
  await assert.rejects(open(folder), {
    code: 'not_ready',
    message: /did not start: .*restore a copy of the folder, or move it away/,
  })
})

test('a full disk is told as one', async () => {
  const database = await openDatabase({
    url: null,
    folder: join(root, 'full'),
    log: silentLog,
    isSynced: false,
  })
  after(() => database.close())
  const work = database.withTenant(
    '00000000-0000-7000-8000-00000000000a',
    // As Postgres says it where a file cannot grow.
    (sql) => sql`do $$ begin raise exception 'no space' using errcode = 'disk_full'; end $$`,
  )
  await assert.rejects(work, { code: 'not_ready', message: /disk .* is full/ })
})

test('a path that is too long for its lock is refused by that name', async () => {
  const folder = join(root, ...Array.from({ length: 5 }, () => 'ř'.repeat(60)))
  await assert.rejects(open(folder), { code: 'not_ready', message: /path is too long/ })
})
