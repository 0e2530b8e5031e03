import type { FakeAnswer } from '../../fake-answer.ts'
import { plainEvent, type FakePiece, type FakeWire } from '../wire.ts'
import { headOf, openaiChatWire, openaiUsage } from './openai-chat.ts'

/**
 * Chat completions as Mistral streams them: thoughts are parts of the content, a tool call comes whole and without an
 * index, the last chunk holds the finish reason and the usage, and errors are flat. Source: its openapi.yaml, 2026-10.
 */
export const mistralChatWire: FakeWire = {
  ...openaiChatWire,
  whole: (answer, usage) => ({
    ...headOf(answer),
    object: 'chat.completion',
    choices: [{ index: 0, message: messageOf(answer), finish_reason: answer.finish }],
    ...(usage && { usage: openaiUsage(usage) }),
  }),
  error: ({ status = 500, code = '3000' }) => ({
    object: 'error',
    message: 'The fake was told to fail: číslo 7 ✗',
    type: status < 500 ? 'invalid_request_error' : 'internal_server_error',
    param: null,
    code,
  }),
  createWriter(answer, request) {
    const plain = openaiChatWire.createWriter(answer, request)
    const head = headOf(answer)
    const calls: object[] = []
    let reason: string | null = null
    const chunk = (delta: object) =>
      plainEvent({ ...head, choices: [{ index: 0, delta, finish_reason: null }] })
    return {
      ...plain,
      piece(piece) {
        if (piece.kind === 'tool') calls.push(wholeCall(answer, piece))
        if (piece.kind === 'tool' || piece.kind === 'arguments') return []
        return [chunk({ content: contentOf(piece) })]
      },
      // Kept until the usage is known: both stand in the last chunk.
      finish(said) {
        reason = said
        return []
      },
      usage(usage) {
        const delta = calls.length > 0 ? { content: '', tool_calls: calls } : { content: '' }
        const choices = [{ index: 0, delta, finish_reason: reason }]
        return [plainEvent({ ...head, choices, ...(usage && { usage: openaiUsage(usage) }) })]
      },
    }
  },
}

function contentOf(piece: Extract<FakePiece, { text: string }>): unknown {
  if (piece.kind !== 'reasoning') return piece.text
  return [{ type: 'thinking', thinking: [{ type: 'text', text: piece.text }] }]
}

function wholeCall({ toolCalls }: FakeAnswer, { index, id, name }: FakePiece & { kind: 'tool' }) {
  const text = toolCalls[index]?.function.arguments ?? '{}'
  return { id, function: { name, arguments: text } }
}

function messageOf(answer: FakeAnswer): object {
  const thinking = [{ type: 'thinking', thinking: [{ type: 'text', text: answer.reasoning }] }]
  const content = answer.reasoning
    ? [...thinking, { type: 'text', text: answer.text }]
    : answer.text
  const calls = answer.toolCalls.map(({ id, function: called }) => ({ id, function: called }))
  return { role: 'assistant', content, tool_calls: calls.length > 0 ? calls : null, prefix: false }
}
