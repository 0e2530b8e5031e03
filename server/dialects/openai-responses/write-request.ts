import type {
  ChatCall,
  Message,
  ReasoningWish,
  ResponseFormat,
  Sampling,
  Tool,
  ToolChoice,
} from '../conversation.ts'
import type { Target } from '../dialect.ts'
import { cannotSay, said, type JsonObject } from '../json-values.ts'
import { createLeftOut, leaveOutExtras, leaveOutSampling, type LeftOut } from '../left-out.ts'
import { writeInput } from './write-input.ts'

const SAMPLING: (keyof Sampling)[] = ['temperature', 'topP', 'hasLogprobs', 'topLogprobs']

/**
 * A request for a response, for callers of other dialects. Nothing is to be kept of it (`store: false`): who speaks another
 * dialect could not come back to it, and did not ask for it.
 */
export function writeRequest(
  call: ChatCall,
  target: Target,
): { body: JsonObject; dropped: string[] } {
  const left = createLeftOut(call.dialect)
  leaveOutSampling(call, SAMPLING, left)
  const shared = sharedWithChat(call)
  leaveOutExtras({ ...call, extra: shared.others }, left)
  const { sampling, tools } = call
  const { instructions, messages } = takeInstructions(call.messages)
  const format = call.responseFormat && writeFormat(call.responseFormat)
  const body = said({
    model: target.model,
    instructions,
    input: writeInput(messages, left),
    tools: tools.length > 0 ? tools.map(writeTool) : null,
    tool_choice: call.toolChoice && writeToolChoice(call.toolChoice),
    parallel_tool_calls: tools.length > 0 ? call.hasParallelToolCalls : null,
    text: writeText(format, shared.verbosity),
    reasoning: writeReasoning(call.reasoning, target, left),
    temperature: sampling.temperature,
    top_p: sampling.topP,
    top_logprobs: sampling.hasLogprobs ? (sampling.topLogprobs ?? 0) : null,
    max_output_tokens: call.maxTokens,
    include: writeInclude(call, target),
    stream: call.isStream || null,
    store: false,
    ...shared.fields,
    user: call.user,
    metadata: writeMetadata(call, left),
    service_tier: writeTier(call, left),
    prompt_cache_key: call.promptCacheKey,
  })
  return { body, dropped: [...left.names] }
}

/** What stands before everything else is the instructions; the rest keeps its place. */
function takeInstructions(messages: Message[]): {
  instructions: string | null
  messages: Message[]
} {
  const [first, ...others] = messages
  const isText = first?.parts.every(({ type }) => type === 'text') ?? false
  if (first?.role !== 'system' || !isText || others.length === 0) {
    return { instructions: null, messages }
  }
  const texts = first.parts.map((part) => (part.type === 'text' ? part.text : ''))
  return { instructions: texts.join('\n\n'), messages: others }
}

/** What chat completions say in the same words, or nearly. */
const SHARED = ['store', 'safety_identifier', 'prompt_cache_retention']

function sharedWithChat({ dialect, extra }: ChatCall) {
  if (dialect !== 'openai-chat') return { fields: {}, verbosity: null, others: extra }
  const { verbosity = null, ...rest } = extra
  const isShared = ([name]: [string, unknown]) => SHARED.includes(name)
  const fields = Object.fromEntries(Object.entries(rest).filter(isShared))
  const others = Object.fromEntries(Object.entries(rest).filter((entry) => !isShared(entry)))
  return { fields, verbosity, others }
}

function writeText(format: JsonObject | null, verbosity: unknown): JsonObject | null {
  return format || verbosity !== null ? said({ format, verbosity }) : null
}

function writeTool(tool: Tool): JsonObject {
  if (tool.foreign !== undefined) {
    throw cannotSay('tools', `the tool “${tool.name}”, which only its own provider runs,`)
  }
  const { name, description, parameters, isStrict } = tool
  return {
    type: 'function',
    name,
    ...(description !== null && { description }),
    parameters: parameters ?? { type: 'object', properties: {} },
    // Not said means strict here, and strict refuses most schemas: elsewhere it means not strict.
    strict: isStrict ?? false,
  }
}

function writeToolChoice(choice: ToolChoice): unknown {
  if (choice.type === 'tool') return { type: 'function', name: choice.name }
  return choice.type === 'any' ? 'required' : choice.type
}

function writeFormat(format: ResponseFormat): JsonObject {
  if (format.type === 'text') return { type: 'text' }
  if (format.type === 'json') return { type: 'json_object' }
  const { name, description, schema, isStrict } = format
  return { type: 'json_schema', ...said({ name, description, schema, strict: isStrict }) }
}

/** Below so many tokens of thinking, the effort is low, or medium. */
const LOW_TOKENS = 4096
const MEDIUM_TOKENS = 16_384

function effortOf({ effort, budgetTokens }: ReasoningWish): string | null {
  if (effort !== null) return effort
  if (budgetTokens === null) return null
  if (budgetTokens < LOW_TOKENS) return 'low'
  return budgetTokens < MEDIUM_TOKENS ? 'medium' : 'high'
}

function writeReasoning(
  wish: ReasoningWish | null,
  { hasReasoning }: Target,
  left: LeftOut,
): JsonObject | null {
  if (!wish) return null
  const effort = effortOf(wish)
  if (hasReasoning === false) {
    if (effort !== 'none') left.add('reasoning_effort')
    return null
  }
  // Whoever asks for thoughts elsewhere gets to see them; here one must say so.
  const summary = effort === 'none' ? null : (wish.summary ?? 'auto')
  const written = said({ effort, summary })
  return Object.keys(written).length > 0 ? written : null
}

/** Encrypted thoughts are the only ones that can come back from a caller, as nothing is stored. */
function writeInclude({ sampling, reasoning }: ChatCall, target: Target): string[] | null {
  const isThinking = reasoning ? reasoning.effort !== 'none' : target.hasReasoning === true
  const include = [
    ...(isThinking && target.hasReasoning !== false ? ['reasoning.encrypted_content'] : []),
    ...(sampling.hasLogprobs ? ['message.output_text.logprobs'] : []),
  ]
  return include.length > 0 ? include : null
}

function writeMetadata({ metadata, dialect }: ChatCall, left: LeftOut): JsonObject | null {
  if (!metadata || dialect === 'openai-chat') return metadata
  left.add('metadata')
  return null
}

function writeTier({ serviceTier, dialect }: ChatCall, left: LeftOut): string | null {
  if (serviceTier === null || dialect === 'openai-chat') return serviceTier
  if (serviceTier !== 'auto') left.add('service_tier')
  return null
}
