/**
 * Asks the default model of a running server short prompts in 24 languages, as people do, and counts in which language it
 * answers, first and after the stronger instruction: node scripts/evaluate-reply-language.ts <data folder> [prompts a language].
 * The judge is the server's own: an answer that nobody can tell counts as neither.
 */
import { randomUUID } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { z } from 'zod'
import { createClient } from '#sdk/client.ts'
import { readRunEvents } from '#sdk/run-stream.ts'
import { isLastEvent, type RunEvent } from '#wire/runs.ts'
import { readShortPrompts, type ShortPrompt } from './bench/languages.ts'

/** Of the held-out prompts: those that ask for a few sentences and name no other language. */
const FROM = 8
/** What a small model has written by then is enough to judge. */
const ENOUGH_CHARACTERS = 3_000

const [folder = 'data', count = '3'] = process.argv.slice(2)
const note = z
  .object({ url: z.string(), token: z.string() })
  .parse(JSON.parse(readFileSync(join(folder, 'local-token'), 'utf8')))
const client = createClient({
  baseUrl: note.url.replace(/\/$/, ''),
  fetch,
  headers: { authorization: `Bearer ${note.token}` },
})

const sums = { asked: 0, right: 0, unsure: 0, wrongAtFirst: 0, rightAfterwards: 0, flagged: 0 }
const languages = Map.groupBy(
  readShortPrompts().filter(({ isFitted }) => !isFitted),
  ({ lang }) => lang,
)
for (const prompts of languages.values()) {
  for (const prompt of prompts.slice(FROM, FROM + Number(count))) await evaluate(prompt)
  console.log(prompts[0]?.lang, JSON.stringify(sums))
}

async function evaluate({ lang, text }: ShortPrompt): Promise<void> {
  sums.asked += 1
  const { id } = await client.createConversation({ title: text })
  const run = { kind: 'message' as const, parentId: null, text, interfaceLang: lang }
  const { runId } = await client.startRun(id, run, randomUUID())
  const last = await follow(runId)
  const { messages } = await client.listMessages(id)
  const [, first, second] = messages
  const part = first?.parts?.find((each) => each.type === 'language')
  const isStopped = last?.type === 'stopped'
  if (part?.type === 'language' && part.verdict === 'wrong') {
    sums.wrongAtFirst += 1
    sums.flagged += 1
    if (second?.runId) await follow(second.runId)
    const again = (await client.listMessages(id)).messages.find((each) => each.id === second?.id)
    if (again?.lang === lang) sums.rightAfterwards += 1
  } else if (first?.lang === lang && !isStopped) sums.right += 1
  else sums.unsure += 1
  console.log(`${lang} ${first?.lang} ${last?.type}: ${text} → ${first?.text.slice(0, 90)}`)
}

async function follow(runId: string): Promise<RunEvent | undefined> {
  const { signal } = new AbortController()
  let length = 0
  for await (const event of readRunEvents({ http: client.http, runId, after: 0, signal })) {
    if (event.type === 'text') length += event.text.length
    if (length > ENOUGH_CHARACTERS) await client.stopRun(runId)
    if (isLastEvent(event)) return event
  }
  return undefined
}
