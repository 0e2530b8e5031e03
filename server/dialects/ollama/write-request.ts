import type { ChatCall, Message, Part, ReasoningWish, Sampling, Tool } from '../conversation.ts'
import type { Target } from '../dialect.ts'
import { cannotSay, said, type JsonObject } from '../json-values.ts'
import { createLeftOut, leaveOutExtras, leaveOutSampling, type LeftOut } from '../left-out.ts'
import { argumentsFrom } from '../lenient.ts'
import { textOfSource } from '../text-document.ts'

const SAMPLING: (keyof Sampling)[] = [
  'temperature',
  'topP',
  'topK',
  'minP',
  'stop',
  'seed',
  'presencePenalty',
  'frequencyPenalty',
  'hasLogprobs',
  'topLogprobs',
]

/** A request for `/api/chat`. Streaming is the default there, so it is always said. */
export function writeRequest(
  call: ChatCall,
  target: Target,
): { body: JsonObject; dropped: string[] } {
  const left = createLeftOut(call.dialect)
  leaveOutSampling(call, SAMPLING, left)
  leaveOutExtras(call, left)
  if (call.user !== null) left.add('user')
  if (call.metadata) left.add('metadata')
  if (call.serviceTier !== null && call.serviceTier !== 'auto') left.add('service_tier')
  if (call.promptCacheKey !== null) left.add('prompt_cache_key')
  if (call.hasParallelToolCalls === false && call.tools.length > 0) left.add('parallel_tool_calls')
  const { sampling } = call
  const tools = writeTools(call)
  const body = said({
    model: target.model,
    messages: writeMessages(call.messages, left),
    stream: call.isStream,
    tools: tools.length > 0 ? tools : null,
    format: writeFormat(call),
    think: call.reasoning && writeThink(call.reasoning, target, left),
    logprobs: sampling.hasLogprobs,
    top_logprobs: sampling.topLogprobs,
    options: writeOptions(call),
  })
  return { body, dropped: [...left.names] }
}

function writeOptions({ sampling, maxTokens }: ChatCall): JsonObject | null {
  const options = said({
    temperature: sampling.temperature,
    top_p: sampling.topP,
    top_k: sampling.topK,
    min_p: sampling.minP,
    stop: sampling.stop,
    seed: sampling.seed,
    presence_penalty: sampling.presencePenalty,
    frequency_penalty: sampling.frequencyPenalty,
    num_predict: maxTokens,
  })
  return Object.keys(options).length > 0 ? options : null
}

/** There is no word for a choice: none is no tools; one that must be called cannot be asked for. */
function writeTools({ tools, toolChoice }: ChatCall): JsonObject[] {
  const written = tools.map(writeTool)
  if (toolChoice?.type === 'none') return []
  if (toolChoice?.type === 'any' || toolChoice?.type === 'tool') {
    throw cannotSay('tool_choice', 'that a tool must be called')
  }
  return written
}

function writeTool(tool: Tool): JsonObject {
  if (tool.foreign !== undefined) {
    throw cannotSay('tools', `the tool “${tool.name}”, which only its own provider runs,`)
  }
  const { name, description, parameters } = tool
  const schema = parameters ?? { type: 'object', properties: {} }
  return { type: 'function', function: { ...said({ name, description }), parameters: schema } }
}

function writeFormat({ responseFormat: format }: ChatCall): unknown {
  if (!format || format.type === 'text') return null
  return format.type === 'json' ? 'json' : format.schema
}

const LEVELS = new Set(['low', 'medium', 'high'])
const STRONGEST = new Set(['xhigh', 'max'])

/** Most models think or do not; those that know levels take these three words. */
function writeThink(wish: ReasoningWish, target: Target, left: LeftOut): boolean | string | null {
  const { effort, budgetTokens } = wish
  const isOff = effort === 'none' || budgetTokens === 0
  if (target.hasReasoning === false) {
    if (!isOff) left.add('reasoning_effort')
    return null
  }
  if (isOff) return false
  if (effort === null) return true
  if (LEVELS.has(effort)) return effort
  return STRONGEST.has(effort) ? 'high' : 'low'
}

function writeMessages(messages: Message[], left: LeftOut): JsonObject[] {
  const names = new Map<string, string>()
  return messages.flatMap((message) => {
    if (message.name !== undefined) left.add('name')
    if (message.role === 'tool') {
      return message.parts.flatMap((part) => writeResult(part, names, left))
    }
    for (const part of message.parts) if (part.type === 'tool-call') names.set(part.id, part.name)
    return [writeMessage(message, left)]
  })
}

/** An assistant's last message goes on of itself here, which is what `prefix` asks for. */
function writeMessage({ role, parts }: Message, left: LeftOut): JsonObject {
  const calls = parts.flatMap((part) =>
    part.type === 'tool-call'
      ? [{ function: { name: part.name, arguments: argumentsFrom(part.arguments) } }]
      : [],
  )
  const thinking = parts.flatMap((part) => (part.type === 'reasoning' ? [part.text] : [])).join('')
  return {
    role,
    content: writeText(parts, role, left),
    ...(thinking !== '' && { thinking }),
    ...imagesOf(parts),
    ...(calls.length > 0 && { tool_calls: calls }),
  }
}

function writeResult(part: Part, names: Map<string, string>, left: LeftOut): JsonObject[] {
  if (part.type !== 'tool-result') throw cannotSay('messages', `a part of type “${part.type}”`)
  if (part.isError) left.add('is_error')
  const tool_name = part.name ?? names.get(part.callId)
  return [
    {
      role: 'tool',
      content: writeText(part.parts, 'tool', left),
      ...imagesOf(part.parts),
      ...said({ tool_name, tool_call_id: part.callId }),
    },
  ]
}

function writeText(parts: Part[], role: Message['role'], left: LeftOut): string {
  return parts.map((part) => textOf(part, role, left)).join('')
}

function textOf(part: Part, role: Message['role'], left: LeftOut): string {
  switch (part.type) {
    case 'text':
    case 'refusal':
      return part.text
    case 'document': {
      const text = textOfSource(part.source)
      if (text !== null) return part.name ? `${part.name}\n\n${text}` : text
      throw cannotSay('messages', 'a document that is no plain text')
    }
    case 'audio':
      throw cannotSay('messages', 'sound')
    case 'foreign': {
      if (role !== 'assistant')
        throw cannotSay('messages', `a part of type “${typeOf(part.value)}”`)
      left.add(typeOf(part.value))
      break
    }
    case 'image':
    case 'reasoning':
    case 'tool-call':
    case 'tool-result':
      break
  }
  return ''
}

/** Pictures are sent as their bytes only: Ollama fetches nothing. */
function imagesOf(parts: Part[]): { images?: string[] } {
  const images = parts.flatMap((part) => {
    if (part.type !== 'image') return []
    if (part.source.kind === 'base64') return [part.source.base64]
    throw cannotSay('messages', 'a picture by its address; send its bytes (data:image/…;base64,…):')
  })
  return images.length > 0 ? { images } : {}
}

function typeOf(value: unknown): string {
  const type: unknown = typeof value === 'object' && value && 'type' in value ? value.type : ''
  return typeof type === 'string' ? type.slice(0, 100) : ''
}
