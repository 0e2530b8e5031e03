import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { LOCAL_OWNER as owner } from '#server/access/principal.ts'
import { createAssistant } from '#server/assistant/assistant.ts'
import { createScriptedGateway, createTap, says } from '#server/assistant/testing.ts'
import { systemClock } from '#server/lib/clock.ts'
import { fillTestFolder } from '#server/lib/database-testing.ts'
import { openDatabase, type Database } from '#server/lib/database.ts'
import { createId } from '#server/lib/ids.ts'
import { silentLog } from '#server/lib/log.ts'

/** `node scripts/bench/assistant.ts`: opening, first tokens, and what a chat of 10,000 messages costs against one of 10. */
const folder = mkdtempSync(join(tmpdir(), 'galerne-bench-'))
const signal = new AbortController().signal
await fillTestFolder(folder)
const opened = performance.now()
let database = await openDatabase({ url: null, folder, log: silentLog })
print('first open of a filled folder', performance.now() - opened)
await database.close()
const reopened = performance.now()
database = await openDatabase({ url: null, folder, log: silentLog })
print('warm open', performance.now() - reopened)
try {
  await benchFirstToken(database, 1)
  await benchFirstToken(database, 20)
  await benchLength(database)
} finally {
  await database.close()
  rmSync(folder, { recursive: true, force: true })
}

/** From "the server has the token" to "it is stored and a listener has it", while `others` answers are being written. */
async function benchFirstToken(on: Database, others: number): Promise<void> {
  const taps = Array.from({ length: others + 200 }, createTap)
  const gateway = createScriptedGateway(...taps.map(({ script }) => script))
  const assistant = createAssistant({ database: on, gateway, clock: systemClock, log: silentLog })
  const begin = async (text: string) => {
    const { id: conversationId } = await assistant.conversations.create(owner, {})
    const request = { kind: 'message', parentId: null, text } as const
    const start = { conversationId, request, idempotencyKey: null }
    return assistant.runs.start(owner, start)
  }
  for (let index = 1; index < others; index += 1) await begin('Erzähl mir viel.')
  const busy = setInterval(() => {
    for (const { say } of taps.slice(0, others - 1)) say('Wort ')
  }, 20)
  const timesMs: number[] = []
  for (const tap of taps.slice(others - 1, others + 99)) {
    const { runId } = await begin('Wie spät ist es?')
    const events = await assistant.runs.follow(owner, runId, { after: 0, signal })
    await new Promise((resolve) => setTimeout(resolve, 5))
    const saidAt = performance.now()
    tap.say('Es')
    for await (const { type } of events) if (type === 'text') break
    timesMs.push(performance.now() - saidAt)
    await assistant.runs.stop(owner, runId)
  }
  clearInterval(busy)
  await assistant.close()
  print(`first token stored and sent, ${others} at once, p50`, percentile(timesMs, 0.5))
  print(`first token stored and sent, ${others} at once, p95`, percentile(timesMs, 0.95))
}

/** A whole turn (question stored, history read, answer written and ended) at the end of a short and of a long chat, by turns. */
async function benchLength(on: Database): Promise<void> {
  const turns = 60
  const gateway = createScriptedGateway(
    ...Array.from({ length: turns * 2 + 20 }, () => says('Eine ', 'kurze ', 'Antwort.')),
  )
  const assistant = createAssistant({ database: on, gateway, clock: systemClock, log: silentLog })
  const chats = [await fillChat(on, 10), await fillChat(on, 10_000)]
  const timesMs: number[][] = [[], []]
  for (let turn = -5; turn < turns; turn += 1) {
    for (const [index, chat] of chats.entries()) {
      const startedAt = performance.now()
      const { runId, messages } = await assistant.runs.start(owner, {
        conversationId: chat.id,
        request: { kind: 'message', parentId: chat.lastId, text: 'Und dann?' },
        idempotencyKey: createId(),
      })
      const events = await assistant.runs.follow(owner, runId, { after: 0, signal })
      for await (const _ of events);
      if (turn >= 0) timesMs[index]?.push(performance.now() - startedAt)
      chat.lastId = messages[1]?.id ?? ''
    }
  }
  await assistant.close()
  // The least disturbed ones: a busy machine is not what is measured.
  const [short = 0, long = 0] = timesMs.map((times) => percentile(times, 0.1))
  print('a turn in a chat of 10 messages, p10', short)
  print('a turn in a chat of 10,000 messages, p10', long)
  process.stdout.write(`long / short: ${(long / short).toFixed(2)}\n`)
}

async function fillChat(on: Database, count: number) {
  const id = createId()
  const ids = Array.from({ length: count }, () => createId())
  const text = 'Ein Satz, wie er in Gesprächen vorkommt, nicht lang und nicht kurz. '.repeat(4)
  await on.withTenant(owner.tenantId, async (sql) => {
    const at = new Date()
    await sql`insert into conversations (tenant_id, id, owner_id, title, created_at, updated_at)
              values (${owner.tenantId}, ${id}, ${owner.id}, 'bench', ${at}, ${at})`
    const rows = ids.map((messageId, index) => ({
      tenant_id: owner.tenantId,
      id: messageId,
      conversation_id: id,
      parent_id: ids[index - 1] ?? null,
      depth: index + 1,
      role: index % 2 === 0 ? 'user' : 'assistant',
      text,
      status: 'complete',
      lang: 'de',
      created_at: at,
    }))
    while (rows.length > 0) await sql`insert into messages ${sql(rows.splice(0, 1_000))}`
  })
  // As the upkeep does within seconds of so many new rows.
  await on.sql`vacuum (analyze) messages`
  return { id, lastId: ids.at(-1) ?? '' }
}

function percentile(values: number[], share: number): number {
  return values.toSorted((a, b) => a - b)[Math.floor((values.length - 1) * share)] ?? 0
}

function print(what: string, ms: number): void {
  process.stdout.write(`${what}: ${ms.toFixed(1)} ms\n`)
}
