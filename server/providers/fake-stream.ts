import { setTimeout as sleep } from 'node:timers/promises'
import { AppError } from '#server/lib/app-error.ts'
import { formatSse } from '#server/lib/sse.ts'
import { piecesOf, type FakeAnswer, type FakeRequest } from './fake-answer.ts'
import type { Faults } from './fake-faults.ts'

export interface FakeStreamOptions {
  request: FakeRequest
  answer: FakeAnswer
  faults: Faults
  /** Milliseconds between pieces. */
  delayMs: number
  signal: AbortSignal
}

/** An answer as the bytes of a chat completion stream, with everything that was ordered to go wrong. */
export async function* streamOf(options: FakeStreamOptions): AsyncGenerator<Buffer, void, void> {
  const { faults, signal } = options
  const breaks = faults.sse === 'crlf' ? '\r\n' : '\n'
  if (faults.slow) await wait(faults.slow, signal)
  for await (const event of events(options)) {
    if (faults.sse === 'comments') yield Buffer.from(`: still here${breaks}${breaks}`)
    const bytes = Buffer.from(breaks === '\n' ? event : event.replaceAll('\n', breaks))
    yield* inPieces(bytes, faults.split)
  }
}

async function* events(options: FakeStreamOptions): AsyncGenerator<string, void, void> {
  const { request, answer, faults } = options
  const chunk = chunkMaker(answer)
  yield chunk({ delta: { role: 'assistant', content: '' } })
  let index = 0
  for (const delta of deltasOf(answer)) {
    const end = await beforePiece(index, options)
    if (end !== undefined) {
      yield* end
      return
    }
    if (faults.malformed === index) yield 'data: {"choices":[{"delta":{"content":"ha\n\n'
    yield chunk({ delta })
    index += 1
  }
  const end = await beforePiece(index, options)
  if (end !== undefined) {
    yield* end
    return
  }
  if (faults.finish !== 'never') {
    yield chunk({ delta: {}, finish_reason: faults.finish ?? answer.finish })
  }
  const usage = usageOf(answer, faults)
  if (request.stream_options?.include_usage && usage) {
    yield formatSse(JSON.stringify({ ...headOf(answer), choices: [], usage }))
  }
  if (faults.done !== 'never') yield formatSse('[DONE]')
  if (faults.done === 'twice') yield formatSse('[DONE]')
}

/** The last events of a stream that ends at this piece; undefined: it goes on. Throws where the connection breaks. */
async function beforePiece(
  index: number,
  options: FakeStreamOptions,
): Promise<string[] | undefined> {
  const { faults, delayMs, signal } = options
  const pauseMs = faults.delay ?? delayMs
  if (pauseMs > 0) await wait(pauseMs, signal)
  if (signal.aborted) throw new AppError('cancelled', 'The caller went away.')
  if (faults.cut === index) return []
  if (faults.reset === index) throw new AppError('provider_unavailable', 'The connection broke.')
  if (faults.stall === index) await wait(2 ** 31 - 1, signal)
  if (faults.error === index) return [formatSse(JSON.stringify(errorBody(faults)))]
  return undefined
}

function* deltasOf(answer: FakeAnswer): Generator<object> {
  for (const piece of piecesOf(answer.reasoning)) yield { reasoning_content: piece }
  for (const [index, call] of answer.toolCalls.entries()) {
    const { name, arguments: text } = call.function
    yield { tool_calls: [{ index, ...call, function: { name, arguments: '' } }] }
    for (const piece of text.match(/.{1,8}/gsu) ?? []) {
      yield { tool_calls: [{ index, function: { arguments: piece } }] }
    }
  }
  for (const piece of piecesOf(answer.text)) yield { content: piece }
}

function headOf({ id, model }: FakeAnswer): object {
  return { id, object: 'chat.completion.chunk', created: 1_709_000_000, model }
}

function chunkMaker(answer: FakeAnswer): (choice: object) => string {
  const head = headOf(answer)
  return (choice) =>
    formatSse(JSON.stringify({ ...head, choices: [{ index: 0, finish_reason: null, ...choice }] }))
}

/** An answer as the body of a chat completion that is not streamed. */
export function bodyOf(answer: FakeAnswer, faults: Faults): object {
  if (faults.body === 'error' || faults.error !== undefined) return errorBody(faults)
  const message = {
    role: 'assistant',
    content: answer.toolCalls.length > 0 ? null : answer.text,
    ...(answer.reasoning && { reasoning_content: answer.reasoning }),
    ...(answer.toolCalls.length > 0 && { tool_calls: answer.toolCalls }),
  }
  const usage = usageOf(answer, faults)
  return {
    ...headOf(answer),
    object: 'chat.completion',
    choices: [{ index: 0, message, logprobs: null, finish_reason: answer.finish }],
    ...(usage && { usage }),
  }
}

export function errorBody({ status = 500, code = 'fake_fault' }: Faults): object {
  const type = status < 500 ? 'invalid_request_error' : 'server_error'
  return { error: { message: 'The fake was told to fail: číslo 7 ✗', type, param: null, code } }
}

export async function wait(ms: number, signal: AbortSignal): Promise<void> {
  try {
    await sleep(ms, undefined, { signal })
  } catch (cause) {
    throw new AppError('cancelled', 'The caller went away.', { cause })
  }
}

function usageOf(answer: FakeAnswer, faults: Faults): object | undefined {
  if (faults.usage === 'none') return undefined
  if (faults.usage === 'wrong')
    return { prompt_tokens: -3, completion_tokens: 'many', total_tokens: 1.5 }
  if (faults.usage === 'huge') return { prompt_tokens: 1e300, completion_tokens: 1e300 }
  return answer.usage
}

function* inPieces(bytes: Buffer, size = bytes.length): Generator<Buffer> {
  for (let at = 0; at < bytes.length; at += size) yield bytes.subarray(at, at + size)
}
