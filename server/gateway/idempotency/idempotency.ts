import { createHash } from 'node:crypto'
import { AppError } from '#server/lib/app-error.ts'
import { passedMs, type Clock } from '#server/lib/clock.ts'
import type { GatewayResponse } from '../attempt.ts'
import { listen, startRecording, type Recording } from './recording.ts'
import { otherRequest, type SharedAnswers } from './shared-answers.ts'

export interface IdempotentCall {
  /** Whose key it is: the same word of another caller is another key. */
  owner: string
  key: string
  /** What was asked, all of it. */
  body: Buffer
  operation: string
  /** What the caller speaks: an answer in another dialect is another answer. */
  dialect: string
  /** The caller's. */
  signal: AbortSignal
}

export interface Idempotency {
  /**
   * Makes the call once for a key; whoever comes with the same key gets the same answer, now and for a day; of an answer that may
   * not be kept (`isUnkept`), while it is being given alone. Throws `conflict` where the same key comes with another request.
   */
  run(
    call: IdempotentCall,
    work: (signal: AbortSignal) => Promise<GatewayResponse>,
  ): Promise<GatewayResponse>
  /** Of all callers of an organisation, what is not under way. */
  forget(tenantId: string): void
}

type Work = (signal: AbortSignal) => Promise<GatewayResponse>

interface Entry {
  fingerprint: string
  atMs: number
  recording: Recording
}

/** As long as Stripe keeps them. */
const KEEP_MS = 24 * 3_600_000
/** Of all answers together; the oldest go first. */
const MAX_BYTES = 64 * 1024 * 1024
const MAX_ENTRIES = 10_000
/** A longer answer is passed on and not kept. */
const MAX_ANSWER_BYTES = 8 * 1024 * 1024

export interface IdempotencyLimits {
  maxBytes?: number
  maxAnswerBytes?: number
}

/** @param shared Absent: only this process remembers. */
export function createIdempotency(
  clock: Clock,
  { maxBytes = MAX_BYTES, maxAnswerBytes = MAX_ANSWER_BYTES }: IdempotencyLimits = {},
  shared?: SharedAnswers,
): Idempotency {
  const entries = new Map<string, Entry>()
  const forget = (name: string, entry: Entry) => {
    if (entries.get(name) === entry) entries.delete(name)
  }
  const tidy = () => dropOld(entries, { nowMs: passedMs(clock), maxBytes })
  /** Made here, unless another process has made it, or is about to. */
  const workFor = (name: string, entry: () => Entry, work: Work): Work => {
    if (!shared) return work
    const [tenantId = ''] = name.split(' ')
    const hashed = createHash('sha256').update(name).digest()
    return async (signal) => {
      const fingerprint = Buffer.from(entry().fingerprint, 'base64')
      try {
        return await shared.run({ tenantId, name: hashed, fingerprint }, work, signal)
      } catch (error) {
        // Whoever made the other request may come here too.
        if (error instanceof AppError && error.code === 'conflict') forget(name, entry())
        throw error
      }
    }
  }
  return {
    forget(tenantId) {
      shared?.forget(tenantId)
      for (const [name, { recording }] of entries) {
        if (recording.isDone && name.startsWith(`${tenantId} `)) entries.delete(name)
      }
    },
    async run({ owner, key, body, operation, dialect, signal }, work) {
      const name = `${owner} ${key}`
      const fingerprint = createHash('sha256')
        .update(`${operation} ${dialect} `)
        .update(body)
        .digest('base64')
      const known = entries.get(name)
      if (known && passedMs(clock) - known.atMs < KEEP_MS) {
        if (known.fingerprint === fingerprint) {
          const said = await listen(known.recording, signal)
          return { ...said, headers: { ...said.headers, 'idempotent-replayed': 'true' } }
        }
        throw otherRequest()
      }
      tidy()
      const recording = startRecording(
        workFor(name, () => entry, work),
        {
          maxBytes: maxAnswerBytes,
          forget: () => forget(name, entry),
        },
      )
      const entry: Entry = { fingerprint, atMs: passedMs(clock), recording }
      entries.set(name, entry)
      return listen(recording, signal)
    },
  }
}

function dropOld(
  entries: Map<string, Entry>,
  { nowMs, maxBytes }: { nowMs: number; maxBytes: number },
): void {
  let bytes = 0
  for (const { recording } of entries.values()) bytes += recording.bytes
  for (const [name, { atMs, recording }] of entries) {
    const isOld = nowMs - atMs >= KEEP_MS
    const isMuch = bytes > maxBytes || entries.size > MAX_ENTRIES
    if (!isOld && !isMuch) return
    // What is under way is waited for by somebody.
    if (!recording.isDone) continue
    bytes -= recording.bytes
    entries.delete(name)
  }
}
