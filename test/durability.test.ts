import assert from 'node:assert/strict'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, test } from 'node:test'
import { fillTestFolder } from '#server/lib/database-testing.ts'
import {
  createConversation,
  listMessages,
  startRun,
  startServer,
  textOf,
  watch,
  type Server,
} from './durability-harness.ts'
import { killDuringAnswers } from './durability-round.ts'

const QUESTION = {
  kind: 'message',
  parentId: null,
  text: 'Jak napsat životopis? [[fault: size=3000 delay=3]]',
  modelId: 'fake',
} as const

const folder = mkdtempSync(join(tmpdir(), 'galerne-durability-'))
await fillTestFolder(join(folder, 'db'))
const running: { server: Server } = { server: await startServer(folder) }
after(async () => {
  await running.server.kill()
  rmSync(folder, { recursive: true, force: true })
})

test('a server that is killed mid-answer loses nothing that anybody had seen', async () => {
  let seen = 0
  let interrupted = 0
  for (const killAfterMs of [20, 250]) {
    const round = { killAfterMs, isFromFirstText: true, runCount: 2 }
    const { server, result } = await killDuringAnswers(running.server, folder, round)
    running.server = server
    seen += result.seenCharacters
    interrupted += result.interruptedCount
  }
  assert.ok(seen > 0, 'the kills came before anything was shown: they prove nothing')
  assert.ok(interrupted > 0, 'the kills came after the answers: they prove nothing')
})

test('an interrupted answer can be gone on with, and keeps its beginning', async () => {
  const { id } = await createConversation(running.server)
  const { runId, messages } = await startRun(running.server, id, QUESTION)
  const reader = watch(running.server, runId)
  await untilSeen(reader.events, 100)
  await running.server.kill()
  running.server = await startServer(folder)
  const cut = (await listMessages(running.server, id)).at(-1)
  const messageId = messages.at(-1)?.id ?? ''
  assert.equal(cut?.status, 'interrupted')

  const more = await startRun(running.server, id, { kind: 'continue', messageId })
  const rest = watch(running.server, more.runId)
  await rest.done

  const whole = (await listMessages(running.server, id)).at(-1)
  assert.equal(whole?.status, 'complete')
  assert.equal(whole?.text, cut.text + textOf(rest.events))
})

test('a server that is asked to stop interrupts its answers and keeps them', async () => {
  const { id } = await createConversation(running.server)
  const { runId } = await startRun(running.server, id, QUESTION)
  const reader = watch(running.server, runId)
  await untilSeen(reader.events, 100)
  await running.server.stop()
  await reader.done
  running.server = await startServer(folder)
  const back = watch(running.server, runId, reader.events)
  await back.done
  assert.equal(back.events.at(-1)?.type, 'interrupted')
  const message = (await listMessages(running.server, id)).at(-1)
  assert.equal(message?.status, 'interrupted')
  assert.equal(message?.text, textOf(back.events))
})

test('two tabs, one of them reloaded in the middle, end with the same text', async () => {
  const { id } = await createConversation(running.server)
  const { runId } = await startRun(running.server, id, QUESTION)
  const patient = watch(running.server, runId)
  const hasty = watch(running.server, runId)
  await untilSeen(hasty.events, 100)
  hasty.leave()
  await hasty.done
  const back = watch(running.server, runId, hasty.events)
  const fresh = watch(running.server, runId)
  await Promise.all([patient.done, back.done, fresh.done])

  const { text = '', status } = (await listMessages(running.server, id)).at(-1) ?? {}
  assert.equal(status, 'complete')
  for (const { events } of [patient, back, fresh]) {
    assert.equal(textOf(events), text)
    assert.deepEqual(
      events.map(({ sequence }) => sequence),
      events.map((_, index) => index + 1),
    )
  }
})

/** Polls what arrives; the test's own time limit is the only one. */
async function untilSeen(events: Parameters<typeof textOf>[0], characters: number): Promise<void> {
  while (textOf(events).length < characters) await new Promise(setImmediate)
}
