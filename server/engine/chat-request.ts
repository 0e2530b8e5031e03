import { AppError } from '../lib/app-error.ts'
import type { SamplerOptions } from './adapter.ts'
import type { ChatBody, ChatMessage, InfillBody } from './chat-body.ts'
import type { ChatPrompt, Infill } from './chat-prompt.ts'
import type { ChatJob } from './engine-messages.ts'
import { planConstraints } from './constraints.ts'
import type { ToolFormat } from './tool-format.ts'

/** A chat completion, understood: `jobs` to run side by side (one for each of `n`), and how to write the answer. */
export interface ChatPlan {
  jobs: Omit<ChatJob, 'id' | 'tenantId'>[]
  isStream: boolean
  includesUsage: boolean
  /** Until it is told, usage is absent rather than null, over which Mistral's clients stumble. */
  omitsNullUsage?: boolean
  hasLogprobs: boolean
  /** How tool calls are read out of the text; null: text is text. */
  toolFormat: ToolFormat | null
  toolNames: string[]
}

export interface ChatModelFacts {
  vocabularySize: number
  contextTokens: number
  /** How this model writes tool calls; null: its template has no tools. */
  toolFormat: ToolFormat | null
  /** What it answers best with, where the caller leaves it open. */
  sampling?: { temperature: number; repetitionPenalty: number } | null
  drawSeed: () => number
}

/** Throws AppError `invalid_request` for what this model cannot do, with the field in `param`. */
export function planChat(body: ChatBody, facts: ChatModelFacts): ChatPlan {
  const constraints = planConstraints(body, facts.toolFormat)
  const sampling = { ...readSampling(body, facts), grammar: constraints.grammar }
  const seed = body.seed ?? body.random_seed
  const firstSeed = seed === null || seed === undefined ? facts.drawSeed() : seed
  const job = {
    type: 'chat' as const,
    prompt: { ...readPrompt(body), tools: constraints.tools },
    maxTokens: body.max_completion_tokens ?? body.max_tokens ?? null,
    stop: typeof body.stop === 'string' ? [body.stop] : (body.stop ?? []),
    trigger: constraints.trigger,
    ignoresEnd: body.ignore_eos ?? false,
  }
  return {
    jobs: Array.from({ length: body.n ?? 1 }, (_, index) => ({
      ...job,
      sampling: { ...sampling, seed: (firstSeed + index) >>> 0 },
    })),
    isStream: body.stream ?? false,
    includesUsage: body.stream_options?.include_usage ?? false,
    hasLogprobs: body.logprobs ?? false,
    toolFormat: constraints.tools ? facts.toolFormat : null,
    toolNames: constraints.tools ? (body.tools ?? []).map((tool) => tool.function.name) : [],
  }
}

/** The gap of a text, to be filled like an answer to a conversation. */
export function planInfill(
  { prompt: before, suffix, ...body }: InfillBody,
  facts: ChatModelFacts,
  markup: Infill['markup'],
): ChatPlan {
  const messages = [{ role: 'user' as const, content: '' }]
  const plan = planChat({ ...body, messages }, { ...facts, toolFormat: null })
  const infill = { markup, before, after: suffix ?? '' }
  const prompt = { messages: [], tools: null, continuation: null, variables: {}, infill }
  return {
    ...plan,
    // Mistral's clients read the usage whether or not it was asked for.
    includesUsage: true,
    omitsNullUsage: true,
    // Code repeats itself, and has to.
    jobs: plan.jobs.map((job) => ({
      ...job,
      prompt,
      sampling: { ...job.sampling, repeatPenalty: body.repetition_penalty ?? 1 },
    })),
  }
}

/** What small models answer best with, where the caller leaves it open. llama.cpp's own defaults are close. */
const DEFAULTS = { temperature: 0.7, repetitionPenalty: 1, topK: 40, topP: 0.95, minP: 0.05 }

