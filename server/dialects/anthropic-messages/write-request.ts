import type { ChatCall, Message, ResponseFormat, Tool, ToolChoice } from '../conversation.ts'
import type { Target } from '../dialect.ts'
import { cannotSay, objectFrom, said, type JsonObject } from '../json-values.ts'
import { writeBlocks, type Leaving } from './write-parts.ts'
import { writeWish } from './write-wish.ts'

/** Anthropic must be told how much may be written. */
const DEFAULT_MAX_TOKENS = 8192

/** A request for a message. Throws `invalid_request` for what would change what is asked, were it left out. */
export function writeRequest(
  call: ChatCall,
  target: Target,
): { body: JsonObject; dropped: string[] } {
  const isOwn = call.dialect === 'anthropic-messages'
  const leaving: Leaving = { isOwn, dropped: new Set() }
  const maxTokens = call.maxTokens ?? target.maxOutputTokens ?? DEFAULT_MAX_TOKENS
  const wish = writeWish(call, { target, maxTokens, leaving })
  const config = said({
    effort: wish.effort,
    format: call.responseFormat && writeFormat(call.responseFormat),
    ...(isOwn && objectFrom(call.extra.output_config)),
  })
  const body = said({
    model: target.model,
    max_tokens: wish.maxTokens,
    system: writeSystem(call.messages, leaving),
    messages: writeMessages(call.messages, leaving),
    ...writeTools(call, leaving),
    thinking: wish.thinking,
    output_config: Object.keys(config).length > 0 ? config : null,
    ...writeSampling(call, wish.thinking !== null && !isOwn, leaving),
    stream: call.isStream || null,
    ...writeMetadata(call, leaving),
    ...writeOwn(call, leaving),
  })
  return { body, dropped: [...leaving.dropped] }
}

function writeMetadata({ user, metadata }: ChatCall, { isOwn, dropped }: Leaving): JsonObject {
  if (metadata && !isOwn) dropped.add('metadata')
  const told = { ...(user !== null && { user_id: user }), ...(isOwn && metadata) }
  return Object.keys(told).length > 0 ? { metadata: told } : {}
}

/** What means the same only in this dialect. */
function writeOwn(call: ChatCall, { isOwn, dropped }: Leaving): JsonObject {
  const { serviceTier, promptCacheKey, extra } = call
  if (isOwn) {
    const { output_config: _told, ...others } = extra
    return { service_tier: serviceTier, ...others }
  }
  if (serviceTier !== null && serviceTier !== 'auto') dropped.add('service_tier')
  if (promptCacheKey !== null) dropped.add('prompt_cache_key')
  for (const name of Object.keys(extra)) dropped.add(name)
  return {}
}

/** Names of what Anthropic has no word for. */
const UNKNOWN = {
  minP: 'min_p',
  seed: 'seed',
  presencePenalty: 'presence_penalty',
  frequencyPenalty: 'frequency_penalty',
  logitBias: 'logit_bias',
  hasLogprobs: 'logprobs',
  topLogprobs: 'top_logprobs',
} as const

function writeSampling(
  { sampling }: ChatCall,
  isThinking: boolean,
  { dropped }: Leaving,
): JsonObject {
  const { temperature, topP, topK, stop, choices = 1 } = sampling
  if (choices > 1) throw cannotSay('n', 'more than one answer at a time')
  for (const [field, name] of Object.entries(UNKNOWN)) {
    const value = objectFrom(sampling)[field]
    if (value !== undefined && value !== false) dropped.add(name)
  }
  // OpenAI's scale ends at 2; and who thinks does it at a temperature of its own.
  const isWarm = temperature !== undefined && (temperature > 1 || isThinking)
  if (isWarm) dropped.add('temperature')
  if (topK !== undefined && isThinking) dropped.add('top_k')
  return {
    temperature: isThinking ? null : temperature && Math.min(temperature, 1),
    top_p: topP,
    top_k: isThinking ? null : topK,
    stop_sequences: stop,
  }
}

function writeSystem(messages: Message[], leaving: Leaving): JsonObject[] | string | null {
  const isLater = laterSystem(messages, leaving)
  const parts = messages.flatMap((one) =>
    one.role === 'system' && !isLater.has(one) ? one.parts : [],
  )
  const blocks = writeBlocks(parts, leaving)
  const [first] = blocks
  if (!first) return null
  const isBare = blocks.length === 1 && Object.keys(first).length === 2
  return isBare && typeof first.text === 'string' ? first.text : blocks
}

/**
 * What is said to the model in the middle of a conversation. Only its newer models take that where it stands, so that only
 * callers of its own dialect are taken at their word; of others it comes before the conversation, and that is told.
 */
