import assert from 'node:assert/strict'
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { fileURLToPath } from 'node:url'
import { after, test } from 'node:test'
import { startTestServer } from '#server/lib/database-server-testing.ts'
import { openDatabase } from '#server/lib/database.ts'
import { silentLog } from '#server/lib/log.ts'
import { happen, openTestAudit, TENANT } from './audit-testing.ts'
import { createReadStore } from './read-store.ts'
import { isConsistent, proveConsistency, rootOf } from './trail/proofs.ts'
import { openCheckpoint } from './trail/checkpoint.ts'
import { readNoteVerifier } from './trail/signed-note.ts'

const server = await startTestServer()
const url = await server.createDatabase()
const open = () => openDatabase({ url, folder: '', log: silentLog })
const database = await open()
const opened = openTestAudit(database)
after(async () => {
  await opened.close()
  await database.close()
  await server.stop()
})

const CHILD = fileURLToPath(new URL('sequencer-kill-testing.ts', import.meta.url))

/** Ids of resources in the trail, in its order. */
async function idsInTrail(): Promise<string[]> {
  const read = createReadStore(database)
  const ids: string[] = []
  for (let from: number | null = 0; from !== null;) {
    const part = await read.trailFrom(TENANT, from)
    for (const [at, record] of part.records.entries()) {
      assert.ok(record.includes(`"seq":${part.from + at},`), 'numbered without a gap')
      ids.push(/"resource":\{"id":"([^"]*)"/.exec(record)?.[1] ?? '')
    }
    from = part.next
  }
  return ids
}

async function assertRight(): Promise<void> {
  await opened.audit.startVerification(TENANT)
  let { verification } = await opened.audit.state(TENANT)
  while (verification?.endedAt === null) ({ verification } = await opened.audit.state(TENANT))
  assert.equal(verification?.finding, null)
}

test('several processes that take at once take each event once, and leave no gap', async () => {
  const others = await Promise.all([open(), open(), open()])
  const takers = others.map((one) => openTestAudit(one))
  const writing = others.map(async (one, at) => {
    for (let number = 0; number < 40; number += 1) {
      await happen(one, { resource: { kind: 'test', id: `${at}-${number}` } })
    }
  })
  const taking = takers.map(async ({ audit }) => {
    for (let times = 0; times < 40; times += 1) await audit.settle(TENANT)
  })
  await Promise.all([...writing, ...taking])
  await opened.audit.settle(TENANT)
  const ids = (await idsInTrail()).filter((id) => /^\d-\d+$/.test(id))
  assert.equal(ids.length, 120)
  assert.equal(new Set(ids).size, 120)
  for (const { close } of takers.map((one) => ({ close: () => one.close() }))) await close()
  for (const one of others) await one.close()
  await assertRight()
})

test('kill -9 in the middle of it loses nothing that was promised, and nothing is there twice', async () => {
  const promised: string[] = []
  for (const name of ['a', 'b']) {
    const child = spawn(process.execPath, [CHILD, url, name], {
      stdio: ['ignore', 'pipe', 'inherit'],
    })
    let text = ''
    child.stdout.on('data', (chunk: Buffer) => {
      text += chunk.toString()
      if (text.split('\n').length > 60) child.kill('SIGKILL')
    })
    await once(child, 'close')
    promised.push(...text.split('\n').slice(0, -1))
  }
  await opened.audit.settle(TENANT)
  const ids = (await idsInTrail()).filter((id) => /^[ab]-\d+$/.test(id))
  assert.equal(new Set(ids).size, ids.length, 'nothing is there twice')
  for (const id of promised) assert.ok(ids.includes(id), id)
  await assertRight()
})

test('another key takes over in a checkpoint that both sign, and each checkpoint is consistent with those before', async () => {
  opened.clock.advance(1000)
  await opened.audit.rotateKey(TENANT)
  opened.clock.advance(60_000)
  await happen(database)
  await opened.audit.settle(TENANT)
  await assertRight()
  const { keys } = await opened.audit.state(TENANT)
  assert.deepEqual(
    keys.map(({ retiredAt }) => retiredAt === null),
    [false, true],
  )
  const verifiers = keys.map(({ verifier }) => readNoteVerifier(verifier))
  const { checkpoints } = await opened.audit.checkpointsAfter(TENANT, 0)
  const heads = checkpoints.map(({ note }) => openCheckpoint(note, verifiers))
  assert.ok(heads.some(({ keyIds }) => keyIds.length === 2))
  await createReadStore(database).withHashes(TENANT, async (hashes) => {
    for (const [at, second] of heads.entries()) {
      assert.ok((await rootOf(hashes, 0, second.size)).equals(second.root))
      const first = heads[at - 1]
      if (!first) continue
      const proof = await proveConsistency(hashes, first.size, second.size)
      assert.ok(isConsistent(first, second, proof))
      assert.ok(!isConsistent({ ...first, root: second.root }, second, proof))
    }
  })
})
