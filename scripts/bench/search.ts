/**
 * How long a search takes, letter by letter, and how long it takes to fill its index.
 *
 *   node scripts/bench/search.ts [--messages 100000] [--owners 1] [--server]
 *
 * Messages of 80 words as often as words are in texts (Zipf), made up from syllables, in the embedded database, or with
 * `--server` in a Postgres of this machine. What is measured is the whole answer with its snippets, without HTTP.
 */
import { parseArgs } from 'node:util'
import { LOCAL_OWNER } from '#server/access/principal.ts'
import { createSearchStore } from '#server/assistant/search/search-store.ts'
import { createIndexFiller } from '#server/assistant/search/fill-index.ts'
import { createSearch } from '#server/assistant/search/search.ts'
import { wordsOf } from '#server/assistant/search/words.ts'
import { startTestServer } from '#server/lib/database-server-testing.ts'
import { openTestDatabase } from '#server/lib/database-testing.ts'
import { openDatabase } from '#server/lib/database.ts'
import { createId } from '#server/lib/ids.ts'
import { silentLog } from '#server/lib/log.ts'
import { analyse, storeMadeUp, type MadeUpMessage } from './search-fill-store.ts'

const { values } = parseArgs({
  options: {
    messages: { type: 'string', default: '100000' },
    owners: { type: 'string', default: '1' },
    server: { type: 'boolean', default: false },
  },
})
const count = Number(values.messages)
const owners = Array.from({ length: Number(values.owners) }, (_, index) =>
  index === 0 ? LOCAL_OWNER.id : createId(),
)
const MESSAGES_OF_ONE = 20
const WORDS = 80
const STORED_AT_ONCE = 1_000

/** The same numbers each time. */
let seed = 7
const random = () => {
  seed = (seed * 48_271) % 2_147_483_647
  return seed / 2_147_483_647
}
const SYLLABLES =
  'be da fo gri ha ju kla lo mi nen ost pro qua ru schu tra ung ver wo zei är öff'.split(' ')
const vocabulary = Array.from({ length: 50_000 }, () =>
  Array.from({ length: 2 + Math.floor(random() * 3) }, pickSyllable).join(''),
)
function pickSyllable(): string {
  return SYLLABLES[Math.floor(random() * SYLLABLES.length)] ?? ''
}
/** Zipf: the second word half as often as the first, the third a third… */
const pickWord = () => vocabulary[Math.floor(vocabulary.length ** random()) - 1] ?? ''

const server = values.server ? await startTestServer() : null
const database = server
  ? await openDatabase({ url: await server.createDatabase(), folder: '', log: silentLog })
  : await openTestDatabase()
try {
  const { tenantId } = LOCAL_OWNER
  console.log(`${count} messages of ${owners.length}, ${server ? 'Postgres 15' : 'embedded'}`)
  await timed('stored', async () => {
    for (let done = 0; done < count; done += STORED_AT_ONCE) {
      await storeMadeUp(database, tenantId, makeUp(Math.min(STORED_AT_ONCE, count - done), done))
    }
  })
  const store = createSearchStore(database)
  await timed('index filled', async () => {
    while ((await store.fillSome(tenantId, 500, wordsOf)) > 0);
  })
  await analyse(database)
  const search = createSearch({ store, filler: createIndexFiller({ store, log: silentLog }) })
  const wanted = [vocabulary[0], vocabulary[9], vocabulary[99], vocabulary[999], vocabulary[19_999]]
  const all: number[] = []
  for (const word of wanted) {
    if (word === undefined) continue
    for (let letters = 1; letters <= word.length; letters += 1) {
      all.push(await measure(search, word.slice(0, letters)))
    }
  }
  for (const text of [`${wanted[0]} ${wanted[3]}`, `${wanted[1]} ${wanted[2]} b`, 'nichtda']) {
    all.push(await measure(search, text))
  }
  const sorted = all.toSorted((a, b) => a - b)
  const at = (share: number) => (sorted[Math.floor((sorted.length - 1) * share)] ?? 0).toFixed(0)
  console.log(`${all.length} searches, ms: median ${at(0.5)}, p95 ${at(0.95)}, worst ${at(1)}`)
} finally {
  await database.close()
  await server?.stop()
}

async function measure(search: ReturnType<typeof createSearch>, text: string): Promise<number> {
  const times: number[] = []
  let hits = 0
  for (let round = 0; round < 3; round += 1) {
    const start = performance.now()
    hits = (await search(LOCAL_OWNER, { text })).hits.length
    times.push(performance.now() - start)
  }
  const ms = times.toSorted((a, b) => a - b)[1] ?? 0
  console.log(`${text.padEnd(24)} ${ms.toFixed(0).padStart(5)} ms ${String(hits).padStart(3)} hits`)
  return ms
}

function makeUp(number: number, before: number): MadeUpMessage[] {
  let conversationId = ''
  return Array.from({ length: number }, (_, index) => {
    if (index % MESSAGES_OF_ONE === 0) conversationId = createId()
    const of = Math.floor((before + index) / MESSAGES_OF_ONE) % owners.length
    return {
      id: createId(),
      conversationId,
      ownerId: owners[of] ?? LOCAL_OWNER.id,
      text: Array.from({ length: WORDS }, pickWord).join(' '),
      at: new Date(Date.UTC(2026, 0, 1) + (before + index) * 60_000).toISOString(),
    }
  })
}

async function timed(name: string, work: () => Promise<void>): Promise<void> {
  const start = performance.now()
  await work()
  console.log(`${name}: ${((performance.now() - start) / 1_000).toFixed(1)} s`)
}
