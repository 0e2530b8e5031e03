import type { FakeAnswer, FakeRequest, FakeUsage } from '../../fake-answer.ts'
import {
  listOf,
  numberOf,
  plainEvent,
  recordOf,
  stringOf,
  textOf,
  type FakeBody,
  type FakePiece,
  type FakeWire,
} from '../wire.ts'

/** Gemini's: usage in every chunk, calls whole, thoughts as parts, no `[DONE]`. Source: its API reference. */
export const geminiWire: FakeWire = {
  dialect: 'gemini',
  streamType: 'text/event-stream',
  readRequest,
  whole: (answer, usage) =>
    chunkOf(answer, { parts: partsOf(answer), reason: REASONS[answer.finish] ?? 'STOP', usage }),
  error: ({ status = 500, code }) => ({
    error: {
      code: status,
      message: 'The fake was told to fail: číslo 7 ✗',
      status: code ?? STATUSES[status] ?? 'INTERNAL',
    },
  }),
  createWriter(answer) {
    let reason = 'STOP'
    return {
      start: () => [],
      piece: (piece) => {
        if (piece.kind === 'arguments') return []
        return [plainEvent(chunkOf(answer, { parts: [partOf(piece, answer)] }))]
      },
      finish(said) {
        reason = REASONS[said] ?? said
        return []
      },
      usage: (usage) => [plainEvent(chunkOf(answer, { parts: [{ text: '' }], reason, usage }))],
      done: () => [],
      error: (body) => [plainEvent(body)],
      malformed: () => ['data: {"candidates":[{"content":{"par\n\n'],
      unknown: () => [plainEvent({ modelVersion: answer.model, newsMetadata: {} })],
    }
  },
}

const REASONS: Record<string, string> = {
  stop: 'STOP',
  length: 'MAX_TOKENS',
  tool_calls: 'STOP',
}
const STATUSES: Record<number, string> = {
  400: 'INVALID_ARGUMENT',
  401: 'UNAUTHENTICATED',
  403: 'PERMISSION_DENIED',
  404: 'NOT_FOUND',
  429: 'RESOURCE_EXHAUSTED',
  503: 'UNAVAILABLE',
  504: 'DEADLINE_EXCEEDED',
}

interface Chunk {
  parts: object[]
  reason?: string
  usage?: FakeUsage | null
}

function chunkOf({ id, model }: FakeAnswer, { parts, reason, usage }: Chunk): object {
  return {
    candidates: [
      { content: { role: 'model', parts }, ...(reason && { finishReason: reason }), index: 0 },
    ],
    ...(usage && { usageMetadata: usageOf(usage) }),
    modelVersion: model,
    responseId: id,
  }
}

/** Thoughts are counted apart from what is said. */
function usageOf({ input, output, total, cached, reasoning }: FakeUsage): object {
  const isNumber = typeof output === 'number'
  return {
    promptTokenCount: input,
    candidatesTokenCount: isNumber ? output - reasoning : output,
    totalTokenCount: total,
    ...(cached > 0 && { cachedContentTokenCount: cached }),
    ...(reasoning > 0 && { thoughtsTokenCount: reasoning }),
  }
}

function partOf(piece: Exclude<FakePiece, { kind: 'arguments' }>, answer: FakeAnswer): object {
  if (piece.kind === 'reasoning') return { text: piece.text, thought: true }
  if (piece.kind === 'text') return { text: piece.text }
  return callPart(answer, piece.index)
}

function partsOf(answer: FakeAnswer): object[] {
  return [
    ...(answer.reasoning ? [{ text: answer.reasoning, thought: true }] : []),
    ...(answer.text ? [{ text: answer.text }] : []),
    ...answer.toolCalls.map((_, index) => callPart(answer, index)),
  ]
}

function callPart({ toolCalls }: FakeAnswer, index: number): object {
  const { name = '', arguments: text = '{}' } = toolCalls[index]?.function ?? {}
  const args: unknown = JSON.parse(text)
  const signature = { thoughtSignature: 'RmFrZS1zaWduYXR1cmU=' }
  return { functionCall: { name, args }, ...(index === 0 && signature) }
}

function readRequest(body: FakeBody): FakeRequest {
  const config = recordOf(body.generationConfig)
  const calling = recordOf(recordOf(body.toolConfig).functionCallingConfig)
  const schema = config.responseJsonSchema ?? config.responseSchema
  return {
    model: stringOf(body.model),
    max_tokens: numberOf(config.maxOutputTokens) ?? null,
    messages: listOf(body.contents).map(({ role, parts }) => ({
      role: role === 'model' ? 'assistant' : 'user',
      content: textOf(parts),
    })),
    tools: listOf(body.tools)
      .flatMap(({ functionDeclarations }) => listOf(functionDeclarations))
      .map(({ name, parameters, parametersJsonSchema }) => ({
        function: {
          name: stringOf(name),
          parameters: recordOf(parametersJsonSchema ?? parameters),
        },
      })),
    tool_choice: MODES[stringOf(calling.mode)] ?? null,
    ...(schema !== undefined && {
      response_format: { type: 'json_schema', json_schema: { schema: recordOf(schema) } },
    }),
  }
}

const MODES: Record<string, string> = { ANY: 'any', NONE: 'none', AUTO: 'auto' }
