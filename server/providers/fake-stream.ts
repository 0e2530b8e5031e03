import { setTimeout as sleep } from 'node:timers/promises'
import { AppError } from '#server/lib/app-error.ts'
import { piecesOf, type FakeAnswer, type FakeRequest, type FakeUsage } from './fake-answer.ts'
import type { Faults } from './fake-faults.ts'
import type { Bytes, FakePiece, FakeWire, FakeWriter } from './fake/wire.ts'

export interface FakeStreamOptions {
  wire: FakeWire
  request: FakeRequest
  answer: FakeAnswer
  faults: Faults
  /** Milliseconds between pieces. */
  delayMs: number
  signal: AbortSignal
  /** Told once, at the end: how many tokens were written, and whether all was said. */
  onEnd: (end: { outputTokens: number; isWhole: boolean }) => void
}

/** An answer as the bytes of a stream of its wire, with everything that was ordered to go wrong. */
export async function* streamOf(options: FakeStreamOptions): AsyncGenerator<Buffer, void, void> {
  const { faults, signal } = options
  const breaks = faults.sse === 'crlf' ? '\r\n' : '\n'
  const progress = { outputTokens: 0, isWhole: false }
  try {
    if (faults.slow) await wait(faults.slow, signal)
    for await (const event of events(options, progress)) {
      if (faults.sse === 'comments') yield Buffer.from(`: still here${breaks}${breaks}`)
      const isText = typeof event === 'string' && breaks !== '\n'
      const bytes = Buffer.from(isText ? event.replaceAll('\n', breaks) : event)
      yield* inPieces(bytes, options)
    }
  } finally {
    options.onEnd(progress)
  }
}

interface Progress {
  outputTokens: number
  isWhole: boolean
}

async function* events(
  options: FakeStreamOptions,
  progress: Progress,
): AsyncGenerator<Bytes, void, void> {
  const { wire, request, answer, faults } = options
  const writer = wire.createWriter(answer, request)
  yield* writer.start()
  let index = 0
  for (const piece of fakePiecesOf(answer)) {
    const end = await beforePiece(index, writer, options)
    if (end !== undefined) {
      yield* end
      return
    }
    if (faults.malformed === index) yield* writer.malformed()
    if (faults.events === 'unknown') yield* writer.unknown()
    progress.outputTokens += 1
    yield* writer.piece(piece)
    index += 1
  }
  const end = await beforePiece(index, writer, options)
  if (end !== undefined) {
    yield* end
    return
  }
  // All is computed: from here on the whole answer is charged.
  progress.outputTokens = Number(answer.usage.output)
  progress.isWhole = true
  yield* endOf(writer, options)
}

function* endOf(writer: FakeWriter, { answer, faults }: FakeStreamOptions): Generator<Bytes> {
  const finish = () =>
    faults.finish === 'never' ? [] : writer.finish(faults.finish ?? answer.finish)
  const usage = () => writer.usage(usageOf(answer, faults))
  if (faults.events === 'reorder') yield* [...usage(), ...finish()]
  else yield* [...finish(), ...usage()]
  if (faults.events === 'duplicate') yield* [...finish(), ...usage()]
  if (faults.done !== 'never') yield* writer.done()
  if (faults.done === 'twice') yield* writer.done()
}

/** The last events of a stream that ends at this piece; undefined: it goes on. Throws where the connection breaks. */
async function beforePiece(
  index: number,
  writer: FakeWriter,
  { faults, delayMs, signal, wire }: FakeStreamOptions,
): Promise<Bytes[] | undefined> {
  const pauseMs = faults.delay ?? delayMs
  if (pauseMs > 0) await wait(pauseMs, signal)
  if (signal.aborted) throw new AppError('cancelled', 'The caller went away.')
  if (faults.cut === index) return []
  if (faults.reset === index) throw new AppError('provider_unavailable', 'The connection broke.')
  if (faults.stall === index) await wait(FOR_EVER_MS, signal)
  if (faults.error === index) return writer.error(wire.error(faults))
  return undefined
}

function* fakePiecesOf(answer: FakeAnswer): Generator<FakePiece> {
  for (const text of piecesOf(answer.reasoning)) yield { kind: 'reasoning', text }
  for (const [index, call] of answer.toolCalls.entries()) {
    const { name, arguments: whole } = call.function
    yield { kind: 'tool', index, id: call.id, name }
    for (const text of whole.match(/.{1,8}/gsu) ?? []) yield { kind: 'arguments', index, text }
  }
  for (const text of piecesOf(answer.text)) yield { kind: 'text', text }
}

export const FOR_EVER_MS = 2 ** 31 - 1

export async function wait(ms: number, signal: AbortSignal): Promise<void> {
  try {
    await sleep(ms, undefined, { signal })
  } catch (cause) {
    throw new AppError('cancelled', 'The caller went away.', { cause })
  }
}

/** What is told of the usage, which is what is charged unless it was ordered to be nonsense; null: nothing. */
export function usageOf({ usage }: FakeAnswer, faults: Faults): FakeUsage | null {
  if (faults.usage === 'none') return null
  if (faults.usage === 'wrong') return { ...usage, input: -3, output: 'many', total: 1.5 }
  if (faults.usage === 'huge') return { ...usage, input: 1e300, output: 1e300 }
  return usage
}

const SECOND_MS = 1000

async function* inPieces(bytes: Buffer, options: FakeStreamOptions): AsyncGenerator<Buffer> {
  const { split, drip } = options.faults
  const size = split ?? (drip ? 1 : bytes.length)
  for (let at = 0; at < bytes.length; at += size) {
    if (drip) await wait(SECOND_MS / drip, options.signal)
    yield bytes.subarray(at, at + size)
  }
}
