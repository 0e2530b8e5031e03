import { setTimeout as sleep } from 'node:timers/promises'
import { z } from 'zod'
import { AppError } from '#server/lib/app-error.ts'
import type { Log } from '#server/lib/log.ts'
import type { SecretBox } from '#server/lib/secret-box.ts'
import { one } from '../answer-bytes.ts'
import type { GatewayResponse } from '../attempt.ts'
import { HOLD_MS, type AnswerName, type AnswersStore, type Claim } from './answers-store.ts'

type Work = (signal: AbortSignal) => Promise<GatewayResponse>

/** Answers to what was asked before with the same key, by whichever process it was made, also before a restart. */
export interface SharedAnswers {
  /**
   * Makes the call where no process has made it; waits where another one is at it. Throws AppError `conflict` where the name was
   * another request's.
   */
  run(name: AnswerName, work: Work, signal: AbortSignal): Promise<GatewayResponse>
  /** Of an organisation, those that are whole. */
  forget(tenantId: string): void
}

export interface SharedAnswersOptions {
  store: AnswersStore
  box: SecretBox
  log: Log
  /** How often it is looked whether another process has its answer. */
  lookMs?: number
}

/** A longer answer is remembered by the process that made the call, and by no other. */
const MAX_BYTES = 1024 * 1024
const LOOK_MS = 200

const Kept = z.object({
  status: z.number(),
  headers: z.record(z.string(), z.string()),
  body: z.string(),
})

export function createSharedAnswers(options: SharedAnswersOptions): SharedAnswers {
  const { store, log, lookMs = LOOK_MS } = options
  return {
    async run(name, work, signal) {
      for (;;) {
        // A database that is away takes nothing from callers: this process remembers, as far as it goes.
        const claim = await store.claim(name).catch((error: unknown) => {
          log.warn('idempotency.not_shared', { error })
          return null
        })
        if (claim === null) return work(signal)
        if (claim === 'ours') return make(name, work, { signal, options })
        if (claim === 'other-request') throw otherRequest()
        if (claim !== 'under-way') return opened(name, claim, options) ?? (await work(signal))
        await sleep(lookMs, undefined, { signal }).catch((cause: unknown) => {
          throw signal.reason instanceof AppError ? signal.reason : gone(cause)
        })
      }
    },
    forget: (tenantId) =>
      void store.forget(tenantId).catch((error: unknown) => {
        log.warn('idempotency.not_forgotten', { error })
      }),
  }
}

export function otherRequest(): AppError {
  return new AppError(
    'conflict',
    'This Idempotency-Key came with another request before. Use a new key for a new request.',
    { param: 'Idempotency-Key' },
  )
}

function gone(cause: unknown): AppError {
  return new AppError('cancelled', 'The caller went away.', { cause })
}

interface Making {
  signal: AbortSignal
  options: SharedAnswersOptions
}

async function make(
  name: AnswerName,
  work: Work,
  { signal, options }: Making,
): Promise<GatewayResponse> {
  const { store, box, log } = options
  const report = (error: unknown) => log.warn('idempotency.not_shared', { error })
  const holding = setInterval(() => void store.hold(name).catch(report), HOLD_MS / 3).unref()
  const end = async (sealed?: string) => {
    clearInterval(holding)
    await (sealed === undefined ? store.release(name) : store.keep(name, sealed)).catch(report)
  }
  try {
    const { status, headers, body, isUnkept } = await work(signal)
    const seal = (bytes: Buffer) =>
      box.seal(JSON.stringify({ status, headers, body: bytes.toString('base64') }), contextOf(name))
    const isWanted = () => !signal.aborted && !isUnkept
    const kept = keeping(body, (bytes) => end(bytes && isWanted() ? seal(bytes) : undefined))
    return { status, headers: { ...headers }, body: kept, ...(isUnkept && { isUnkept }) }
  } catch (error) {
    await end()
    throw error
  }
}

/** As it comes; at its end, told what it was. Undefined: it broke off, or is too long. */
async function* keeping(
  body: AsyncIterable<Buffer>,
  onEnd: (bytes: Buffer | undefined) => Promise<void>,
): AsyncGenerator<Buffer, void, void> {
  let pieces: Buffer[] = []
  let bytes = 0
  let isWhole = false
  try {
    for await (const piece of body) {
      bytes += piece.length
      if (bytes <= MAX_BYTES) pieces.push(piece)
      else pieces = []
      yield piece
    }
    isWhole = bytes <= MAX_BYTES
  } finally {
    await onEnd(isWhole ? Buffer.concat(pieces) : undefined)
  }
}

/** Undefined: it was sealed with a key that was taken away since. */
function opened(
  name: AnswerName,
  { sealed }: Exclude<Claim, string>,
  { box, log }: SharedAnswersOptions,
): GatewayResponse | undefined {
  try {
    const { status, headers, body } = Kept.parse(JSON.parse(box.open(sealed, contextOf(name))))
    const replayed = { ...headers, 'idempotent-replayed': 'true' }
    return { status, headers: replayed, body: one(Buffer.from(body, 'base64')) }
  } catch (error) {
    log.warn('idempotency.not_opened', { error })
    return undefined
  }
}

function contextOf({ tenantId, name }: AnswerName): string {
  return `answer ${tenantId} ${name.toString('hex')}`
}
