import type {
  ChatCall,
  Message,
  Part,
  ReasoningWish,
  ResponseFormat,
  Tool,
  ToolCallPart,
  ToolChoice,
  ToolResultPart,
} from '../conversation.ts'
import type { Target } from '../dialect.ts'
import { cannotSay, objectFrom, said, type JsonObject } from '../json-values.ts'
import {
  textOf,
  withOwnProofs,
  writeContent,
  writeReasoning,
  writeToolCall,
  type Leaving,
} from './write-parts.ts'

/** A request for a chat completion in OpenAI's words. Providers with words of their own have quirks. */
export function writeRequest(
  call: ChatCall,
  target: Target,
): { body: JsonObject; dropped: string[] } {
  const isOwn = call.dialect === 'openai-chat'
  const leaving: Leaving = { isOwn, dropped: new Set() }
  const { sampling, maxTokens, isStream, wantsUsage } = call
  const body = said({
    model: target.model,
    messages: writeMessages(call, leaving),
    tools: call.tools.length > 0 ? call.tools.map((tool) => writeTool(tool, leaving)) : null,
    tool_choice: call.toolChoice && writeToolChoice(call.toolChoice),
    parallel_tool_calls: call.tools.length > 0 ? call.hasParallelToolCalls : null,
    response_format: call.responseFormat && writeResponseFormat(call.responseFormat),
    ...writeWish(call.reasoning, { isOwn, target, leaving }),
    temperature: sampling.temperature,
    top_p: sampling.topP,
    top_k: sampling.topK,
    min_p: sampling.minP,
    stop: sampling.stop,
    seed: sampling.seed,
    presence_penalty: sampling.presencePenalty,
    frequency_penalty: sampling.frequencyPenalty,
    n: sampling.choices,
    logprobs: sampling.hasLogprobs,
    top_logprobs: sampling.topLogprobs,
    logit_bias: sampling.logitBias,
    max_completion_tokens: maxTokens,
    stream: isStream || null,
    user: call.user,
    prompt_cache_key: call.promptCacheKey,
    ...writeOwn(call, leaving),
  })
  const options = isStream && wantsUsage ? { include_usage: true } : null
  const others = isOwn && call.extra.stream_options
  const stream_options = options || others ? { ...objectFrom(others), ...options } : null
  return { body: said({ ...body, stream_options }), dropped: [...leaving.dropped] }
}

/** What means the same only in this dialect. */
function writeOwn(call: ChatCall, { isOwn, dropped }: Leaving): JsonObject {
  const { metadata, serviceTier, extra } = call
  if (isOwn) return { metadata, service_tier: serviceTier, ...extra }
  if (metadata) dropped.add('metadata')
  if (serviceTier !== null && serviceTier !== 'auto') dropped.add('service_tier')
  for (const name of Object.keys(extra)) dropped.add(name)
  return {}
}

function writeMessages(call: ChatCall, leaving: Leaving): JsonObject[] {
  const written: JsonObject[] = []
  /** Pictures among the results of tools: told by the user after all of them, as no tool message may hold one. */
  let shown: Part[] = []
  for (const message of call.messages) {
    if (message.role !== 'tool' && shown.length > 0) {
      written.push({ role: 'user', content: writeContent(shown, leaving) })
      shown = []
    }
    if (message.role === 'tool') written.push(...writeResults(message, shown, leaving))
    else written.push(writeMessage(message, leaving))
  }
  if (shown.length > 0) written.push({ role: 'user', content: writeContent(shown, leaving) })
  return written
}

function writeMessage(message: Message, leaving: Leaving): JsonObject {
  const { name, extra } = message
  if (extra && !leaving.isOwn) Object.keys(extra).forEach((field) => leaving.dropped.add(field))
  const rest = { ...(name !== undefined && { name }), ...(leaving.isOwn && extra) }
  if (message.role === 'assistant') return { ...writeAssistant(message, leaving), ...rest }
  checkForeign(message, leaving)
  const role = message.isDeveloper ? 'developer' : message.role
  return { role, content: writeContent(message.parts, leaving), ...rest }
}

/** What the user says is never left out: the answer would be to something else. */
function checkForeign({ role, parts }: Pick<Message, 'role' | 'parts'>, { isOwn }: Leaving): void {
  if (isOwn) return
  const foreign = parts.find((part) => part.type === 'foreign')
  if (!foreign || role === 'assistant') return
  const { type } = objectFrom(foreign.value)
  throw cannotSay('messages', `a part of type “${String(type)}”`)
}