function readSampling(body: ChatBody, facts: ChatModelFacts): SamplerOptions {
  if (typeof body.top_logprobs === 'number' && !body.logprobs)
    throw new AppError('invalid_request', 'top_logprobs needs logprobs to be true.', {
      param: 'top_logprobs',
    })
  const own = facts.sampling ?? DEFAULTS
  return {
    temperature: body.temperature ?? own.temperature,
    topK: Math.max(body.top_k ?? DEFAULTS.topK, 0),
    topP: body.top_p ?? DEFAULTS.topP,
    minP: body.min_p ?? DEFAULTS.minP,
    seed: 0,
    repeatPenalty: body.repetition_penalty ?? (isProse(body) ? own.repetitionPenalty : 1),
    frequencyPenalty: body.frequency_penalty ?? 0,
    presencePenalty: body.presence_penalty ?? 0,
    logitBias: readLogitBias(body.logit_bias ?? {}, facts.vocabularySize),
    grammar: null,
    topLogprobs: body.logprobs ? (body.top_logprobs ?? 0) : null,
  }
}

/** JSON and tool calls repeat their keys and marks, and have to. */
function isProse(body: ChatBody): boolean {
  const format = body.response_format?.type ?? 'text'
  return format === 'text' && (body.tools ?? []).length === 0
}

const MAX_BIASES = 1024

function readLogitBias(bias: Record<string, number>, size: number): [number, number][] {
  const param = 'logit_bias'
  const entries = Object.entries(bias)
  if (entries.length > MAX_BIASES)
    throw new AppError('invalid_request', `logit_bias holds more than ${MAX_BIASES} tokens.`, {
      param,
    })
  return entries.map(([key, value]) => {
    const token = /^\d{1,9}$/.test(key) ? Number(key) : -1
    if (token < 0 || token >= size)
      throw new AppError(
        'invalid_request',
        `logit_bias: ${JSON.stringify(key.slice(0, 40))} is no token of this model, whose tokens are 0 to ${size - 1}.`,
        { param },
      )
    // OpenAI: 100 and -100 force or forbid a token, whatever the model thinks.
    return [token, Math.abs(value) === 100 ? value * 1e4 : value]
  })
}

function readPrompt(body: ChatBody): ChatPrompt {
  const messages = body.messages.map((message, index) => toTemplateMessage(message, index))
  const last = body.messages.at(-1)
  const continues = last?.role === 'assistant' && (last.prefix ?? body.continue_final_message)
  const continued = continues ? messages.pop() : undefined
  if (messages.length === 0)
    throw new AppError('invalid_request', 'messages: there is nothing to answer.', {
      param: 'messages',
    })
  return {
    messages,
    tools: null,
    continuation: continued ? String(continued.content) : null,
    variables: body.chat_template_kwargs ?? {},
  }
}

/** As chat templates expect it: content in one string, arguments as an object. */
function toTemplateMessage(message: ChatMessage, index: number): Record<string, unknown> {
  const { role, name, tool_calls: calls, tool_call_id: callId } = message
  const content = toText(message.content ?? null, `messages[${index}].content`)
  if (content === null && role !== 'assistant')
    throw new AppError('invalid_request', `messages[${index}].content: a text is missing.`, {
      param: `messages[${index}].content`,
    })
  return {
    // Templates know the older name of the same thing.
    role: role === 'developer' ? 'system' : role,
    content: content ?? '',
    ...(name && { name }),
    ...(callId && { tool_call_id: callId }),
    ...(calls && calls.length > 0 && { tool_calls: calls.map(toTemplateCall) }),
  }
}

function toTemplateCall(call: NonNullable<ChatMessage['tool_calls']>[number]) {
  const { name, arguments: written } = call.function
  return { id: call.id ?? '', type: 'function', function: { name, arguments: parsed(written) } }
}

function parsed(written: string | object): unknown {
  if (typeof written !== 'string') return written
  try {
    return JSON.parse(written)
  } catch {
    return written
  }
}

function toText(content: NonNullable<ChatMessage['content']> | null, param: string): string | null {
  if (content === null || typeof content === 'string') return content
  return content.map((part, index) => partText(part, `${param}[${index}]`)).join('')
}

function partText(part: Record<string, unknown>, param: string): string {
  if (part.type === 'text' && typeof part.text === 'string') return part.text
  const kind = String(part.type).slice(0, 40)
  const message =
    part.type === 'text'
      ? `${param}.text: a text is missing.`
      : `${param}: this model reads text only, not parts of type "${kind}".`
  throw new AppError('invalid_request', message, { param })
}
