/**
 * What the audit trail costs: events a second into it, and how long it takes to check a million entries.
 *
 *   node scripts/bench/audit.ts [--events 200000] [--entries 1000000]
 *
 * The first is measured three times: the work of one core alone (canonical JSON, pseudonyms, seals, hashes, tree), and with
 * all that a database does, on Postgres and on the embedded one. Needs postgresql-15 (Debian).
 */
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { LOCAL_TENANT_ID } from '../../server/access/principal.ts'
import { openAudit } from '../../server/audit/audit.ts'
import { makeBundle } from '../../server/audit/bundle/bundle-testing.ts'
import { verifyBundle } from '../../server/audit/bundle/verify-bundle.ts'
import { readOutbox } from '../../server/audit/outbox-event.ts'
import { AuditSettings } from '../../server/audit/settings.ts'
import { toEntry } from '../../server/audit/to-entries.ts'
import { createFrontier } from '../../server/audit/trail/merkle.ts'
import { deriveKeys, pseudonymOf } from '../../server/audit/trail/trail-record.ts'
import { systemClock } from '../../server/lib/clock.ts'
import { startTestServer } from '../../server/lib/database-server-testing.ts'
import { openTestDatabase } from '../../server/lib/database-testing.ts'
import { noteEvents, type AuditEvent } from '../../server/lib/database-outbox.ts'
import { openDatabase, type Database } from '../../server/lib/database.ts'
import { silentLog } from '../../server/lib/log.ts'
import { Secret } from '../../server/lib/secret.ts'

const { values } = parseArgs({
  options: {
    events: { type: 'string', default: '200000' },
    entries: { type: 'string', default: '1000000' },
  },
})
const events = Number(values.events)
const entries = Number(values.entries)
const PERSON = '00000000-0000-7000-8000-000000000002'

const rate = (count: number, ms: number) => Math.round((count / ms) * 1000).toLocaleString('en')

function makeEvent(number: number): AuditEvent {
  return {
    action: 'key.update',
    resource: { kind: 'key', id: `0197a000-0000-7000-8000-${String(number).padStart(12, '0')}` },
    outcome: 'done',
    facts: { scope: 'chat', number },
    acting: {
      actor: { kind: 'person', id: PERSON, name: 'Owner' },
      requestId: `0197a000-0000-7000-8000-${String(number).padStart(12, '1')}`,
      address: '192.0.2.7',
    },
  }
}

function benchOneCore(): void {
  const keys = deriveKeys(Buffer.alloc(32, 7))
  const people = new Map([[PERSON, { pseudonym: pseudonymOf(keys, PERSON), name: 'Owner', keys }]])
  const context = { tenantId: LOCAL_TENANT_ID, own: keys, people, names: new Set(['Owner']) }
  const at = new Date().toISOString()
  const rows = Array.from({ length: events }, (_, number) => {
    const { acting, ...what } = makeEvent(number)
    return { at, ...acting, ...what }
  })
  const frontier = createFrontier()
  const started = process.cpuUsage()
  for (const [sequence, event] of readOutbox(rows, 0).entries()) {
    frontier.append(toEntry(event, sequence, context).leaf)
  }
  const { user, system } = process.cpuUsage(started)
  const ms = (user + system) / 1000
  print(
    `one core, without a database: ${rate(events, ms)} events/s (${events} in ${ms.toFixed(0)} ms of CPU)`,
  )
}

async function benchWith(name: string, database: Database): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), 'galerne-bench-audit-'))
  const audit = openAudit({
    database,
    clock: systemClock,
    log: silentLog,
    settings: AuditSettings.parse({}),
    secretKeys: [new Secret('a key of the bench, long enough for it')],
    dataFolder: folder,
    publicUrl: null,
    doesChores: false,
  })
  // As the ledger writes them: a list for each batch.
  for (let from = 0; from < events; from += 100) {
    const list = Array.from({ length: 100 }, (_, at) => makeEvent(from + at))
    await database.withTenant(LOCAL_TENANT_ID, (sql) => noteEvents(sql, LOCAL_TENANT_ID, list))
  }
  const cpu = process.cpuUsage()
  const started = performance.now()
  await audit.settle(LOCAL_TENANT_ID)
  const ms = performance.now() - started
  const { user, system } = process.cpuUsage(cpu)
  const cpuMs = (user + system) / 1000
  print(
    `${name}: ${rate(events, ms)} events/s as a whole; ${rate(events, cpuMs)} events/s of this process’s CPU`,
  )
  await audit.close()
  rmSync(folder, { recursive: true, force: true })
}

async function benchVerify(): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), 'galerne-bench-audit-'))
  try {
    const { notes } = makeBundle(folder, entries, 10_000)
    const check = async (what: string, elsewhere: string[] = []) => {
      const started = performance.now()
      const { finding } = await verifyBundle({ folder, elsewhere })
      const seconds = ((performance.now() - started) / 1000).toFixed(1)
      print(
        `${what}: ${seconds} s, ${finding ? `${finding.kind} at ${finding.sequence}` : 'all is right'}`,
      )
    }
    await check(`${entries} entries`)
    const path = join(folder, 'entries.jsonl')
    const bytes = readFileSync(path)
    const at = Math.floor(bytes.length * 0.999)
    bytes[at] = (bytes[at] ?? 0) ^ 1
    writeFileSync(path, bytes)
    await check('one bit of one of the last entries changed')
    bytes[at] = (bytes[at] ?? 0) ^ 1
    const last = bytes.lastIndexOf(10, bytes.length - 2) + 1
    writeFileSync(path, bytes.subarray(0, last))
    const hashes = join(folder, 'hashes.bin')
    writeFileSync(hashes, readFileSync(hashes).subarray(0, -32))
    await check('the last entry cut off', notes.slice(-1))
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}

function print(text: string): void {
  process.stdout.write(`${text}\n`)
}

benchOneCore()
benchOneCore()
const server = await startTestServer()
try {
  const url = await server.createDatabase()
  const database = await openDatabase({ url, folder: '', log: silentLog })
  await benchWith('Postgres 15 on the same machine', database)
  await database.close()
} finally {
  await server.stop()
}
const embedded = await openTestDatabase()
await benchWith('embedded database', embedded)
await embedded.close()
await benchVerify()
