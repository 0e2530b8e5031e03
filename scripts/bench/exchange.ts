import { statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { bytesOf, openTestExports, PERSON, TEST_CLOCK } from '#server/exchange/exchange-testing.ts'
import { plantConversation } from '#server/exchange/exchange-testing-store.ts'
import { createImportStore } from '#server/exchange/import/import-store.ts'
import { createImports } from '#server/exchange/import/imports.ts'
import { readInThread } from '#server/exchange/import/reader.ts'
import { openTestDatabase } from '#server/lib/database-testing.ts'
import { silentLog } from '#server/lib/log.ts'
import { startBaseline, watchLoop } from './watch-loop.ts'

// `node scripts/bench/exchange.ts`: 10,000 messages out in each format, 50 MB of ChatGPT in; how long, and how long the loop
// stood still: at most, of that the thread's own work, and what a process that does nothing suffered in the same time.
const MESSAGES = 10_000
const IMPORT_BYTES = 50_000_000

const answer = (n: number) =>
  `## Schritt ${n}\n\nDie Behörde antwortet **freundlich**:\n\n- eins\n  - zwei\n\n| A | B |\n|---|--:|\n| Köln | ${n},5 |\n\n${'Ein Absatz mit gewöhnlichen Wörtern, die man lesen kann. '.repeat(8)}`

const baseline = await startBaseline()
const database = await openTestDatabase()
await measured('nothing, for two seconds', async () => {
  await new Promise((resolve) => setTimeout(resolve, 2000))
  return 'the machine as it is'
})
const texts = Array.from({ length: MESSAGES }, (_, n) => (n % 2 === 1 ? answer(n) : `Frage ${n}?`))
const { id } = await plantConversation(database, { texts })
const exports = openTestExports(database)
for (const format of ['md', 'json', 'html', 'docx', 'odt', 'pdf'] as const) {
  await measured(`export ${format}`, async () => {
    const request = { scope: 'conversation', conversationId: id, format, lang: 'de' } as const
    const { length } = await bytesOf(await exports.open(PERSON, request))
    return `${(length / 1e6).toFixed(1)} MB`
  })
}

const path = join(tmpdir(), 'galerne-bench-chatgpt.json')
writeFileSync(path, writeExport())
const store = createImportStore(database)
const imports = createImports({ store, read: readInThread, clock: TEST_CLOCK, log: silentLog })
const file = { path, bytes: statSync(path).size }
for (const mode of ['check', 'take', 'take'] as const) {
  await measured(`import, ${mode}`, async () => {
    const last = (await Array.fromAsync(imports.run(PERSON, file, { mode }))).at(-1)
    if (last?.type !== 'report') throw new Error(JSON.stringify(last))
    return JSON.stringify(last.report.counts[1])
  })
}
await database.close()
baseline.close()
process.exit(0)

async function measured(name: string, work: () => Promise<string>): Promise<void> {
  // What was thrown away before is not this one's.
  await new Promise((resolve) => setTimeout(resolve, 200))
  await baseline.begin()
  const loop = watchLoop()
  const startedAt = performance.now()
  const result = await work()
  const ms = Math.round(performance.now() - startedAt)
  const { stillMs, ownMs } = loop.end()
  const other = await baseline.end()
  console.log(
    `${name}: ${ms} ms, ${result}; loop still ${stillMs} ms, own work ${ownMs} ms; baseline ${other.stillMs} ms`,
  )
}

function writeExport(): string {
  const all: string[] = []
  for (let size = 0, c = 0; size < IMPORT_BYTES; c += 1) {
    const text = JSON.stringify(chatOf(c))
    size += text.length
    all.push(text)
  }
  return `[${all.join(',')}]`
}

function chatOf(c: number): object {
  const at = 1.7e9 + c * 1000
  const nodes = Array.from({ length: 20 }, (_, m) => {
    const author = { role: m % 2 === 1 ? 'assistant' : 'user' }
    const content = { content_type: 'text', parts: [answer(m).repeat(2)] }
    const message = { author, create_time: at + m, content, recipient: 'all', metadata: {} }
    return [`${c}-${m}`, { parent: m === 0 ? null : `${c}-${m - 1}`, message }] as const
  })
  return { title: `C ${c}`, id: `c-${c}`, create_time: at, mapping: Object.fromEntries(nodes) }
}
