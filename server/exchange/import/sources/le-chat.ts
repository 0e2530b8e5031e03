import type { MessagePart } from '#wire/message-parts.ts'
import { fieldsIn, jsonOf, nameOf, orNull, textOf, timeOf, type Fields } from '../fields.ts'
import { NO_NODE, type Reading, type SourceNode } from '../imported.ts'
import { makeReading } from '../make-reading.ts'

/** Whether an element of a list is a message of Le Chat: its files are one conversation each, and lists of messages. */
export function isLeChatMessage(element: Fields): boolean {
  return (
    typeof element.chatId === 'string' &&
    typeof element.role === 'string' &&
    ('content' in element || 'contentChunks' in element)
  )
}

/** A `chat-….json` of Le Chat (Vibe): messages alone, without a title. */
export function readLeChat(messages: readonly Fields[]): Reading {
  const sorted = messages
    .map((message, at) => ({ message, at, ms: timeOf(message.createdAt) }))
    .toSorted((a, b) => (a.ms ?? a.at) - (b.ms ?? b.at) || a.at - b.at)
  let before: string | null = null
  const nodes = sorted.map(({ message, at, ms }) => {
    const id = nameOf(message.id) || `message-${at}`
    const parentId = orNull(nameOf(message.parentId)) ?? before
    before = id
    return toNode(message, { id, parentId, ms })
  })
  const times = sorted.flatMap(({ ms }) => ms ?? [])
  return makeReading(
    {
      source: 'le-chat',
      sourceId: nameOf(messages[0]?.chatId),
      title: '',
      createdMs: times[0] ?? null,
      updatedMs: times.at(-1) ?? null,
      modelId: null,
      folder: null,
      isPinned: false,
      isArchived: false,
    },
    nodes,
  )
}

function toNode(
  message: Fields,
  { id, parentId, ms }: { id: string; parentId: string | null; ms: number | null },
): SourceNode {
  const role = textOf(message.role)
  const { text, reasoning, parts, unknown } = contentOf(message)
  const files = fieldsIn(message.files).map(
    (file) => nameOf(file.name) || nameOf(file.id) || 'file',
  )
  const modelId = orNull(nameOf(message.model)) ?? 'Le Chat'
  const base = {
    ...NO_NODE,
    id,
    parentId,
    atMs: ms,
    text,
    reasoning,
    parts,
    unknown,
    files,
    modelId,
  }
  if (role === 'user' || role === 'assistant') return { ...base, kind: role }
  if (role === 'system') return { ...base, kind: 'skipped', reason: 'instruction' }
  return { ...base, kind: 'skipped', reason: 'unknown_author' }
}

function contentOf(message: Fields) {
  const texts: string[] = []
  const thoughts: string[] = []
  const parts: MessagePart[] = []
  const unknown: string[] = []
  for (const chunk of fieldsIn(message.contentChunks)) {
    const type = nameOf(chunk.type)
    if (type === 'text') texts.push(textOf(chunk.text))
    else if (type === 'thinking') thoughts.push(jsonOf(chunk.thinking ?? chunk.text ?? ''))
    else if (type === 'tool_call') {
      const tool = nameOf(chunk.name) || 'tool'
      const input = jsonOf(chunk.arguments ?? chunk.input ?? '')
      parts.push({ type: 'tool_call', callId: tool, tool, status: 'complete', input, output: null })
    } else if (type !== 'reference') unknown.push(type || 'chunk')
  }
  const text = textOf(message.content) || texts.join('')
  return { text, reasoning: thoughts.join('\n\n'), parts, unknown }
}
