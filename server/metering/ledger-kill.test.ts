import assert from 'node:assert/strict'
import { spawn } from 'node:child_process'
import { appendFileSync, mkdtempSync, readdirSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, test } from 'node:test'
import { LOCAL_TENANT_ID } from '#server/access/principal.ts'
import { systemClock } from '#server/lib/clock.ts'
import { openTestDatabase } from '#server/lib/database-testing.ts'
import { createId } from '#server/lib/ids.ts'
import { silentLog } from '#server/lib/log.ts'
import { recoverLedger } from './ledger-recovery.ts'
import { createUsageStore } from './usage-store.ts'

const database = await openTestDatabase()
const folder = mkdtempSync(join(tmpdir(), 'galerne-kill-'))
after(async () => {
  await database.close()
  rmSync(folder, { recursive: true, force: true })
})
const CHILD = join(import.meta.dirname, 'ledger-kill-testing.ts')

/** Kills a process in the middle of recording; resolves with the requests that it said were committed. */
async function killOne(afterLines: number): Promise<string[]> {
  const child = spawn(process.execPath, [CHILD, folder], { stdio: ['ignore', 'pipe', 'inherit'] })
  let said = ''
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    said += text
    if (said.length > afterLines * 37) child.kill('SIGKILL')
  })
  await new Promise((resolve) => child.on('close', resolve))
  return said.split('\n').slice(0, -1)
}

function recover() {
  return recoverLedger({
    folder,
    processId: createId(),
    clock: systemClock,
    log: silentLog,
    store: createUsageStore(database),
    deadLetters: () => assert.fail('nothing is lost'),
  })
}

test('every request that was committed when the process was killed is in the database afterwards, once', async () => {
  const killed = await Promise.all([40, 300, 900].map((lines) => killOne(lines)))
  const committed = killed.flat()
  assert.ok(committed.length > 1200)
  // As a crash of the machine in the middle of a line would leave it.
  for (const name of readdirSync(folder)) {
    const [last = ''] = readdirSync(join(folder, name))
      .filter((one) => one.endsWith('.log'))
      .toSorted()
      .slice(-1)
    appendFileSync(join(folder, name, last), '0badcafe 700 {"record":{"requestId":')
  }
  const { processes, records } = await recover()
  assert.equal(processes.length, 3)
  assert.ok(
    records >= committed.length,
    'those that were written and not yet told may be there too',
  )

  const rows = await database.withTenant(
    LOCAL_TENANT_ID,
    (sql) => sql<{ id: string; micros: string }[]>`
      select request_id as id, charge_micros as micros from usage_requests`,
  )
  const stored = new Set(rows.map(({ id }) => id))
  assert.deepEqual(
    committed.filter((id) => !stored.has(id)),
    [],
  )
  assert.equal(rows.length, records)
  assert.ok(rows.every(({ micros }) => Number(micros) === 3))
  assert.deepEqual(readdirSync(folder), [], 'what is in the database needs no file')
  assert.equal((await recover()).records, 0)
})
