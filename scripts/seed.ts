import { randomUUID } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { z } from 'zod'
import { createClient, type Client } from '#sdk/client.ts'
import { isLastEvent } from '#wire/runs.ts'
import { readRunEvents } from '#sdk/run-stream.ts'
import { SEED_CONVERSATIONS, type SeedConversation } from './seed-conversations.ts'

/** A small model may go round in circles: what it has by then is enough. */
const ENOUGH_MS = 45_000

/**
 * `npm run seed`: fills the workspace of a running server with conversations in many languages, each answered by the
 * server's own default model. What is there already (by its title) is left alone, so it may run twice.
 */
const { values } = parseArgs({ options: { data: { type: 'string' }, model: { type: 'string' } } })
const client = connect(values.data)
const present = await listTitles()
for (const conversation of SEED_CONVERSATIONS) {
  if (present.has(conversation.title)) console.log(`= ${conversation.title}`)
  else await plant(conversation)
}

/** By the note that a running server leaves for this user: in `data/`, or in `data/dev/` by `npm run dev`. */
function connect(folder: string | undefined): Client {
  const root = join(import.meta.dirname, '..')
  const folders = folder ? [folder] : [join(root, 'data'), join(root, 'data', 'dev')]
  const note = folders.map(readNote).find((found) => found !== undefined)
  if (!note) {
    console.error(
      `No server runs on ${folders.join(' or ')}. Start one (npm start, or npm run dev), then seed it.`,
    )
    process.exit(1)
  }
  return createClient({
    baseUrl: note.url.replace(/\/$/, ''),
    fetch,
    headers: { authorization: `Bearer ${note.token}` },
  })
}

function readNote(folder: string) {
  try {
    const text = readFileSync(join(folder, 'local-token'), 'utf8')
    return z.object({ url: z.string(), token: z.string() }).parse(JSON.parse(text))
  } catch {
    return undefined
  }
}

async function listTitles(): Promise<Set<string>> {
  const titles = new Set<string>()
  let cursor: string | null = null
  do {
    const page = await client.listConversations(cursor)
    for (const { title } of page.conversations) titles.add(title)
    cursor = page.nextCursor
  } while (cursor)
  return titles
}

async function plant({ title, lang, questions }: SeedConversation): Promise<void> {
  const { id } = await client.createConversation({ title })
  let parentId: string | null = null
  for (const text of questions) {
    const modelId = values.model ?? null
    const body = { kind: 'message' as const, parentId, text, modelId, interfaceLang: lang }
    const { runId, messages } = await client.startRun(id, body, randomUUID())
    await untilAnswered(runId)
    parentId = messages.at(-1)?.id ?? null
  }
  // A title of the server's own making would hide that the conversation is there already.
  await client.updateConversation(id, { title })
  console.log(`+ ${title}`)
}

async function untilAnswered(runId: string): Promise<void> {
  const { signal } = new AbortController()
  const enough = setTimeout(() => void client.stopRun(runId), ENOUGH_MS)
  for await (const event of readRunEvents({ http: client.http, runId, after: 0, signal })) {
    if (isLastEvent(event)) break
  }
  clearTimeout(enough)
}
