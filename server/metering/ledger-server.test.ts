import assert from 'node:assert/strict'
import { mkdtempSync, rmSync } from 'node:fs'
import { connect, createServer, type Socket } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, test } from 'node:test'
import postgres from 'postgres'
import { LOCAL_TENANT_ID } from '#server/access/principal.ts'
import { startTestServer } from '#server/lib/database-server-testing.ts'
import { openDatabase, type Database } from '#server/lib/database.ts'
import { createId } from '#server/lib/ids.ts'
import { silentLog, type Log } from '#server/lib/log.ts'
import { listenOnLoopback } from '#server/lib/loopback.ts'
import { createLedgerFile } from './ledger-file.ts'
import { createLedger } from './ledger.ts'
import { recordedRequest } from './metering-testing.ts'
import { createUsageStore } from './usage-store.ts'

/** Row 28 of the reliability table, with a real server: a deadlock, and a connection that is lost in COMMIT. */
const server = await startTestServer()
const url = await server.createDatabase()
const folder = mkdtempSync(join(tmpdir(), 'galerne-ledger-server-'))
const straight = await openDatabase({ url, folder, log: silentLog })
after(async () => {
  await straight.close()
  await server.stop()
  rmSync(folder, { recursive: true, force: true })
})

const [FIRST, SECOND] = [createId(), createId()].toSorted()
const STARTS_AT = Date.UTC(2026, 10, 1)

function ledgerOn(database: Database, log: Log = silentLog) {
  const processId = createId()
  return createLedger({
    store: createUsageStore(database),
    file: createLedgerFile({ folder: join(folder, processId), log: silentLog }),
    processId,
    log,
    deadLetters: (_, reason) => assert.fail(reason),
    retryAfterMs: 5,
  })
}

/** A call that takes seven from the one budget and nine from the other. */
function charged() {
  const charge = (allowanceId = '', units = 0) => ({ allowanceId, startsAtMs: STARTS_AT, units })
  return recordedRequest({ charges: [charge(FIRST, 7), charge(SECOND, 9)] })
}

async function spentOf(requestId: string) {
  return straight.withTenant(LOCAL_TENANT_ID, async (sql) => {
    const [row] = await sql<{ requests: number }[]>`
      select count(*)::int as requests from usage_requests where request_id = ${requestId}`
    const spent = await sql<{ spent: number }[]>`
      select spent::int as spent from allowance_periods order by allowance_id`
    await sql`delete from allowance_periods`
    return [row?.requests, ...spent.map((one) => one.spent)]
  })
}

async function written(ledger: ReturnType<typeof createLedger>): Promise<void> {
  while (ledger.waiting() > 0) await ledger.flush()
}

test('a write that a deadlock ends is made again, and what it takes is taken once', async () => {
  const problems: string[] = []
  const log: Log = { ...silentLog, error: (event) => problems.push(event) }
  const ledger = ledgerOn(straight, log)
  const begin = charged()
  ledger.record(begin)
  await written(ledger)
  assert.deepEqual(await spentOf(begin.requestId), [1, 7, 9])

  const rows = charged()
  const seed = charged()
  ledger.record(seed)
  await written(ledger)
  // Somebody who takes the two in the other order, and who waits longer before looking for deadlocks than the ledger does.
  const admin = postgres(url.replace('galerne@', 'postgres@'), { max: 1 })
  try {
    await admin.begin(async (sql) => {
      await sql`set local deadlock_timeout = '60s'`
      await sql`update allowance_periods set spent = spent where allowance_id = ${SECOND ?? ''}`
      ledger.record(rows)
      void ledger.flush()
      await blockedWriter(url)
      await sql`update allowance_periods set spent = spent where allowance_id = ${FIRST ?? ''}`
    })
  } finally {
    await admin.end()
  }
  await written(ledger)
  assert.deepEqual(problems, ['usage.not_written'])
  assert.deepEqual(await spentOf(rows.requestId), [1, 14, 18], 'both, each once')
  await ledger.close()
})

