import { piecesOf } from '../fake-answer.ts'
import { usageFor, type FakeOperation, type FakeResult } from './operation.ts'
import { eventStream, json } from './replies.ts'
import { plainEvent, stringOf } from './wire.ts'

/** Fill in the middle as Mistral answers it, and OpenAI's older completions: always the same piece of code. */
export function completion({ fields, call }: FakeOperation): FakeResult {
  const isFim = call.operation === 'fim'
  const text = `  return “${stringOf(fields.prompt).length}” // ž`
  const pieces = piecesOf(text)
  const usage = usageFor(stringOf(fields.prompt) + stringOf(fields.suffix), pieces.length)
  const told = {
    prompt_tokens: usage.input,
    completion_tokens: usage.output,
    total_tokens: usage.total,
  }
  const object = isFim ? 'chat.completion' : 'text_completion'
  const head = { id: 'cmpl-fake', object, created: 1_709_000_000, model: call.model }
  if (!call.isStream) {
    const message = { role: 'assistant', content: text, tool_calls: null, prefix: false }
    const said = isFim ? { message } : { text, logprobs: null }
    const choices = [{ index: 0, ...said, finish_reason: 'stop' }]
    return { response: json(200, { ...head, choices, usage: told }), usage }
  }
  const chunk = (piece: string, finish: string | null) => ({
    ...head,
    ...(isFim && { object: 'chat.completion.chunk' }),
    choices: [
      {
        index: 0,
        ...(isFim ? { delta: { content: piece } } : { text: piece, logprobs: null }),
        finish_reason: finish,
      },
    ],
  })
  const wantsUsage = isFim || JSON.stringify(fields.stream_options ?? {}).includes('true')
  const last = { ...chunk('', 'stop'), ...(wantsUsage && { usage: told }) }
  const events = [...pieces.map((piece) => chunk(piece, null)), last]
  return { response: eventStream([...events.map(plainEvent), plainEvent('[DONE]')]), usage }
}
