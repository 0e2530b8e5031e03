import { crc32 } from 'node:zlib'
import type { FakeAnswer, FakeRequest, FakeUsage } from '../../fake-answer.ts'
import {
  listOf,
  numberOf,
  recordOf,
  stringOf,
  textOf,
  type FakeBody,
  type FakePiece,
  type FakeWire,
  type FakeWriter,
} from '../wire.ts'

/** Converse of Amazon Bedrock, its streams in `vnd.amazon.eventstream`. Source: its API reference. */
export const bedrockWire: FakeWire = {
  dialect: 'bedrock-converse',
  streamType: 'application/vnd.amazon.eventstream',
  readRequest,
  whole: (answer, usage) => ({
    output: { message: { role: 'assistant', content: blocksOf(answer) } },
    stopReason: REASONS[answer.finish] ?? answer.finish,
    ...(usage && { usage: usageOf(usage) }),
    metrics: { latencyMs: 1 },
  }),
  error: () => ({ message: 'The fake was told to fail: číslo 7 ✗' }),
  createWriter,
}

const REASONS: Record<string, string> = {
  stop: 'end_turn',
  length: 'max_tokens',
  tool_calls: 'tool_use',
}
const SIGNATURE = 'RmFrZS1zaWduYXR1cmU='

function createWriter(): FakeWriter {
  let index = -1
  let open: string | undefined
  const end = (): Buffer[] => {
    if (open === undefined) return []
    const isThinking = open === 'reasoning'
    open = undefined
    const signed = { reasoningContent: { signature: SIGNATURE } }
    return [
      ...(isThinking ? [delta(index, signed)] : []),
      frame('contentBlockStop', { contentBlockIndex: index }),
    ]
  }
  const begin = (piece: FakePiece): Buffer[] => {
    if (open === piece.kind && piece.kind !== 'tool') return []
    const ended = end()
    index += 1
    open = piece.kind
    if (piece.kind !== 'tool') return ended
    const start = { toolUse: { toolUseId: piece.id, name: piece.name } }
    return [...ended, frame('contentBlockStart', { contentBlockIndex: index, start })]
  }
  return {
    start: () => [frame('messageStart', { role: 'assistant' })],
    piece: (piece) => [
      ...(piece.kind === 'arguments' ? [] : begin(piece)),
      ...(piece.kind === 'tool' ? [] : [delta(index, deltaOf(piece))]),
    ],
    finish: (reason) => [...end(), frame('messageStop', { stopReason: REASONS[reason] ?? reason })],
    usage: (usage) => [
      frame('metadata', { ...(usage && { usage: usageOf(usage) }), metrics: { latencyMs: 1 } }),
    ],
    done: () => [],
    error: (body) => [frame('modelStreamErrorException', body, 'exception')],
    malformed: () => {
      const bytes = delta(0, { text: 'ha' })
      // A checksum that is wrong.
      bytes.writeUInt32BE(7, bytes.length - 4)
      return [bytes]
    },
    unknown: () => [frame('newsEvent', {})],
  }
}

/** One message, its payload as it stands where that is a text: its length, that of its headers, their checksum, headers, payload, the checksum of all. */
export function frame(
  name: string,
  payload: object | string,
  kind: 'event' | 'exception' = 'event',
): Buffer {
  const headers = Buffer.concat([
    header(`:${kind}-type`, name),
    header(':content-type', 'application/json'),
    header(':message-type', kind),
  ])
  const body = Buffer.from(typeof payload === 'string' ? payload : JSON.stringify(payload))
  const bytes = Buffer.alloc(12 + headers.length + body.length + 4)
  bytes.writeUInt32BE(bytes.length, 0)
  bytes.writeUInt32BE(headers.length, 4)
  bytes.writeUInt32BE(crc32(bytes.subarray(0, 8)), 8)
  headers.copy(bytes, 12)
  body.copy(bytes, 12 + headers.length)
  bytes.writeUInt32BE(crc32(bytes.subarray(0, -4)), bytes.length - 4)
  return bytes
}

const STRING = 7

function header(name: string, value: string): Buffer {
  const length = Buffer.alloc(2)
  length.writeUInt16BE(Buffer.byteLength(value))
  const head = Buffer.from([name.length, ...Buffer.from(name), STRING])
  return Buffer.concat([head, length, Buffer.from(value)])
}

function delta(contentBlockIndex: number, value: object): Buffer {
  return frame('contentBlockDelta', { contentBlockIndex, delta: value })
}

function deltaOf(piece: Exclude<FakePiece, { kind: 'tool' }>): object {
  if (piece.kind === 'arguments') return { toolUse: { input: piece.text } }
  if (piece.kind === 'reasoning') return { reasoningContent: { text: piece.text } }
  return { text: piece.text }
}

function blocksOf(answer: FakeAnswer): object[] {
  const reasoningText = { text: answer.reasoning, signature: SIGNATURE }
  return [
    ...(answer.reasoning ? [{ reasoningContent: { reasoningText } }] : []),
    ...(answer.text ? [{ text: answer.text }] : []),
    ...answer.toolCalls.map(({ id, function: { name, arguments: text } }) => {
      const input: unknown = JSON.parse(text)
      return { toolUse: { toolUseId: id, name, input } }
    }),
  ]
}

/** What is read from and written to the cache is counted apart from the input. */
function usageOf({ input, output, total, cached, cacheWrite }: FakeUsage): object {
  return {
    inputTokens: typeof input === 'number' ? input - cached - cacheWrite : input,
    outputTokens: output,
    totalTokens: total,
    cacheReadInputTokens: cached,
    cacheWriteInputTokens: cacheWrite,
  }
}

function readRequest(body: FakeBody): FakeRequest {
  const { tools, toolChoice } = recordOf(body.toolConfig)
  const choice = recordOf(toolChoice)
  return {
    model: stringOf(body.model),
    max_tokens: numberOf(recordOf(body.inferenceConfig).maxTokens) ?? null,
    messages: listOf(body.messages).map(({ role, content }) => ({
      role: stringOf(role),
      content: textOf(content),
    })),
    tools: listOf(tools)
      .map(({ toolSpec }) => recordOf(toolSpec))
      .map(({ name, inputSchema }) => ({
        function: { name: stringOf(name), parameters: recordOf(recordOf(inputSchema).json) },
      })),
    tool_choice: choice.tool
      ? { function: { name: stringOf(recordOf(choice.tool).name) } }
      : (Object.keys(choice)[0] ?? null),
  }
}
