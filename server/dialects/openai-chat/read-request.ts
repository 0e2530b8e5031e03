import type {
  ChatCall,
  Message,
  Part,
  ReasoningWish,
  ResponseFormat,
  Sampling,
  Tool,
  ToolCallPart,
  ToolChoice,
} from '../conversation.ts'
import {
  cannotSay,
  isObject,
  listFrom,
  mayBoolean,
  mayNumber,
  mayObject,
  mayText,
  needList,
  needObject,
  needText,
  restOf,
  said,
  textFrom,
  wrong,
  type JsonObject,
} from '../json-values.ts'
import { markOfCaller, readContent } from './read-parts.ts'
import { readReasoning, REASONING_FIELDS } from './read-reasoning.ts'
import { lookup } from '#server/lib/lookup.ts'

/** A request for a chat completion, in Mistral's words as well as in OpenAI's. Throws `invalid_request` with the field. */
export function readRequest(body: unknown): ChatCall {
  const request = needObject(body, 'body')
  checkSpoken(request)
  const messages = needList(request.messages, 'messages')
  const options = mayObject(request.stream_options, 'stream_options')
  const toolChoice = readToolChoice(request.tool_choice)
  const responseFormat = readResponseFormat(request.response_format)
  const extra = { ...restOf(request, KNOWN) }
  if (request.tool_choice && !toolChoice) extra.tool_choice = request.tool_choice
  if (request.response_format && !responseFormat) extra.response_format = request.response_format
  const otherOptions = options && restOf(options, ['include_usage'])
  if (otherOptions) extra.stream_options = otherOptions
  return {
    dialect: 'openai-chat',
    messages: messages.map((message, index) => readMessage(message, `messages[${index}]`)),
    tools: listOf(request.tools, 'tools').map(readTool),
    toolChoice,
    hasParallelToolCalls: mayBoolean(request.parallel_tool_calls, 'parallel_tool_calls'),
    responseFormat,
    reasoning: readWish(request),
    sampling: readSampling(request),
    maxTokens:
      mayNumber(request.max_completion_tokens, 'max_completion_tokens') ??
      mayNumber(request.max_tokens, 'max_tokens'),
    isStream: mayBoolean(request.stream, 'stream') ?? false,
    wantsUsage: options?.include_usage === true,
    user: mayText(request.user, 'user'),
    metadata: mayObject(request.metadata, 'metadata'),
    serviceTier: mayText(request.service_tier, 'service_tier'),
    promptCacheKey: mayText(request.prompt_cache_key, 'prompt_cache_key'),
    extra,
  }
}

const KNOWN = [
  'model',
  'messages',
  'tools',
  'tool_choice',
  'parallel_tool_calls',
  'response_format',
  'reasoning_effort',
  'reasoning',
  'temperature',
  'top_p',
  'top_k',
  'min_p',
  'stop',
  'seed',
  'random_seed',
  'presence_penalty',
  'frequency_penalty',
  'n',
  'logprobs',
  'top_logprobs',
  'logit_bias',
  'max_tokens',
  'max_completion_tokens',
  'stream',
  'stream_options',
  'user',
  'metadata',
  'service_tier',
  'prompt_cache_key',
]

/** What would change the whole answer, and has no place in any other dialect. */
function checkSpoken({ functions, modalities }: JsonObject): void {
  if (Array.isArray(functions)) {
    throw wrong('functions', 'this model knows tools only; send them as “tools”')
  }
  if (Array.isArray(modalities) && modalities.includes('audio')) {
    throw cannotSay('modalities', 'an answer that is spoken')
  }
}

const ROLES: Record<string, Message['role'] | undefined> = lookup({
  system: 'system',
  developer: 'system',
  user: 'user',
  assistant: 'assistant',
  tool: 'tool',
})

function readMessage(value: unknown, param: string): Message {
  const message = needObject(value, param)
  const word = needText(message.role, `${param}.role`)
  const role = ROLES[word]
  if (!role) throw wrong(`${param}.role`, 'it must be system, developer, user, assistant or tool')
  const name = mayText(message.name, `${param}.name`)
  if (role === 'tool') return { role, parts: [readToolResult(message, param)] }
  const isAssistant = role === 'assistant'
  const extra = restOf(message, isAssistant ? ASSISTANT_FIELDS : MESSAGE_FIELDS)
  return {
    role,
    parts: isAssistant
      ? readAssistantParts(message, param)
      : readContent(message.content, `${param}.content`),
    ...(name !== null && { name }),
    ...(message.prefix === true && isAssistant && { isPrefix: true }),
    ...(word === 'developer' && { isDeveloper: true }),
    ...(extra && { extra }),
  }
}

const MESSAGE_FIELDS = ['role', 'content', 'name']
const ASSISTANT_FIELDS = [...MESSAGE_FIELDS, ...REASONING_FIELDS, 'refusal', 'tool_calls', 'prefix']
const RESULT_FIELDS = [...MESSAGE_FIELDS, 'tool_call_id']

function readAssistantParts(message: JsonObject, param: string): Part[] {
  const refusal = mayText(message.refusal, `${param}.refusal`)
  const calls = listOf(message.tool_calls, `${param}.tool_calls`)
  return [
    ...readReasoning(message, markOfCaller),
    ...readContent(message.content, `${param}.content`),
    ...(refusal ? [{ type: 'refusal', text: refusal } as const] : []),
    ...calls.map((call, index) => readToolCall(call, `${param}.tool_calls[${index}]`)),
  ]
}

