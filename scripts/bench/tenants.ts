import postgres from 'postgres'
import { openDatabase } from '#server/lib/database.ts'
import { startTestServer } from '#server/lib/database-server-testing.ts'
import { silentLog } from '#server/lib/log.ts'

/**
 * node scripts/bench/tenants.ts: what row-level security costs a query. 400,000 messages of 200 organisations on a Postgres of
 * its own; the same transaction with the rules and, by a superuser who is above them, without, in turns.
 */
const TENANTS = 200
const CONVERSATIONS = 20
const MESSAGES = 100
const ROUNDS = 15
const QUERIES = 400

const server = await startTestServer()
const url = await server.createDatabase()
const database = await openDatabase({ url, folder: '', log: silentLog })
const above = postgres(url.replace('galerne@', 'postgres@'), { max: 1, onnotice: () => undefined })
try {
  await fill()
  const contenders = [
    { name: 'with the rules', role: 'galerne_app', times: [] as number[] },
    { name: 'without', role: 'postgres', times: [] as number[] },
  ]
  for (let round = 0; round < ROUNDS; round += 1) {
    for (const contender of round % 2 ? contenders : contenders.toReversed()) {
      contender.times.push(await measure(contender.role, round))
    }
  }
  const [ruled = 0, free = 0] = contenders.map(({ times }) => median(times))
  for (const { name, times } of contenders) {
    const sorted = times.toSorted((a, b) => a - b)
    const [least = 0, most = 0] = [sorted[0], sorted.at(-1)]
    console.log(
      `${name.padEnd(16)} ${micros(median(times))} µs a query (${micros(least)}–${micros(most)})`,
    )
  }
  console.log(`row-level security: ${((ruled / free - 1) * 100).toFixed(1)} % (goal ≤5 %)`)
} finally {
  await above.end()
  await database.close()
  await server.stop()
}

async function fill(): Promise<void> {
  await above`set session_replication_role = replica`
  await above`
    insert into conversations (tenant_id, id, owner_id, title, created_at, updated_at)
    select md5('t' || t)::uuid, md5('c' || t || '.' || c)::uuid, md5('o' || c % 5)::uuid, 'A title', now(), now()
    from generate_series(1, ${TENANTS}::int) t, generate_series(1, ${CONVERSATIONS}::int) c`
  await above`
    insert into messages (tenant_id, id, conversation_id, depth, role, text, status, created_at)
    select md5('t' || t)::uuid, md5('m' || t || '.' || c || '.' || m)::uuid,
           md5('c' || t || '.' || c)::uuid, m, 'user', repeat('word ', 40), 'complete', now()
    from generate_series(1, ${TENANTS}::int) t, generate_series(1, ${CONVERSATIONS}::int) c,
         generate_series(1, ${MESSAGES}::int) m`
  await above`analyze`
}

/** The list of a conversation's messages, as the assistant reads it; milliseconds for each. */
async function measure(role: string, round: number): Promise<number> {
  const startedAt = performance.now()
  for (let n = 0; n < QUERIES; n += 1) {
    const [t, c] = [((n * 7 + round) % TENANTS) + 1, (n % CONVERSATIONS) + 1]
    await above.begin(async (sql) => {
      await sql`select set_config('role', ${role}, true),
                       set_config('galerne.tenant_id', md5(${`t${t}`})::uuid::text, true)`
      const rows = await sql`
        select id, text from messages
        where tenant_id = md5(${`t${t}`})::uuid and conversation_id = md5(${`c${t}.${c}`})::uuid`
      if (rows.length !== MESSAGES) throw new Error(`${rows.length} messages`)
    })
  }
  return (performance.now() - startedAt) / QUERIES
}

function median(numbers: readonly number[]): number {
  return numbers.toSorted((a, b) => a - b)[Math.floor(numbers.length / 2)] ?? NaN
}

function micros(ms: number): string {
  return String(Math.round(ms * 1000)).padStart(6)
}
