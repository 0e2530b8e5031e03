/**
 * So many people, each with an answer of their own being written by one process: how far behind the model each of them is,
 * and whether any word is lost.
 *
 *   node scripts/bench/streams.ts [--people 1000] [--seconds 10] [--words-per-second 20] [--database-url postgres://…]
 */
import { randomUUID } from 'node:crypto'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { LOCAL_OWNER, type Principal } from '#server/access/principal.ts'
import { createAssistant, type Assistant } from '#server/assistant/assistant.ts'
import { createScriptedGateway, createTap } from '#server/assistant/testing.ts'
import { systemClock } from '#server/lib/clock.ts'
import { fillTestFolder } from '#server/lib/database-testing.ts'
import { openDatabase } from '#server/lib/database.ts'
import { silentLog } from '#server/lib/log.ts'

const { values } = parseArgs({
  options: {
    people: { type: 'string', default: '1000' },
    seconds: { type: 'string', default: '10' },
    'words-per-second': { type: 'string', default: '20' },
    'database-url': { type: 'string', default: '' },
  },
})
const people = Number(values.people)
const rounds = Number(values.seconds) * Number(values['words-per-second'])
const roundMs = 1000 / Number(values['words-per-second'])
const signal = new AbortController().signal
const folder = mkdtempSync(join(tmpdir(), 'galerne-streams-'))
const url = values['database-url'] === '' ? null : values['database-url']
if (url === null) await fillTestFolder(folder)
const database = await openDatabase({ url, folder, log: silentLog })
try {
  await measure()
} finally {
  await database.close()
  rmSync(folder, { recursive: true, force: true })
}

async function measure(): Promise<void> {
  const taps = Array.from({ length: people }, createTap)
  const gateway = createScriptedGateway(...taps.map(({ script }) => script))
  const assistant = createAssistant({ database, gateway, clock: systemClock, log: silentLog })
  const delaysMs: number[] = []
  const readers: { reading: Promise<number> }[] = []
  for (let at = 0; at < people; at += 1) readers.push(await beginFor(assistant, delaysMs))
  const startedAt = performance.now()
  const cpu = process.cpuUsage()
  for (let round = 0; round < rounds; round += 1) {
    // Each word is the time at which the model said it.
    for (const { say } of taps) say(`${performance.now()} `)
    const dueMs = startedAt + (round + 1) * roundMs - performance.now()
    await new Promise((resolve) => setTimeout(resolve, Math.max(0, dueMs)))
  }
  const lateMs = performance.now() - startedAt - rounds * roundMs
  for (const { finish } of taps) finish()
  const heard = await Promise.all(readers.map(({ reading }) => reading))
  const { user, system } = process.cpuUsage(cpu)
  await assistant.close()
  const lost = heard.filter((words) => words !== rounds).length
  const seconds = (performance.now() - startedAt) / 1000
  console.log(
    `${people} streams at ${values['words-per-second']} words/s for ${values.seconds} s: ` +
      `${lost} of them incomplete; behind the model p50 ${percentile(delaysMs, 0.5)} ms, ` +
      `p95 ${percentile(delaysMs, 0.95)} ms (≤150), at most ${percentile(delaysMs, 1)} ms; ` +
      `the model itself was ${lateMs.toFixed(0)} ms late; ` +
      `${((user + system) / 1e6 / seconds).toFixed(2)} cores`,
  )
}

/** Asks for somebody who is nobody else, and reads along; `reading` becomes how many words came. */
async function beginFor(assistant: Assistant, delaysMs: number[]) {
  const person: Principal = { ...LOCAL_OWNER, id: randomUUID() }
  const { id: conversationId } = await assistant.conversations.create(person, {})
  const request = { kind: 'message', parentId: null, text: 'Erzähl mir viel.' } as const
  const start = { conversationId, request, idempotencyKey: null }
  const { runId } = await assistant.runs.start(person, start)
  const events = await assistant.runs.follow(person, runId, { after: 0, signal })
  const read = async (): Promise<number> => {
    let words = 0
    for await (const event of events) {
      if (event.type !== 'text') continue
      const now = performance.now()
      const saidAt = event.text.trim().split(' ').map(Number)
      words += saidAt.length
      delaysMs.push(...saidAt.map((at) => now - at))
    }
    return words
  }
  return { reading: read() }
}

function percentile(samples: number[], share: number): string {
  const sorted = samples.toSorted((a, b) => a - b)
  return (sorted[Math.floor((sorted.length - 1) * share)] ?? 0).toFixed(0)
}
