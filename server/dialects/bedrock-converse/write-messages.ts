import { createHash } from 'node:crypto'
import type { CacheMark, Message, Part, ToolResultPart } from '../conversation.ts'
import { cannotSay, type JsonObject } from '../json-values.ts'
import type { LeftOut } from '../left-out.ts'
import { argumentsFrom, asRecord } from '../lenient.ts'
import { proofFor } from '../proof.ts'
import { writeMedia } from './write-media.ts'

interface Turn extends JsonObject {
  role: 'user' | 'assistant'
  content: JsonObject[]
}

export interface Turns {
  messages: Turn[]
  system: JsonObject[]
  /** Tools that the conversation has used: they must be declared, even where no more are wanted. */
  usedTools: Set<string>
}

/**
 * The turns of a conversation, which must alternate; results of tools are the user's. System messages stand apart, wherever
 * they were.
 */
export function writeMessages(messages: Message[], left: LeftOut): Turns {
  const turns: Turns = { messages: [], system: [], usedTools: new Set() }
  for (const message of messages) {
    if (message.name !== undefined) left.add('name')
    if (message.isPrefix) left.add('prefix')
    const blocks = message.parts.flatMap((part) => writePart(part, turns, left))
    if (message.role === 'system') turns.system.push(...blocks)
    else addTurn(turns.messages, message.role === 'assistant' ? 'assistant' : 'user', blocks)
  }
  return turns
}

function addTurn(turns: Turn[], role: Turn['role'], content: JsonObject[]): void {
  if (content.length === 0) return
  const last = turns.at(-1)
  if (last?.role === role) last.content.push(...content)
  else turns.push({ role, content })
}

function writePart(part: Part, turns: Turns, left: LeftOut): JsonObject[] {
  const blocks = writeContent(part, turns, left)
  const cache = 'cache' in part ? part.cache : undefined
  return cache && blocks.length > 0 ? [...blocks, cachePoint(cache)] : blocks
}

/** Everything up to here is kept. */
export function cachePoint({ ttl }: CacheMark): JsonObject {
  return { cachePoint: { type: 'default', ...(typeof ttl === 'string' && { ttl }) } }
}

function writeContent(part: Part, turns: Turns, left: LeftOut): JsonObject[] {
  switch (part.type) {
    case 'text':
    case 'refusal':
      // A blank text is refused, and says nothing.
      return part.text.trim() === '' ? [] : [{ text: part.text }]
    case 'image':
    case 'document':
    case 'audio':
      return [writeMedia(part)]
    case 'reasoning':
      return writeThought(part, left)
    case 'tool-call': {
      turns.usedTools.add(part.name)
      const input = argumentsFrom(part.arguments)
      return [{ toolUse: { toolUseId: toolUseId(part.id), name: part.name, input } }]
    }
    case 'tool-result':
      return [writeResult(part)]
    case 'foreign':
      break
  }
  const own = part.dialect === 'bedrock-converse' ? asRecord(part.value) : undefined
  if (own) return [own]
  throw cannotSay('messages', 'a part that only another provider knows')
}

/** Thoughts go back only with Bedrock's own proof of them: others would be refused. */
function writeThought(part: Part & { type: 'reasoning' }, left: LeftOut): JsonObject[] {
  const redactedContent = proofFor('bedrock-converse', part.encrypted)
  if (redactedContent !== undefined) return [{ reasoningContent: { redactedContent } }]
  const signature = proofFor('bedrock-converse', part.signature)
  if (signature !== undefined) {
    return [{ reasoningContent: { reasoningText: { text: part.text, signature } } }]
  }
  left.add('reasoning')
  return []
}

function writeResult({ callId, parts, isError }: ToolResultPart): JsonObject {
  const content = parts.flatMap((part): JsonObject[] => {
    if (part.type === 'text') return part.text.trim() === '' ? [] : [{ text: part.text }]
    if (part.type === 'image' || part.type === 'document') return [writeMedia(part)]
    throw cannotSay('messages', `a part of type “${part.type}” in the result of a tool`)
  })
  const status = isError ? { status: 'error' } : {}
  return { toolResult: { toolUseId: toolUseId(callId), content, ...status } }
}

/** Other providers' ids may be longer, or have other characters: the same one always becomes the same. */
function toolUseId(id: string): string {
  if (/^[\w-]{1,64}$/.test(id)) return id
  return `call_${createHash('sha256').update(id).digest('hex').slice(0, 32)}`
}