function writeAssistant({ parts, isPrefix }: Message, leaving: Leaving): JsonObject {
  const own = parts.filter((part) => !('dialect' in part) || !isCustomCall(part))
  const content = writeContent(
    own.filter(({ type }) => type !== 'refusal'),
    leaving,
  )
  const refusal = parts.flatMap((part) => (part.type === 'refusal' ? [part.text] : [])).join('')
  const calls = parts.flatMap((part) => writeCalls(part, leaving))
  const thoughts = parts.flatMap((part) => (part.type === 'reasoning' ? [withOwnProofs(part)] : []))
  const isSilent = content === '' && (calls.length > 0 || refusal !== '')
  return {
    role: 'assistant',
    content: isSilent ? null : content,
    ...writeReasoning(thoughts),
    ...(refusal !== '' && { refusal }),
    ...(calls.length > 0 && { tool_calls: calls }),
    ...(isPrefix && { prefix: true }),
  }
}

function writeCalls(part: Part, leaving: Leaving): JsonObject[] {
  if (part.type === 'tool-call') return [writeToolCall(part satisfies ToolCallPart, leaving)]
  return isCustomCall(part) ? [objectFrom(part.value)] : []
}

/** OpenAI's custom tools have calls of their own shape. */
function isCustomCall(part: Part): part is Extract<Part, { type: 'foreign' }> {
  if (part.type !== 'foreign' || part.dialect !== 'openai-chat') return false
  return objectFrom(part.value).type === 'custom'
}

function writeResults({ parts }: Message, shown: Part[], leaving: Leaving): JsonObject[] {
  return parts.flatMap((part) =>
    part.type === 'tool-result' ? [writeResult(part, shown, leaving)] : [],
  )
}

function writeResult(part: ToolResultPart, shown: Part[], leaving: Leaving): JsonObject {
  if (part.cache) leaving.dropped.add('cache_control')
  if (part.isError) leaving.dropped.add('is_error')
  checkForeign({ role: 'tool', parts: part.parts }, leaving)
  const isText = (one: Part) => one.type === 'text'
  const texts = leaving.isOwn ? part.parts : part.parts.filter(isText)
  const others = leaving.isOwn ? [] : part.parts.filter((one) => !isText(one))
  if (others.length > 0) {
    shown.push({ type: 'text', text: `The tool call ${part.callId} gave this:` }, ...others)
  }
  const content = writeContent(texts, leaving)
  return {
    role: 'tool',
    tool_call_id: part.callId,
    ...(part.name !== null && { name: part.name }),
    content: others.length > 0 && textOf(texts) === '' ? 'The result follows.' : content,
    ...(leaving.isOwn && part.extra),
  }
}

function writeTool(tool: Tool, leaving: Leaving): JsonObject {
  if (tool.foreign !== undefined) {
    if (leaving.isOwn) return objectFrom(tool.foreign)
    throw cannotSay('tools', `the tool “${tool.name}”, which only its own provider runs,`)
  }
  const { name, description, parameters, isStrict, cache, extra } = tool
  if (cache && !leaving.isOwn) leaving.dropped.add('cache_control')
  if (!leaving.isOwn) Object.keys(extra ?? {}).forEach((field) => leaving.dropped.add(field))
  const definition = said({ name, description, parameters, strict: isStrict })
  const rest = leaving.isOwn ? { ...extra, ...(cache && { cache_control: cache }) } : {}
  return { type: 'function', function: { ...definition, ...rest } }
}

function writeToolChoice(choice: ToolChoice): unknown {
  if (choice.type === 'tool') return { type: 'function', function: { name: choice.name } }
  return choice.type === 'any' ? 'required' : choice.type
}

function writeResponseFormat(format: ResponseFormat): JsonObject {
  if (format.type === 'text') return { type: 'text' }
  if (format.type === 'json') return { type: 'json_object' }
  const { name, description, schema, isStrict } = format
  return {
    type: 'json_schema',
    json_schema: said({ name, description, schema, strict: isStrict }),
  }
}

/** Below so many tokens of thinking, the effort is low, or medium. */
const LOW_TOKENS = 4096
const MEDIUM_TOKENS = 16_384

interface WishContext {
  isOwn: boolean
  target: Target
  leaving: Leaving
}

function writeWish(wish: ReasoningWish | null, context: WishContext): JsonObject {
  if (!wish) return {}
  const { effort, budgetTokens } = wish
  const { isOwn, target, leaving } = context
  if (isOwn) {
    if (budgetTokens === null) return { reasoning_effort: effort }
    return { reasoning: said({ effort, max_tokens: budgetTokens }) }
  }
  if (target.hasReasoning === false) {
    if (effort !== 'none') leaving.dropped.add('thinking')
    return {}
  }
  // Models that do not think refuse the word, and most of those that do know no “none”.
  if (effort === 'none') return target.hasReasoning ? { reasoning_effort: 'none' } : {}
  const known = effort === 'max' ? 'high' : effort
  return { reasoning_effort: known ?? (budgetTokens === null ? null : effortOf(budgetTokens)) }
}

function effortOf(budgetTokens: number): string {
  if (budgetTokens < LOW_TOKENS) return 'low'
  return budgetTokens < MEDIUM_TOKENS ? 'medium' : 'high'
}
