import { AppError } from '#server/lib/app-error.ts'
import type { MediaSource, Message, Part, ReasoningPart } from '../conversation.ts'
import { asRecord, listIn, textIn } from '../lenient.ts'
import { mediaTypeOf, sourceFrom } from '../media.ts'
import { readThought } from './thought.ts'
import { lookup } from '#server/lib/lookup.ts'

type Item = Record<string, unknown>

/**
 * The messages that a list of items is: what the assistant said, thought and called between two turns is one message, and so
 * are the results of its calls.
 */
export function readInput(input: string | unknown[]): Message[] {
  if (typeof input === 'string') return [{ role: 'user', parts: [{ type: 'text', text: input }] }]
  if (input.length === 0) throw wrong('input', 'it must hold at least one item')
  const messages: Message[] = []
  const names = new Map<string, string>()
  for (const [index, value] of input.entries()) {
    const item = asRecord(value)
    if (!item) throw wrong(`input[${index}]`, 'it must be an object')
    readItem(item, { at: `input[${index}]`, messages, names })
  }
  return messages
}

interface Reading {
  /** Where the item stands, in the caller's words. */
  at: string
  messages: Message[]
  /** Of the tools, by the ids of their calls. */
  names: Map<string, string>
}

function readItem(item: Item, reading: Reading): void {
  const { at, messages, names } = reading
  const type = item.type ?? (item.role === undefined ? undefined : 'message')
  switch (typeof type === 'string' ? type : '') {
    case 'message':
      return readMessage(item, reading)
    case 'function_call': {
      const call = readCall(item, at)
      names.set(call.id, call.name)
      partsOf(messages, 'assistant').push(call)
      return
    }
    case 'function_call_output': {
      const callId = need(item, 'call_id', at)
      const name = textIn(item, 'name') ?? names.get(callId) ?? null
      const parts = readContent(item.output, `${at}.output`)
      partsOf(messages, 'tool').push({ type: 'tool-result', callId, name, parts })
      return
    }
    case 'reasoning': {
      partsOf(messages, 'assistant').push(readReasoning(item))
      return
    }
    case 'item_reference':
      throw wrong(
        at,
        'the provider of this model keeps no items; send the item itself, not a reference to it',
      )
    default: {
      if (typeof type !== 'string' || type === '') throw wrong(`${at}.type`, 'it is missing')
      const role = type.endsWith('_output') ? 'tool' : 'assistant'
      partsOf(messages, role).push({ type: 'foreign', dialect: 'openai-responses', value: item })
    }
  }
}

const ROLES: Record<string, Message['role']> = lookup({
  user: 'user',
  assistant: 'assistant',
  system: 'system',
  developer: 'system',
})

function readMessage(item: Item, { at, messages }: Reading): void {
  const role = typeof item.role === 'string' ? ROLES[item.role] : undefined
  if (!role) throw wrong(`${at}.role`, 'it must be user, assistant, system or developer')
  const parts = readContent(item.content, `${at}.content`)
  if (role === 'assistant') partsOf(messages, 'assistant').push(...parts)
  else if (item.role === 'developer') messages.push({ role, parts, isDeveloper: true })
  else messages.push({ role, parts })
}

/** Those of the last message, where it is of this role; else of a new one. */
function partsOf(messages: Message[], role: 'assistant' | 'tool'): Part[] {
  const last = messages.at(-1)
  if (last?.role === role) return last.parts
  const message: Message = { role, parts: [] }
  messages.push(message)
  return message.parts
}

function readCall(item: Item, at: string) {
  const google = asRecord(asRecord(item.extra_content)?.google)
  const signature = textIn(google, 'thought_signature')
  return {
    type: 'tool-call' as const,
    id: need(item, 'call_id', at),
    name: need(item, 'name', at),
    arguments: textIn(item, 'arguments') ?? '',
    ...(signature !== undefined && { signature }),
  }
}

function readReasoning(item: Item): ReasoningPart {
  const content = listIn(item, 'content')
  const said = content.length > 0 ? content : listIn(item, 'summary')
  const text = said.map((part) => textIn(part, 'text') ?? '').join('\n\n')
  const id = textIn(item, 'id')
  return {
    type: 'reasoning',
    text,
    ...readThought(textIn(item, 'encrypted_content')),
    ...(id !== undefined && { id }),
  }
}

function readContent(content: unknown, at: string): Part[] {
  if (typeof content === 'string') return [{ type: 'text', text: content }]
  if (!Array.isArray(content)) throw wrong(at, 'it must be a string or an array of parts')
  return content.map((value: unknown, index) => {
    const part = asRecord(value)
    if (!part) throw wrong(`${at}[${index}]`, 'it must be an object')
    return readPart(part, `${at}[${index}]`)
  })
}

function readPart(part: Item, at: string): Part {
  const extra = part.prompt_cache_breakpoint
    ? { extra: { prompt_cache_breakpoint: part.prompt_cache_breakpoint } }
    : {}
  switch (part.type) {
    case 'input_text':
    case 'output_text':
    case 'text': {
      const citations = listIn(part, 'annotations')
      const text = need(part, 'text', at)
      return { type: 'text', text, ...(citations.length > 0 && { citations }), ...extra }
    }
    case 'refusal':
      return { type: 'refusal', text: need(part, 'refusal', at) }
    case 'input_image': {
      const detail = textIn(part, 'detail')
      const source = readSource(part, 'image_url', at)
      return { type: 'image', source, ...(detail !== undefined && { detail }), ...extra }
    }
    case 'input_file': {
      const name = textIn(part, 'filename')
      return {
        type: 'document',
        source: readFileSource(part, at),
        ...(name !== undefined && { name }),
        ...extra,
      }
    }
    case 'input_audio': {
      const audio = asRecord(part.input_audio)
      const mediaType = `audio/${textIn(audio, 'format') ?? 'wav'}`
      const base64 = need(audio ?? {}, 'data', `${at}.input_audio`)
      return { type: 'audio', source: { kind: 'base64', mediaType, base64 } }
    }
    default:
      return { type: 'foreign', dialect: 'openai-responses', value: part }
  }
}

function readFileSource(part: Item, at: string): MediaSource {
  const base64 = textIn(part, 'file_data')
  if (base64 === undefined) return readSource(part, 'file_url', at)
  const source = sourceFrom(base64)
  const mediaType = mediaTypeOf(textIn(part, 'filename') ?? '') ?? 'application/pdf'
  return source.kind === 'base64' ? source : { kind: 'base64', mediaType, base64 }
}

function readSource(part: Item, name: string, at: string): MediaSource {
  const url = textIn(part, name)
  if (url !== undefined) return sourceFrom(url)
  const fileId = textIn(part, 'file_id')
  if (fileId !== undefined) return { kind: 'file', fileId }
  throw wrong(`${at}.${name}`, 'it is missing')
}

function need(item: Item, name: string, at: string): string {
  const text = textIn(item, name)
  if (text === undefined) throw wrong(`${at}.${name}`, 'it must be a string')
  return text
}

function wrong(param: string, why: string): AppError {
  return new AppError('invalid_request', `“${param}” is wrong: ${why}.`, { param })
}