function readToolCall(value: unknown, param: string): Part {
  const call = needObject(value, param)
  if (call.type === 'custom') return { type: 'foreign', dialect: 'openai-chat', value: call }
  const { name, arguments: written } = needObject(call.function, `${param}.function`)
  const signature = googleSignature(call)
  const known = ['id', 'type', 'function', 'index', ...(signature ? ['extra_content'] : [])]
  const extra = restOf(call, known)
  return {
    type: 'tool-call',
    id: needText(call.id, `${param}.id`),
    name: needText(name, `${param}.function.name`),
    arguments: argumentsText(written),
    ...(signature && { signature: markOfCaller(signature) }),
    ...(extra && { extra }),
  }
}

/** JSON text; Mistral's may be the object itself. */
export function argumentsText(written: unknown): string {
  if (typeof written === 'string') return written
  return written === undefined || written === null ? '' : JSON.stringify(written)
}

/** Where Google's own chat completions carry the signature of a thought. */
export function googleSignature(call: JsonObject): ToolCallPart['signature'] {
  const google = isObject(call.extra_content) ? call.extra_content.google : undefined
  const signature = isObject(google) ? google.thought_signature : undefined
  return typeof signature === 'string' ? signature : undefined
}

function readToolResult(message: JsonObject, param: string): Part {
  const extra = restOf(message, RESULT_FIELDS)
  return {
    type: 'tool-result',
    callId: needText(message.tool_call_id, `${param}.tool_call_id`),
    name: mayText(message.name, `${param}.name`),
    parts: readContent(message.content, `${param}.content`),
    ...(extra && { extra }),
  }
}

function readTool(value: unknown, index: number): Tool {
  const param = `tools[${index}]`
  const tool = needObject(value, param)
  if (tool.type !== undefined && tool.type !== 'function') {
    const name = textFrom(tool.name) || textFrom(tool.type)
    return { name, description: null, parameters: null, isStrict: null, foreign: tool }
  }
  const definition = needObject(tool.function, `${param}.function`)
  const { name, description, parameters, strict, cache_control: cache } = definition
  const extra = restOf(definition, [...TOOL_FIELDS, 'cache_control'])
  return {
    name: needText(name, `${param}.function.name`),
    description: mayText(description, `${param}.function.description`),
    parameters: mayObject(parameters, `${param}.function.parameters`),
    isStrict: mayBoolean(strict, `${param}.function.strict`),
    ...(isObject(cache) && { cache }),
    ...(extra && { extra }),
  }
}

const TOOL_FIELDS = ['name', 'description', 'parameters', 'strict']

/** Null: not said, or said in a way of its own. */
function readToolChoice(choice: unknown): ToolChoice | null {
  if (choice === 'auto' || choice === 'none') return { type: choice }
  if (choice === 'required' || choice === 'any') return { type: 'any' }
  if (choice === undefined || choice === null) return null
  const { type, function: chosen } = needObject(choice, 'tool_choice')
  if (type !== undefined && type !== 'function') return null
  const { name } = needObject(chosen, 'tool_choice.function')
  return { type: 'tool', name: needText(name, 'tool_choice.function.name') }
}

function readResponseFormat(value: unknown): ResponseFormat | null {
  if (value === undefined || value === null) return null
  const { type, json_schema: described } = needObject(value, 'response_format')
  if (type === 'text') return { type: 'text' }
  if (type === 'json_object') return { type: 'json' }
  if (type !== 'json_schema') return null
  const param = 'response_format.json_schema'
  const { name, description, schema, strict } = needObject(described, param)
  return {
    type: 'json-schema',
    name: mayText(name, `${param}.name`) ?? 'response',
    description: mayText(description, `${param}.description`),
    schema: mayObject(schema, `${param}.schema`) ?? {},
    isStrict: mayBoolean(strict, `${param}.strict`),
  }
}

/** OpenAI's `reasoning_effort`, or OpenRouter's `reasoning: { effort, max_tokens }`. */
function readWish(request: JsonObject): ReasoningWish | null {
  const wish = mayObject(request.reasoning, 'reasoning')
  const effort =
    mayText(request.reasoning_effort, 'reasoning_effort') ??
    mayText(wish?.effort, 'reasoning.effort') ??
    (wish?.enabled === false ? 'none' : null)
  const budgetTokens = mayNumber(wish?.max_tokens, 'reasoning.max_tokens')
  if (!wish && effort === null) return null
  return { effort, budgetTokens, summary: null }
}

function readSampling(request: JsonObject): Sampling {
  const { stop } = request
  const stops = typeof stop === 'string' ? [stop] : listOf(stop, 'stop')
  return said({
    temperature: mayNumber(request.temperature, 'temperature'),
    topP: mayNumber(request.top_p, 'top_p'),
    topK: mayNumber(request.top_k, 'top_k'),
    minP: mayNumber(request.min_p, 'min_p'),
    stop: stops.length > 0 ? stops.map((one) => needText(one, 'stop')) : null,
    seed: mayNumber(request.seed, 'seed') ?? mayNumber(request.random_seed, 'random_seed'),
    presencePenalty: mayNumber(request.presence_penalty, 'presence_penalty'),
    frequencyPenalty: mayNumber(request.frequency_penalty, 'frequency_penalty'),
    choices: mayNumber(request.n, 'n'),
    hasLogprobs: mayBoolean(request.logprobs, 'logprobs'),
    topLogprobs: mayNumber(request.top_logprobs, 'top_logprobs'),
    logitBias: readLogitBias(request.logit_bias),
  })
}

function readLogitBias(value: unknown): Record<string, number> | null {
  const bias = mayObject(value, 'logit_bias')
  if (!bias) return null
  const read = Object.entries(bias).map(([token, one]) => [
    token,
    mayNumber(one, `logit_bias.${token}`) ?? 0,
  ])
  return Object.fromEntries(read)
}

function listOf(value: unknown, param: string): unknown[] {
  return value === undefined || value === null ? listFrom(value) : needList(value, param)
}
