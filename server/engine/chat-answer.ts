import type { GenerationUsage, TextLogprob } from './generation-events.ts'
import type { ToolCallParser, ToolEvent } from './tool-format.ts'

/** What every object of one answer carries. */
export interface AnswerFrame {
  id: string
  created: number
  model: string
  system_fingerprint: string
}

export type FinishReason = 'stop' | 'length' | 'tool_calls'

/** One choice of an answer as it comes, told in OpenAI's chunks. */
export interface ChoiceWriter {
  text(text: string, logprobs: TextLogprob[]): ChunkChoice[]
  finish(reason: 'stop' | 'length'): ChunkChoice[]
}

export interface ChoiceOptions {
  index: number
  parser: ToolCallParser | null
  hasLogprobs: boolean
  drawCallId: () => string
}

/** `choices` entries of `chat.completion.chunk` objects: the role first, then deltas, then the reason of the end. */
export function createChoiceWriter(options: ChoiceOptions): ChoiceWriter {
  const { index, parser, hasLogprobs, drawCallId } = options
  let hasBegun = false
  let hasCalls = false
  return {
    text(text, logprobs) {
      const events: ToolEvent[] = parser ? parser.push(text) : [{ type: 'text', text }]
      const deltas = events.map(toDelta).filter((delta) => delta !== null)
      // Log-probabilities belong to text, whatever the parser makes of it.
      if (deltas.length === 0 && logprobs.length > 0) deltas.push({ content: '' })
      return begun(deltas.map((delta, at) => choice(delta, at === 0 ? logprobs : [])))
    },
    finish(reason) {
      const rest = (parser?.end() ?? []).map(toDelta).filter((delta) => delta !== null)
      const finish_reason = reason === 'stop' && hasCalls ? 'tool_calls' : reason
      return begun([
        ...rest.map((delta) => choice(delta, [])),
        { index, delta: {}, logprobs: null, finish_reason },
      ])
    },
  }

  function begun(choices: ChunkChoice[]): ChunkChoice[] {
    if (hasBegun || choices.length === 0) return choices
    hasBegun = true
    return [choice({ role: 'assistant', content: '' }, []), ...choices]
  }
  function choice(delta: Delta, logprobs: TextLogprob[]): ChunkChoice {
    const content = logprobs.map(toOpenAiLogprob)
    const hasOwn = hasLogprobs && content.length > 0
    return {
      index,
      delta,
      logprobs: hasOwn ? { content, refusal: null } : null,
      finish_reason: null,
    }
  }
  function toDelta(event: ToolEvent): Delta | null {
    if (event.type === 'text') return event.text === '' ? null : { content: event.text }
    hasCalls = true
    if (event.type === 'arguments')
      return { tool_calls: [{ index: event.index, function: { arguments: event.text } }] }
    const call = { name: event.name, arguments: '' }
    return {
      tool_calls: [{ index: event.index, id: drawCallId(), type: 'function', function: call }],
    }
  }
}

function toOpenAiLogprob({ text, bytes, logprob, top }: TextLogprob): object {
  return {
    token: text,
    logprob,
    bytes,
    top_logprobs: top.map((one) => ({
      token: one.text,
      logprob: one.logprob,
      bytes: one.bytes,
    })),
  }
}

export function toChunk(frame: AnswerFrame, choices: object[], usage?: object | null): Buffer {
  const { id, created, model, system_fingerprint } = frame
  const object = 'chat.completion.chunk'
  const chunk = { id, object, created, model, system_fingerprint, choices }
  return toEvent(usage === undefined ? chunk : { ...chunk, usage })
}

export const DONE = Buffer.from('data: [DONE]\n\n')

function toEvent(value: object): Buffer {
  return Buffer.from(`data: ${JSON.stringify(value)}\n\n`)
}

export function toOpenAiUsage(all: GenerationUsage[]): object {
  const [first] = all
  const completion_tokens = all.reduce((sum, { outputTokens }) => sum + outputTokens, 0)
  const prompt_tokens = first?.promptTokens ?? 0
  return {
    prompt_tokens,
    completion_tokens,
    total_tokens: prompt_tokens + completion_tokens,
    prompt_tokens_details: { cached_tokens: first?.cachedTokens ?? 0 },
  }
}

interface Delta {
  role?: string
  content?: string
  tool_calls?: {
    index: number
    id?: string
    type?: 'function'
    function: { name?: string; arguments: string }
  }[]
}

export interface ChunkChoice {
  index: number
  delta: Delta
  logprobs: { content: object[]; refusal: null } | null
  finish_reason: string | null
}

/** The same choices as one `chat.completion`, for callers that did not want a stream. */
export function toCompletion(frame: AnswerFrame, chunks: ChunkChoice[], usage: object): object {
  const { id, created, model, system_fingerprint } = frame
  const byIndex = new Map<number, ChunkChoice[]>()
  for (const chunk of chunks) byIndex.set(chunk.index, [...(byIndex.get(chunk.index) ?? []), chunk])
  const choices = [...byIndex]
    .toSorted(([one], [other]) => one - other)
    .map(([index, parts]) => toChoice(index, parts))
  return { id, object: 'chat.completion', created, model, system_fingerprint, choices, usage }
}

function toChoice(index: number, parts: ChunkChoice[]): object {
  const content = parts.map(({ delta }) => delta.content ?? '').join('')
  const calls: { id: string; type: 'function'; function: { name: string; arguments: string } }[] =
    []
  for (const call of parts.flatMap(({ delta }) => delta.tool_calls ?? [])) {
    const known = calls[call.index]
    if (known) known.function.arguments += call.function.arguments
    else {
      const { name = '', arguments: text } = call.function
      calls.push({ id: call.id ?? '', type: 'function', function: { name, arguments: text } })
    }
  }
  const logprobs = parts.flatMap((part) => part.logprobs?.content ?? [])
  const hasCalls = calls.length > 0
  return {
    index,
    message: {
      role: 'assistant',
      content: content === '' && hasCalls ? null : content,
      refusal: null,
      ...(hasCalls && { tool_calls: calls }),
    },
    logprobs: logprobs.length > 0 ? { content: logprobs, refusal: null } : null,
    finish_reason: parts.at(-1)?.finish_reason ?? null,
  }
}