function laterSystem(messages: Message[], { isOwn }: Leaving): Set<Message> {
  const first = messages.findIndex(({ role }) => role !== 'system')
  const later = first < 0 || !isOwn ? [] : messages.slice(first)
  return new Set(later.filter(({ role }) => role === 'system'))
}

/** All results of one turn stand in one message, before whatever the user says then. */
function writeMessages(messages: Message[], leaving: Leaving): JsonObject[] {
  const written: { role: string; content: JsonObject[] }[] = []
  const inPlace = laterSystem(messages, leaving)
  const firstTurn = messages.findIndex(({ role }) => role !== 'system')
  let isAfterResults = false
  for (const [index, message] of messages.entries()) {
    const { role, parts } = message
    if (role === 'system' && !inPlace.has(message)) {
      if (index > firstTurn) leaving.dropped.add(`messages[${index}].role`)
      continue
    }
    checkForeign(message, leaving)
    noteRest(message, leaving)
    const content = writeBlocks(parts, leaving)
    const last = written.at(-1)
    if (isAfterResults && (role === 'user' || role === 'tool') && last)
      last.content.push(...content)
    else if (content.length > 0) written.push({ role: role === 'tool' ? 'user' : role, content })
    isAfterResults = role === 'tool'
  }
  return written.map(({ role, content }, index) => ({
    role,
    content: bare(
      index === written.length - 1 && role === 'assistant' ? trimmed(content) : content,
    ),
  }))
}

/** What the user says is never left out: the answer would be to something else. */
function checkForeign({ role, parts }: Message, { isOwn }: Leaving): void {
  if (isOwn || role === 'assistant') return
  const all = parts.flatMap((part) => (part.type === 'tool-result' ? part.parts : [part]))
  const foreign = all.find((part) => part.type === 'foreign')
  if (!foreign) return
  throw cannotSay('messages', `a part of type “${String(objectFrom(foreign.value).type)}”`)
}

function noteRest({ name, extra }: Message, { isOwn, dropped }: Leaving): void {
  if (isOwn) return
  if (name !== undefined) dropped.add('messages.name')
  for (const field of Object.keys(extra ?? {})) dropped.add(`messages.${field}`)
}

/** An answer that is to be gone on with must not end in space. */
function trimmed(content: JsonObject[]): JsonObject[] {
  return content.map((block, index) =>
    index === content.length - 1 && typeof block.text === 'string'
      ? { ...block, text: block.text.trimEnd() }
      : block,
  )
}

function bare(content: JsonObject[]): JsonObject[] | string {
  const [first] = content
  const isBare = content.length === 1 && first?.type === 'text' && Object.keys(first).length === 2
  return isBare && typeof first.text === 'string' ? first.text : content
}

const NO_PARAMETERS = { type: 'object', properties: {} }

function writeTool(tool: Tool, { isOwn, dropped }: Leaving): JsonObject {
  if (tool.foreign !== undefined) {
    if (isOwn) return objectFrom(tool.foreign)
    throw cannotSay('tools', `the tool “${tool.name}”, which only its own provider runs,`)
  }
  const { name, description, parameters, isStrict, cache, extra } = tool
  if (!isOwn) for (const field of Object.keys(extra ?? {})) dropped.add(`tools.${field}`)
  return {
    ...said({ name, description, input_schema: parameters ?? NO_PARAMETERS }),
    // Not strict is how it is anyway.
    ...(isStrict && { strict: true }),
    ...(isOwn && extra),
    ...(cache && { cache_control: cache }),
  }
}

/** Where earlier turns have called tools, some must be defined, though none may be called any more. */
function writeTools(call: ChatCall, leaving: Leaving): JsonObject {
  const { tools, messages } = call
  if (tools.length > 0) {
    return {
      tools: tools.map((tool) => writeTool(tool, leaving)),
      tool_choice: writeToolChoice(call),
    }
  }
  const parts = leaving.isOwn ? [] : messages.flatMap((message) => message.parts)
  const called = parts.flatMap((part) => (part.type === 'tool-call' ? [part.name] : []))
  if (called.length === 0) return {}
  return {
    tools: [...new Set(called)].map((name) => ({ name, input_schema: NO_PARAMETERS })),
    tool_choice: { type: 'none' },
  }
}

function writeToolChoice({ toolChoice, hasParallelToolCalls }: ChatCall): JsonObject | null {
  const isAlone = hasParallelToolCalls === false
  if (!toolChoice && !isAlone) return null
  const choice: ToolChoice = toolChoice ?? { type: 'auto' }
  const one = isAlone && choice.type !== 'none' && { disable_parallel_tool_use: true }
  return { ...choice, ...one }
}

function writeFormat(format: ResponseFormat): JsonObject | null {
  if (format.type === 'text') return null
  if (format.type === 'json') throw cannotSay('response_format', 'JSON without a schema')
  return { type: 'json_schema', schema: format.schema }
}
