import assert from 'node:assert/strict'
import { setTimeout as delay } from 'node:timers/promises'
import type { Message } from '#wire/conversations.ts'
import { isLastEvent } from '#wire/runs.ts'
import {
  createConversation,
  listMessages,
  startRun,
  startServer,
  textOf,
  watch,
  type Reader,
  type Server,
} from './durability-harness.ts'

/** A model that says much, slowly, with letters of several bytes. */
const QUESTION = 'Πώς γράφω ένα βιογραφικό; [[fault: size=4000 delay=3]]'

export interface Round {
  killAfterMs: number
  /** Counted from when somebody sees the first words, else from the question. */
  isFromFirstText: boolean
  /** How many answers are being written at once. */
  runCount: number
}

export interface RoundResult {
  /** Characters that readers had seen when the server was killed. */
  seenCharacters: number
  /** From the moment that the restarted server answers. */
  markedAfterMs: number
  interruptedCount: number
}

/**
 * Kills a server while it writes answers that people read, starts it again, and checks that each reader finds what they saw: all
 * of it, once, in order. Throws AssertionError otherwise. Returns the second server, for the next round.
 */
export async function killDuringAnswers(
  server: Server,
  folder: string,
  round: Round,
): Promise<{ server: Server; result: RoundResult }> {
  const answers = await Promise.all(
    Array.from({ length: round.runCount }, () => askAndWatch(server)),
  )
  const readers = answers.flatMap((answer) => answer.readers)
  if (round.isFromFirstText) await untilSomebodySees(readers)
  await delay(round.killAfterMs)
  await server.kill()
  await Promise.all(readers.map(({ done }) => done))

  const again = await startServer(folder)
  const readyAt = performance.now()
  const found = await Promise.all(
    answers.map(({ conversationId }) => listMessages(again, conversationId)),
  )
  const markedAfterMs = performance.now() - readyAt
  let seenCharacters = 0
  let interruptedCount = 0
  for (const [index, answer] of answers.entries()) {
    const message = found[index]?.at(-1)
    assert.ok(message)
    assert.ok(['interrupted', 'complete'].includes(message.status), message.status)
    interruptedCount += Number(message.status === 'interrupted')
    for (const reader of answer.readers) {
      seenCharacters += textOf(reader.events).length
      await checkReader(again, { reader, message, runId: answer.runId })
    }
  }
  checkAlike(found.map((messages) => messages.at(-1)?.text ?? ''))
  return { server: again, result: { seenCharacters, markedAfterMs, interruptedCount } }
}

/** The model says the same to all: whatever was kept is a beginning of it, with no hole and nothing twice. */
function checkAlike(texts: readonly string[]): void {
  const longest = texts.reduce((a, b) => (a.length > b.length ? a : b))
  for (const text of texts) assert.ok(longest.startsWith(text), 'what is there was never said')
}

async function untilSomebodySees(readers: readonly Reader[]): Promise<void> {
  while (readers.every(({ events }) => textOf(events) === '')) await delay(5)
}

/** Two tabs: one from the start, one that comes when the other has seen something. */
async function askAndWatch(server: Server) {
  const { id: conversationId } = await createConversation(server)
  const { runId } = await startRun(server, conversationId, {
    kind: 'message',
    parentId: null,
    text: QUESTION,
    modelId: 'fake',
  })
  return { conversationId, runId, readers: [watch(server, runId), watch(server, runId)] }
}

async function checkReader(
  server: Server,
  { reader, message, runId }: { reader: Reader; message: Message; runId: string },
): Promise<void> {
  const sequences = reader.events.map(({ sequence }) => sequence)
  assert.deepEqual(
    sequences,
    sequences.toSorted((a, b) => a - b),
  )
  assert.equal(new Set(sequences).size, sequences.length, 'an event came twice')
  assert.ok(message.text.startsWith(textOf(reader.events)), 'what was seen is not what is there')
  // The tab comes back with the last event that it has, and must end with the very text.
  const back = watch(server, runId, reader.events)
  await back.done
  assert.equal(textOf(back.events), message.text)
  assert.deepEqual(
    back.events.map(({ sequence }) => sequence),
    back.events.map((_, index) => index + 1),
  )
  const last = back.events.at(-1)
  assert.ok(last && isLastEvent(last), 'the run has no last event')
}