/** Resolves once the ledger waits for a lock that another one has. */
async function blockedWriter(address: string): Promise<void> {
  const watcher = postgres(address.replace('galerne@', 'postgres@'), { max: 1 })
  try {
    for (;;) {
      const [row] = await watcher<{ count: number }[]>`
        select count(*)::int as count from pg_stat_activity
        where wait_event_type = 'Lock' and query like '%allowance_periods%'`
      if ((row?.count ?? 0) > 0) return
    }
  } finally {
    await watcher.end()
  }
}

for (const isThrough of [true, false]) {
  const how = isThrough ? 'after the server has committed' : 'before the server hears of it'
  test(`a connection that is lost in COMMIT, ${how}: the ledger looks, and charges once`, async () => {
    const line = await startLine(url)
    const database = await openDatabase({ url: line.url, folder, log: silentLog })
    const ledger = ledgerOn(database)
    const record = charged()
    line.cutAtCommit(isThrough)
    ledger.record(record)
    await written(ledger)
    assert.equal(line.cuts(), 1)
    assert.deepEqual(await spentOf(record.requestId), [1, 7, 9])
    await ledger.close()

    // What does not ask whether the request is there already takes it twice where the server had committed.
    line.cutAtCommit(isThrough)
    for (let isWritten = false; !isWritten;) {
      isWritten = await carelessly(database).then(
        () => true,
        () => false,
      )
    }
    const [, careless] = await spentOf(record.requestId)
    assert.equal(careless, isThrough ? 14 : 7)
    await database.close()
    await line.close()
  })
}

function carelessly(database: Database): Promise<void> {
  return database.withTenant(LOCAL_TENANT_ID, async (sql) => {
    await sql`
      insert into allowance_periods as known (tenant_id, allowance_id, starts_at, spent)
      values (${LOCAL_TENANT_ID}, ${FIRST ?? ''}, ${new Date(STARTS_AT)}, 7)
      on conflict (tenant_id, allowance_id, starts_at) do update set spent = known.spent + 7`
  })
}

/** A way to the server that breaks on command: where a COMMIT goes by, before it arrives or before it is answered. */
async function startLine(address: string) {
  const { hostname, port, pathname } = new URL(address)
  let armed: 'off' | 'before' | 'after' = 'off'
  let cuts = 0
  const sockets = new Set<Socket>()
  const proxy = createServer((client) => {
    const upstream = connect(Number(port), hostname)
    let statement: string | undefined
    const cut = () => {
      cuts += 1
      client.destroy()
      upstream.destroy()
    }
    client.on('data', (bytes) => {
      const text = bytes.toString('latin1')
      // Prepared once, and called by its name from then on.
      statement ??= /P[^]{4}([^\0]*)\0commit\0/.exec(text)?.[1]
      const commits = statement !== undefined && text.includes(`\0${statement}\0`)
      if (commits && armed === 'before') {
        armed = 'off'
        return cut()
      }
      upstream.write(bytes)
    })
    upstream.on('data', (bytes) => {
      if (armed === 'after' && /COMMIT\0/.test(bytes.toString('latin1'))) {
        armed = 'off'
        return cut()
      }
      client.write(bytes)
    })
    for (const socket of [client, upstream]) {
      sockets.add(socket)
      socket
        .on('error', () => undefined)
        .on('close', () => {
          client.destroy()
          upstream.destroy()
        })
    }
  })
  const own = await listenOnLoopback(proxy)
  return {
    url: `postgres://galerne@127.0.0.1:${own}${pathname}`,
    cuts: () => cuts,
    cutAtCommit(isThrough: boolean) {
      cuts = 0
      armed = isThrough ? 'after' : 'before'
    },
    async close() {
      for (const socket of sockets) socket.destroy()
      await new Promise((resolve) => proxy.close(resolve))
    },
  }
}
