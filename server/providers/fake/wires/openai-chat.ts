import type { FakeAnswer, FakeUsage } from '../../fake-answer.ts'
import { plainEvent, type FakePiece, type FakeWire } from '../wire.ts'

/** Chat completions as OpenAI streams them: `[DONE]`, usage only when asked for, tool calls in small pieces. */
export const openaiChatWire: FakeWire = {
  dialect: 'openai-chat',
  streamType: 'text/event-stream; charset=utf-8',
  readRequest: (body) => body,
  whole: (answer, usage) => ({
    ...headOf(answer),
    object: 'chat.completion',
    choices: [
      { index: 0, message: messageOf(answer), logprobs: null, finish_reason: answer.finish },
    ],
    ...(usage && { usage: openaiUsage(usage) }),
    ...tierOf(answer),
  }),
  error: ({ status = 500, code = 'fake_fault' }) => ({
    error: {
      message: 'The fake was told to fail: číslo 7 ✗',
      type: status < 500 ? 'invalid_request_error' : 'server_error',
      param: null,
      code,
    },
  }),
  createWriter(answer, request) {
    const head = headOf(answer)
    const chunk = (choice: object) =>
      plainEvent({ ...head, choices: [{ index: 0, finish_reason: null, ...choice }] })
    return {
      start: () => [chunk({ delta: { role: 'assistant', content: '' } })],
      piece: (piece) => [chunk({ delta: deltaOf(piece) })],
      finish: (reason) => [chunk({ delta: {}, finish_reason: reason })],
      usage: (usage) =>
        request.stream_options?.include_usage && usage
          ? [plainEvent({ ...head, choices: [], usage: openaiUsage(usage), ...tierOf(answer) })]
          : [],
      done: () => [plainEvent('[DONE]')],
      error: (body) => [plainEvent(body)],
      malformed: () => ['data: {"choices":[{"delta":{"content":"ha\n\n'],
      unknown: () => [': a comment\n\n', plainEvent({ ...head, object: 'chat.news', choices: [] })],
    }
  },
}

export function headOf({ id, model }: FakeAnswer): object {
  return { id, object: 'chat.completion.chunk', created: 1_709_000_000, model }
}

function tierOf({ usage }: FakeAnswer): object {
  return usage.tier === null ? {} : { service_tier: usage.tier }
}

export function openaiUsage({ input, output, total, cached, reasoning, audio }: FakeUsage): object {
  return {
    prompt_tokens: input,
    completion_tokens: output,
    total_tokens: total,
    ...((cached > 0 || audio > 0) && {
      prompt_tokens_details: { cached_tokens: cached, ...(audio > 0 && { audio_tokens: audio }) },
    }),
    ...(reasoning > 0 && { completion_tokens_details: { reasoning_tokens: reasoning } }),
  }
}

function messageOf(answer: FakeAnswer): object {
  return {
    role: 'assistant',
    content: answer.toolCalls.length > 0 ? null : answer.text,
    ...(answer.reasoning && { reasoning_content: answer.reasoning }),
    ...(answer.toolCalls.length > 0 && { tool_calls: answer.toolCalls }),
  }
}

function deltaOf(piece: FakePiece): object {
  if (piece.kind === 'text') return { content: piece.text }
  if (piece.kind === 'reasoning') return { reasoning_content: piece.text }
  const { index } = piece
  if (piece.kind === 'arguments') {
    return { tool_calls: [{ index, function: { arguments: piece.text } }] }
  }
  const { id, name } = piece
  return { tool_calls: [{ index, id, type: 'function', function: { name, arguments: '' } }] }
}
