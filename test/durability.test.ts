import assert from 'node:assert/strict'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { test, type TestContext } from 'node:test'
import {
  createConversation,
  listMessages,
  startRun,
  startServer,
  textOf,
  watch,
} from './durability-harness.ts'
import { killDuringAnswers } from './durability-round.ts'

const QUESTION = {
  kind: 'message',
  parentId: null,
  text: 'Jak napsat životopis? [[fault: size=3000 delay=3]]',
  modelId: 'fake',
} as const

async function setup(t: TestContext) {
  const folder = mkdtempSync(join(tmpdir(), 'galerne-durability-'))
  const running = { server: await startServer(folder) }
  t.after(async () => {
    await running.server.kill()
    rmSync(folder, { recursive: true, force: true })
  })
  return { folder, running }
}

test('a server that is killed mid-answer loses nothing that anybody had seen', async (t) => {
  const { folder, running } = await setup(t)
  let seen = 0
  let interrupted = 0
  for (const killAfterMs of [150, 320, 500]) {
    const round = { killAfterMs, runCount: 2 }
    const { server, result } = await killDuringAnswers(running.server, folder, round)
    running.server = server
    seen += result.seenCharacters
    interrupted += result.interruptedCount
  }
  assert.ok(seen > 0, 'the kills came before anything was shown: they prove nothing')
  assert.ok(interrupted > 0, 'the kills came after the answers: they prove nothing')
})

test('an interrupted answer can be gone on with, and keeps its beginning', async (t) => {
  const { folder, running } = await setup(t)
  const { id } = await createConversation(running.server)
  const { runId, messages } = await startRun(running.server, id, QUESTION)
  const reader = watch(running.server, runId)
  await untilSeen(reader.events, 100)
  await running.server.kill()
  running.server = await startServer(folder)
  const before = (await listMessages(running.server, id)).at(-1)
  const messageId = messages.at(-1)?.id ?? ''
  assert.equal(before?.status, 'interrupted')

  const more = await startRun(running.server, id, { kind: 'continue', messageId })
  const rest = watch(running.server, more.runId)
  await rest.done

  const after = (await listMessages(running.server, id)).at(-1)
  assert.equal(after?.status, 'complete')
  assert.equal(after?.text, before.text + textOf(rest.events))
})

test('two tabs, one of them reloaded in the middle, end with the same text', async (t) => {
  const { running } = await setup(t)
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
