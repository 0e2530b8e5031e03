import { parentPort, workerData } from 'node:worker_threads'
import { HASH_BYTES } from '../trail/merkle.ts'
import { readNoteVerifier } from '../trail/signed-note.ts'
import type { VerifyAnswer, VerifyAsk, VerifyWorkerData } from './verify-in-worker.ts'
import { createTrailVerifier } from './verify-trail.ts'

const { verifiers, checkpoints, from, prefix }: VerifyWorkerData = workerData

const verifier = createTrailVerifier({
  verifiers: verifiers.map(readNoteVerifier),
  checkpoints,
  ...(from > 0 && {
    prefix: { size: from, hashes: prefix.map((one) => Buffer.from(one, 'base64')) },
  }),
})
let checked = from

parentPort?.on('message', (ask: VerifyAsk) => {
  const answer = ask === 'end' ? { report: verifier.end() } : take(ask.part)
  parentPort?.postMessage(answer, [])
})

function take({ records, leaves }: Exclude<VerifyAsk, 'end'>['part']): VerifyAnswer {
  const hashes = Buffer.from(leaves, 'base64')
  for (const [at, record] of records.entries()) {
    verifier.add(record, hashes.subarray(at * HASH_BYTES, (at + 1) * HASH_BYTES))
  }
  checked += records.length
  return { checked }
}
