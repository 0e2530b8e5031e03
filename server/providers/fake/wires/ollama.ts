import type { FakeAnswer, FakeRequest, FakeUsage } from '../../fake-answer.ts'
import {
  listOf,
  numberOf,
  recordOf,
  stringOf,
  textOf,
  type FakeBody,
  type FakeWire,
} from '../wire.ts'

/** Ollama's own: lines of JSON, `done: true` in the last, arguments as objects. Source: its docs/api.md. */
export const ollamaWire: FakeWire = {
  dialect: 'ollama',
  streamType: 'application/x-ndjson',
  readRequest,
  whole: (answer, usage) => ({
    ...headOf(answer),
    message: {
      role: 'assistant',
      content: answer.text,
      ...(answer.reasoning && { thinking: answer.reasoning }),
      ...(answer.toolCalls.length > 0 && { tool_calls: answer.toolCalls.map(toCall) }),
    },
    ...endOf(answer.finish, usage),
  }),
  error: () => ({ error: 'The fake was told to fail: číslo 7 ✗' }),
  createWriter(answer) {
    const line = (fields: object) => `${JSON.stringify({ ...headOf(answer), ...fields })}\n`
    const message = (fields: object) =>
      line({ message: { role: 'assistant', content: '', ...fields }, done: false })
    let reason = 'stop'
    return {
      start: () => [],
      piece(piece) {
        if (piece.kind === 'text') return [message({ content: piece.text })]
        if (piece.kind === 'reasoning') return [message({ thinking: piece.text })]
        const call = answer.toolCalls[piece.index]
        if (piece.kind === 'arguments' || !call) return []
        return [message({ tool_calls: [toCall(call)] })]
      },
      finish(said) {
        reason = said
        return []
      },
      usage: (usage) => [
        line({ message: { role: 'assistant', content: '' }, ...endOf(reason, usage) }),
      ],
      done: () => [],
      error: (body) => [`${JSON.stringify(body)}\n`],
      malformed: () => ['{"message":{"role":"assist\n'],
      unknown: () => [line({ news: true, done: false })],
    }
  },
}

function headOf({ model }: FakeAnswer): object {
  return { model, created_at: '2026-10-01T08:00:00.000000Z' }
}

function endOf(reason: string, usage: FakeUsage | null): object {
  return {
    done: true,
    done_reason: reason === 'length' ? 'length' : 'stop',
    total_duration: 1_000_000,
    ...(usage && { prompt_eval_count: usage.input, eval_count: usage.output }),
  }
}

function toCall({ function: { name, arguments: text } }: FakeAnswer['toolCalls'][number]): object {
  const args: unknown = JSON.parse(text)
  return { function: { name, arguments: args } }
}

function readRequest(body: FakeBody): FakeRequest {
  const { format } = body
  return {
    model: stringOf(body.model),
    // It streams unless told not to.
    stream: body.stream !== false,
    max_tokens: numberOf(recordOf(body.options).num_predict) ?? null,
    messages: listOf(body.messages).map(({ role, content }) => ({
      role: stringOf(role),
      content: textOf(content),
    })),
    tools: listOf(body.tools).map((tool) => {
      const { name, parameters } = recordOf(tool.function)
      return { function: { name: stringOf(name), parameters: recordOf(parameters) } }
    }),
    ...(format === 'json' && { response_format: { type: 'json_object' } }),
    ...(typeof format === 'object' &&
      format !== null && {
        response_format: { type: 'json_schema', json_schema: { schema: recordOf(format) } },
      }),
  }
}
