import { AppError } from '#server/lib/app-error.ts'
import type { ErrorCode } from '#wire/errors.ts'
import type { Answers, AskName, Asks } from './asks.ts'

/** One end of what joins two processes. */
export interface Wire {
  send(message: Message): void
  onMessage(listener: (message: unknown) => void): void
  onClose(listener: () => void): void
}

type Message =
  | { galerne: 'ask'; id: number; name: string; input: unknown }
  | { galerne: 'piece'; id: number; piece: unknown }
  | { galerne: 'answer'; id: number; output: unknown }
  | { galerne: 'failure'; id: number; failure: Failure }
  | { galerne: 'abort'; id: number }

interface Failure {
  code: ErrorCode
  message: string
  param?: string
  retryAfterMs?: number
}

export interface AskOptions<Name extends AskName> {
  /** Stops the other side's work too. */
  signal?: AbortSignal
  /** Takes what comes before the answer, in order. */
  onPiece?: (piece: Asks[Name]['piece']) => void
}

/** Questions both ways between a primary and one of its workers; what is not answered when the other one dies, fails. */
export interface Channel {
  /** Throws AppError: what the other side threw, or `provider_unavailable` where it is gone. */
  ask<Name extends AskName>(
    name: Name,
    input: Asks[Name]['input'],
    options?: AskOptions<Name>,
  ): Promise<Asks[Name]['output']>
}

interface Waiting {
  resolve(output: unknown): void
  reject(error: Error): void
  take(piece: unknown): void
}

export function createChannel(wire: Wire, answers: Partial<Answers>): Channel {
  const waiting = new Map<number, Waiting>()
  const working = new Map<number, AbortController>()
  const desk = createDesk(wire, answers, working)
  let count = 0
  let isClosed = false
  wire.onMessage((message) => {
    if (!isMessage(message)) return
    const asked = waiting.get(message.id)
    if (message.galerne === 'ask') void desk(message)
    else if (message.galerne === 'abort') working.get(message.id)?.abort(gone())
    else if (message.galerne === 'piece') asked?.take(message.piece)
    else if (message.galerne === 'answer') asked?.resolve(message.output)
    else asked?.reject(toError(message.failure))
  })
  wire.onClose(() => {
    isClosed = true
    for (const one of waiting.values()) one.reject(gone())
    for (const work of working.values()) work.abort(gone())
  })
  return {
    ask(name, input, { signal, onPiece } = {}) {
      if (isClosed) return Promise.reject(gone())
      const id = (count += 1)
      const { promise, resolve, reject } = Promise.withResolvers<Asks[typeof name]['output']>()
      const entry: Waiting = { resolve, reject, take: (piece: never) => onPiece?.(piece) }
      waiting.set(id, entry)
      const abort = () => {
        wire.send({ galerne: 'abort', id })
        reject(gone())
      }
      wire.send({ galerne: 'ask', id, name, input })
      if (signal?.aborted) abort()
      signal?.addEventListener('abort', abort, { once: true })
      return promise.finally(() => {
        waiting.delete(id)
        signal?.removeEventListener('abort', abort)
      })
    },
  }
}

interface Answer {
  run(input: unknown, context: { signal: AbortSignal; send(piece: unknown): void }): unknown
}

function createDesk(wire: Wire, answers: Partial<Answers>, working: Map<number, AbortController>) {
  const known = new Map<string, Answer>(
    Object.entries(answers).map(([name, run]) => [name, { run }]),
  )
  return async ({ id, name, input }: { id: number; name: string; input: unknown }) => {
    const work = new AbortController()
    working.set(id, work)
    try {
      const send = (piece: unknown) => {
        if (!work.signal.aborted) wire.send({ galerne: 'piece', id, piece })
      }
      const answer = known.get(name)
      if (!answer) throw new AppError('not_ready', 'Galerne is starting. Try again in a moment.')
      const output = await answer.run(input, { signal: work.signal, send })
      wire.send({ galerne: 'answer', id, output })
    } catch (error) {
      wire.send({ galerne: 'failure', id, failure: toFailure(error) })
    } finally {
      working.delete(id)
    }
  }
}

function toFailure(error: unknown): Failure {
  if (!(error instanceof AppError)) return { code: 'internal', message: String(error) }
  const { code, message, param, retryAfterMs } = error
  return {
    code,
    message,
    ...(param !== undefined && { param }),
    ...(retryAfterMs !== undefined && { retryAfterMs }),
  }
}

function toError({ code, message, ...details }: Failure): Error {
  return code === 'internal' ? new Error(message) : new AppError(code, message, details)
}

function gone(): AppError {
  return new AppError('provider_unavailable', 'The process that worked on this is gone.')
}

function isMessage(value: unknown): value is Message {
  return typeof value === 'object' && value !== null && 'galerne' in value && 'id' in value
}
