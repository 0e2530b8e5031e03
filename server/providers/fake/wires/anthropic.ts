import type { FakeAnswer, FakeRequest, FakeToolCall, FakeUsage } from '../../fake-answer.ts'
import {
  listOf,
  namedEvent,
  numberOf,
  plainEvent,
  recordOf,
  stringOf,
  textOf,
  type FakeBody,
  type FakePiece,
  type FakeWire,
} from '../wire.ts'

/** Messages as Anthropic streams them: named events, blocks with an index, cumulative usage. Source: its API reference. */
export const anthropicWire: FakeWire = {
  dialect: 'anthropic-messages',
  streamType: 'text/event-stream; charset=utf-8',
  readRequest,
  whole: (answer, usage) => ({
    ...headOf(answer),
    content: [
      ...(answer.reasoning
        ? [{ type: 'thinking', thinking: answer.reasoning, signature: SIGNATURE }]
        : []),
      ...(answer.text ? [{ type: 'text', text: answer.text }] : []),
      ...answer.toolCalls.map(toBlock),
    ],
    stop_reason: REASONS[answer.finish] ?? answer.finish,
    stop_sequence: null,
    ...(usage && { usage: anthropicUsage(usage) }),
  }),
  error: ({ status = 500, code = 'api_error' }) => ({
    type: 'error',
    error: {
      type: status < 500 ? 'invalid_request_error' : status === 529 ? 'overloaded_error' : code,
      message: 'The fake was told to fail: číslo 7 ✗',
    },
    request_id: 'req_fake',
  }),
  createWriter,
}

const SIGNATURE = 'RmFrZS1zaWduYXR1cmU='
const REASONS: Record<string, string> = {
  stop: 'end_turn',
  length: 'max_tokens',
  tool_calls: 'tool_use',
}

function createWriter(answer: FakeAnswer): ReturnType<FakeWire['createWriter']> {
  let index = -1
  let open: string | undefined
  let reason = 'end_turn'
  const end = (): string[] => {
    if (open === undefined) return []
    const isThinking = open === 'reasoning'
    open = undefined
    return [
      ...(isThinking ? [deltaEvent(index, { type: 'signature_delta', signature: SIGNATURE })] : []),
      namedEvent({ type: 'content_block_stop', index }),
    ]
  }
  const begin = (kind: string, block: object): string[] => {
    if (open === kind && kind !== 'tool') return []
    const ended = end()
    index += 1
    open = kind
    return [...ended, namedEvent({ type: 'content_block_start', index, content_block: block })]
  }
  const startUsage = { input_tokens: answer.usage.input, output_tokens: 1 }
  return {
    start: () => [
      namedEvent({
        type: 'message_start',
        message: { ...headOf(answer), content: [], stop_reason: null, usage: startUsage },
      }),
      namedEvent({ type: 'ping' }),
    ],
    piece: (piece) => [
      ...(piece.kind === 'arguments' ? [] : begin(piece.kind, blockOf(piece))),
      ...(piece.kind === 'tool' ? [] : [deltaEvent(index, deltaOf(piece))]),
    ],
    finish(said) {
      reason = REASONS[said] ?? said
      return end()
    },
    usage: (usage) => [
      namedEvent({
        type: 'message_delta',
        delta: { stop_reason: reason, stop_sequence: null },
        ...(usage && { usage: anthropicUsage(usage) }),
      }),
    ],
    done: () => [namedEvent({ type: 'message_stop' })],
    error: (body) => [`event: error\n${plainEvent(body)}`],
    malformed: () => ['event: content_block_delta\ndata: {"type":"content_block_delta","del\n\n'],
    unknown: () => [namedEvent({ type: 'content_block_news' })],
  }
}

function deltaEvent(index: number, delta: object): string {
  return namedEvent({ type: 'content_block_delta', index, delta })
}

function blockOf(piece: FakePiece): object {
  if (piece.kind === 'tool') return { type: 'tool_use', id: piece.id, name: piece.name, input: {} }
  if (piece.kind === 'reasoning') return { type: 'thinking', thinking: '', signature: '' }
  return { type: 'text', text: '' }
}

function deltaOf(piece: Exclude<FakePiece, { kind: 'tool' }>): object {
  if (piece.kind === 'arguments') return { type: 'input_json_delta', partial_json: piece.text }
  if (piece.kind === 'reasoning') return { type: 'thinking_delta', thinking: piece.text }
  return { type: 'text_delta', text: piece.text }
}

/** Anthropic counts what it reads from and writes to its cache apart from `input_tokens`. */
function anthropicUsage(usage: FakeUsage): object {
  const { input, output, cached, cacheWrite, cacheWriteHour, searches } = usage
  const isNumber = typeof input === 'number'
  return {
    input_tokens: isNumber ? input - cached - cacheWrite : input,
    output_tokens: output,
    cache_read_input_tokens: cached,
    cache_creation_input_tokens: cacheWrite,
    ...(cacheWrite > 0 && {
      cache_creation: {
        ephemeral_5m_input_tokens: cacheWrite - cacheWriteHour,
        ephemeral_1h_input_tokens: cacheWriteHour,
      },
    }),
    ...(searches > 0 && { server_tool_use: { web_search_requests: searches } }),
  }
}

function headOf({ id, model }: FakeAnswer) {
  return { id: id.replace('chatcmpl-', 'msg_'), type: 'message', role: 'assistant', model }
}

function toBlock({ id, function: { name, arguments: text } }: FakeToolCall): object {
  const input: unknown = JSON.parse(text)
  return { type: 'tool_use', id, name, input }
}

function readRequest(body: FakeBody): FakeRequest {
  const choice = recordOf(body.tool_choice)
  return {
    model: stringOf(body.model),
    stream: body.stream === true,
    max_tokens: numberOf(body.max_tokens) ?? null,
    messages: [
      { role: 'system', content: textOf(body.system) },
      ...listOf(body.messages).map(({ role, content }) => ({
        role: stringOf(role),
        content: textOf(content),
      })),
    ],
    tools: listOf(body.tools).map(({ name, input_schema }) => ({
      function: { name: stringOf(name), parameters: recordOf(input_schema) },
    })),
    tool_choice:
      choice.type === 'tool'
        ? { function: { name: stringOf(choice.name) } }
        : stringOf(choice.type) || null,
  }
}
