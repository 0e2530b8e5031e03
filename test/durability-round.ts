import assert from 'node:assert/strict'
import { setTimeout as delay } from 'node:timers/promises'
import type { Message } from '#wire/conversations.ts'
import { isLastEvent } from '#wire/runs.ts'
import {
  createConversation,
  killWhileStarting,
  listMessages,
  startRun,
  startServer,
  textOf,
  watch,
  type Reader,
  type Server,
} from './durability-harness.ts'

/** A model that says much, slowly, with letters of several bytes. */
const question = (pace: string) => `Πώς γράφω ένα βιογραφικό; [[fault: size=4000 ${pace}]]`
/** How long an answer lets wait for its first word, at most, and for each of the others. */
const LONGEST_SLOW_MS = 500
const LONGEST_DELAY_MS = 10

/** So many characters of what the model says stand nowhere else before it begins anew. */
const BEGINNING = 40

export interface Round {
  killAfterMs: number
  /** Counted from when somebody sees the first words, else from the question. */
  isFromFirstText: boolean
  /** How many answers are being written at once. */
  runCount: number
  /** Below one: each answer gets a pace of its own, so that a kill meets each at another point. Absent: all have the same. */
  random?: () => number
  /** The start that follows is killed after so long, and another one made. */
  killStartAfterMs?: number | undefined
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
    Array.from({ length: round.runCount }, () => askAndWatch(server, paceOf(round))),
  )
  const readers = answers.flatMap((answer) => answer.readers)
  if (round.isFromFirstText) await untilSomebodySees(readers)
  await delay(round.killAfterMs)
  await server.kill()
  await Promise.all(readers.map(({ done }) => done))

  const { killStartAfterMs } = round
  if (killStartAfterMs !== undefined) await killWhileStarting(folder, killStartAfterMs)
  const again = await startServer(folder)
  try {
    return { server: again, result: await checkAnswers(again, answers) }
  } catch (error) {
    await again.kill()
    throw error
  }
}

type Answer = Awaited<ReturnType<typeof askAndWatch>>

async function checkAnswers(again: Server, answers: readonly Answer[]): Promise<RoundResult> {
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
    checkRepeating(message.text)
    for (const reader of answer.readers) {
      seenCharacters += textOf(reader.events).length
      await checkReader(again, { reader, message, runId: answer.runId })
    }
  }
  return { seenCharacters, markedAfterMs, interruptedCount }
}

/** The model says the same over and over: whatever was kept is a beginning of that, with no hole and nothing twice. */
function checkRepeating(text: string): void {
  const period = text.indexOf(text.slice(0, BEGINNING), 1)
  if (text.length < BEGINNING || period < 0) return
  assert.ok(text.slice(period) === text.slice(0, -period), 'what is there was never said')
}

function paceOf({ random }: Round): string {
  if (!random) return 'delay=3'
  const [slow, delayMs] = [LONGEST_SLOW_MS, LONGEST_DELAY_MS].map((most) =>
    Math.floor(random() * most),
  )
  return `slow=${slow} delay=${1 + (delayMs ?? 0)}`
}

async function untilSomebodySees(readers: readonly Reader[]): Promise<void> {
  while (readers.every(({ events }) => textOf(events) === '')) await delay(5)
}

/** Two tabs: one from the start, one that comes when the other has seen something. */
async function askAndWatch(server: Server, pace: string) {
  const { id: conversationId } = await createConversation(server)
  const { runId } = await startRun(server, conversationId, {
    kind: 'message',
    parentId: null,
    text: question(pace),
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
