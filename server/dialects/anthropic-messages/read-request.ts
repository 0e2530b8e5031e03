import type {
  ChatCall,
  Message,
  Part,
  ReasoningWish,
  ResponseFormat,
  Tool,
  ToolChoice,
} from '../conversation.ts'
import {
  isObject,
  mayBoolean,
  mayNumber,
  mayObject,
  mayText,
  needList,
  needObject,
  needText,
  restOf,
  said,
  wrong,
  type JsonObject,
} from '../json-values.ts'
import { mayList, readContent } from './read-parts.ts'

/** A request for a message. Throws `invalid_request` with the field. Source: Anthropic's API reference, 2026-10. */
export function readRequest(body: unknown): ChatCall {
  const request = needObject(body, 'body')
  const system = readContent(request.system, 'system')
  const messages = needList(request.messages, 'messages').flatMap((message, index) =>
    readMessage(message, `messages[${index}]`),
  )
  // An answer that stands last is gone on with.
  const last = messages.at(-1)
  if (last?.role === 'assistant') last.isPrefix = true
  const stop = mayList(request.stop_sequences, 'stop_sequences')
  const choice = mayObject(request.tool_choice, 'tool_choice')
  const metadata = mayObject(request.metadata, 'metadata')
  const extra = { ...restOf(request, KNOWN), ...readRestOfConfig(request) }
  return {
    dialect: 'anthropic-messages',
    messages: [
      ...(system.length > 0 ? [{ role: 'system', parts: system } as const] : []),
      ...messages,
    ],
    tools: mayList(request.tools, 'tools').map(readTool),
    toolChoice: choice && readToolChoice(choice),
    hasParallelToolCalls: notOf(mayBoolean(choice?.disable_parallel_tool_use, 'tool_choice')),
    responseFormat: readFormat(request),
    reasoning: readWish(request),
    sampling: said({
      temperature: mayNumber(request.temperature, 'temperature'),
      topP: mayNumber(request.top_p, 'top_p'),
      topK: mayNumber(request.top_k, 'top_k'),
      stop: stop.length > 0 ? stop.map((one) => needText(one, 'stop_sequences')) : null,
    }),
    maxTokens: mayNumber(request.max_tokens, 'max_tokens'),
    isStream: mayBoolean(request.stream, 'stream') ?? false,
    wantsUsage: true,
    user: mayText(metadata?.user_id, 'metadata.user_id'),
    metadata: (metadata && restOf(metadata, ['user_id'])) ?? null,
    serviceTier: mayText(request.service_tier, 'service_tier'),
    promptCacheKey: null,
    extra,
  }
}

const KNOWN = [
  'model',
  'messages',
  'system',
  'tools',
  'tool_choice',
  'output_config',
  'output_format',
  'thinking',
  'temperature',
  'top_p',
  'top_k',
  'stop_sequences',
  'max_tokens',
  'stream',
  'metadata',
  'service_tier',
]

/** Results of tools stand in the user's messages: they become messages of their own. */
function readMessage(value: unknown, param: string): Message[] {
  const message = needObject(value, param)
  const { role } = message
  if (role !== 'user' && role !== 'assistant' && role !== 'system') {
    throw wrong(`${param}.role`, 'it must be user or assistant')
  }
  const parts = readContent(message.content, `${param}.content`)
  const extra = restOf(message, ['role', 'content'])
  const own = extra ? { extra } : {}
  if (role !== 'user' || !parts.some(isResult)) return [{ role, parts, ...own }]
  const messages: Message[] = []
  for (const part of parts) {
    const kind = isResult(part) ? 'tool' : 'user'
    const last = messages.at(-1)
    if (last?.role === kind) last.parts.push(part)
    else messages.push({ role: kind, parts: [part] })
  }
  return messages
}

function isResult(part: Part): boolean {
  return part.type === 'tool-result'
}

function readTool(value: unknown, index: number): Tool {
  const param = `tools[${index}]`
  const tool = needObject(value, param)
  const name = mayText(tool.name, `${param}.name`) ?? mayText(tool.type, `${param}.type`) ?? ''
  if (tool.type !== undefined && tool.type !== null && tool.type !== 'custom') {
    return { name, description: null, parameters: null, isStrict: null, foreign: tool }
  }
  const { cache_control: cache } = tool
  const extra = restOf(tool, TOOL_FIELDS)
  return {
    name: needText(tool.name, `${param}.name`),
    description: mayText(tool.description, `${param}.description`),
    parameters: mayObject(tool.input_schema, `${param}.input_schema`),
    isStrict: mayBoolean(tool.strict, `${param}.strict`),
    ...(isObject(cache) && { cache }),
    ...(extra && { extra }),
  }
}

const TOOL_FIELDS = ['type', 'name', 'description', 'input_schema', 'strict', 'cache_control']

function readToolChoice({ type, name }: JsonObject): ToolChoice {
  if (type === 'auto' || type === 'none' || type === 'any') return { type }
  if (type === 'tool') return { type, name: needText(name, 'tool_choice.name') }
  throw wrong('tool_choice.type', 'it must be auto, any, tool or none')
}

/** `output_config.format`; until 2026 it was `output_format`. */
function readFormat(request: JsonObject): ResponseFormat | null {
  const config = mayObject(request.output_config, 'output_config')
  const format = mayObject(config?.format ?? request.output_format, 'output_config.format')
  if (!format || format.type !== 'json_schema') return null
  const schema = needObject(format.schema, 'output_config.format.schema')
  return { type: 'json-schema', name: 'response', description: null, schema, isStrict: true }
}

/** What of `output_config` and `thinking` nobody else has a word for. */
function readRestOfConfig({ output_config: config, thinking }: JsonObject): JsonObject {
  const rest = isObject(config) ? restOf(config, ['effort', 'format']) : undefined
  const isKnown = !isObject(thinking) || KNOWN_THINKING.has(thinking.type)
  return { ...(rest && { output_config: rest }), ...(!isKnown && { thinking }) }
}

const KNOWN_THINKING = new Set<unknown>(['enabled', 'adaptive', 'disabled'])

function readWish(request: JsonObject): ReasoningWish | null {
  const thinking = mayObject(request.thinking, 'thinking')
  const config = mayObject(request.output_config, 'output_config')
  const effort = mayText(config?.effort, 'output_config.effort')
  const display = mayText(thinking?.display, 'thinking.display')
  const shown = display === null ? {} : { display }
  switch (thinking?.type) {
    case 'disabled':
      return { effort: 'none', budgetTokens: null, summary: null }
    case 'enabled': {
      const budgetTokens = mayNumber(thinking.budget_tokens, 'thinking.budget_tokens')
      return { effort, budgetTokens, summary: null, ...shown }
    }
    case 'adaptive':
      return { effort, budgetTokens: null, summary: null, isAdaptive: true, ...shown }
    default:
      return effort === null
        ? null
        : { effort, budgetTokens: null, summary: null, isAdaptive: false }
  }
}

function notOf(value: boolean | null): boolean | null {
  return value === null ? null : !value
}
