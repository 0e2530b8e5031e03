import type { MediaSource, Part, ToolCallPart, ToolResultPart } from '../conversation.ts'
import {
  isObject,
  mayBoolean,
  mayText,
  needList,
  needObject,
  needText,
  restOf,
  wrong,
  type JsonObject,
} from '../json-values.ts'
import { proofFromCaller } from '../proof.ts'
import { textSource } from '../text-document.ts'
import { lookup } from '#server/lib/lookup.ts'

/** The blocks of a message, or its text alone. `param` names it in errors. */
export function readContent(content: unknown, param: string): Part[] {
  if (content === undefined || content === null) return []
  if (typeof content === 'string') return content === '' ? [] : [{ type: 'text', text: content }]
  if (!Array.isArray(content)) throw wrong(param, 'it must be a string or an array of blocks')
  return content.map((block: unknown, index) => readBlock(block, `${param}[${index}]`))
}

function readBlock(value: unknown, param: string): Part {
  const block = needObject(value, param)
  const read = READERS[needText(block.type, `${param}.type`)]
  return read?.(block, param) ?? foreign(block)
}

/** What only Anthropic knows: its server tools and their results, search results, containers. */
function foreign(block: JsonObject): Part {
  return { type: 'foreign', dialect: 'anthropic-messages', value: block }
}

type Reader = (block: JsonObject, param: string) => Part | undefined

const READERS: Record<string, Reader | undefined> = lookup({
  text: readText,
  image: readImage,
  document: readDocument,
  thinking: (block, param) => ({
    type: 'reasoning',
    text: needText(block.thinking, `${param}.thinking`),
    ...proofOf(block.signature),
  }),
  redacted_thinking: ({ data }, param) => ({
    type: 'reasoning',
    text: '',
    encrypted: proofFromCaller('anthropic-messages', needText(data, `${param}.data`)),
  }),
  tool_use: readToolCall,
  tool_result: readToolResult,
})

/** A proof without a mark passed through us untouched: it is Anthropic's. */
function proofOf(signature: unknown) {
  if (typeof signature !== 'string' || signature === '') return {}
  return { signature: proofFromCaller('anthropic-messages', signature) }
}

function readText(block: JsonObject, param: string): Part {
  const { citations } = block
  return {
    type: 'text',
    text: needText(block.text, `${param}.text`),
    ...(Array.isArray(citations) && { citations }),
    ...rest(block, ['type', 'text', 'citations']),
  }
}

function readImage(block: JsonObject, param: string): Part | undefined {
  const source = readSource(block.source, `${param}.source`)
  return source && { type: 'image', source, ...rest(block, ['type', 'source']) }
}

function readDocument(block: JsonObject, param: string): Part | undefined {
  const source = readSource(block.source, `${param}.source`)
  const name = mayText(block.title, `${param}.title`)
  if (!source) return undefined
  const known = ['type', 'source', 'title']
  return { type: 'document', source, ...(name !== null && { name }), ...rest(block, known) }
}

/** Undefined: a source that only Anthropic knows (blocks of its own, for citations). */
function readSource(value: unknown, param: string): MediaSource | undefined {
  const source = needObject(value, param)
  const text = (name: string) => needText(source[name], `${param}.${name}`)
  switch (source.type) {
    case 'base64':
      return { kind: 'base64', mediaType: text('media_type'), base64: text('data') }
    case 'url':
      return { kind: 'url', url: text('url') }
    case 'file':
      return { kind: 'file', fileId: text('file_id') }
    case 'text':
      return textSource(text('data'))
    default:
      return undefined
  }
}

function readToolCall(block: JsonObject, param: string): ToolCallPart {
  return {
    type: 'tool-call',
    id: needText(block.id, `${param}.id`),
    name: needText(block.name, `${param}.name`),
    arguments: JSON.stringify(block.input ?? {}),
    ...rest(block, ['type', 'id', 'name', 'input']),
  }
}

function readToolResult(block: JsonObject, param: string): ToolResultPart {
  const isError = mayBoolean(block.is_error, `${param}.is_error`)
  return {
    type: 'tool-result',
    callId: needText(block.tool_use_id, `${param}.tool_use_id`),
    name: null,
    parts: readContent(block.content, `${param}.content`),
    ...(isError && { isError }),
    ...rest(block, ['type', 'tool_use_id', 'content', 'is_error']),
  }
}

/** The cache mark, and what has no place. */
function rest(block: JsonObject, known: string[]) {
  const { cache_control: cache } = block
  const extra = restOf(block, [...known, 'cache_control'])
  return { ...(isObject(cache) && { cache }), ...(extra && { extra }) }
}

/** A list that may be absent. */
export function mayList(value: unknown, param: string): unknown[] {
  return value === undefined || value === null ? [] : needList(value, param)
}
