import { fieldsIn, fieldsOf, nameOf, orNull, textOf, timeOf, type Fields } from '../fields.ts'
import { NO_NODE, type Reading, type SourceNode } from '../imported.ts'
import { makeReading } from '../make-reading.ts'

/** A list of messages with a role and a content each, as many programs write it. */
export function readOther(element: Fields): Reading | undefined {
  const messages = fieldsIn(element.messages)
  const isOne = messages.some((message) => roleOf(message) !== undefined && hasContent(message))
  if (!isOne) return undefined
  const nodes = messages.map((message, at) => toNode(message, at))
  return makeReading(
    {
      source: 'other',
      sourceId: nameOf(element.id) || nameOf(element.uuid),
      title: nameOf(element.title) || nameOf(element.name),
      createdMs:
        timeOf(element.created_at) ?? timeOf(element.createdAt) ?? timeOf(element.create_time),
      updatedMs:
        timeOf(element.updated_at) ?? timeOf(element.updatedAt) ?? timeOf(element.update_time),
      modelId: null,
      folder: null,
      isPinned: false,
      isArchived: false,
    },
    nodes,
  )
}

function roleOf(message: Fields): SourceNode['kind'] | undefined {
  const role = (
    textOf(message.role) ||
    textOf(message.sender) ||
    textOf(fieldsOf(message.author)?.role)
  ).toLowerCase()
  if (role === 'user' || role === 'human') return 'user'
  if (role === 'assistant' || role === 'model' || role === 'ai' || role === 'bot')
    return 'assistant'
  return role === 'system' || role === 'developer' || role === 'tool' ? 'skipped' : undefined
}

const hasContent = (message: Fields) => 'content' in message || 'text' in message

function toNode(message: Fields, at: number): SourceNode {
  const kind = roleOf(message)
  const isInstruction = kind === 'skipped' && textOf(message.role) !== 'tool'
  const content = textOf(message.content) || textOf(message.text)
  const pieces = fieldsIn(message.content).map((piece) => textOf(piece.text))
  return {
    ...NO_NODE,
    id: String(at),
    parentId: at === 0 ? null : String(at - 1),
    kind: kind ?? 'skipped',
    ...(kind === undefined && { reason: 'unknown_author' as const }),
    ...(kind === 'skipped' && { reason: isInstruction ? 'instruction' : 'hidden' }),
    text: content || pieces.filter((one) => one !== '').join('\n\n'),
    modelId: orNull(nameOf(message.model)),
    atMs: timeOf(message.created_at) ?? timeOf(message.createdAt) ?? timeOf(message.timestamp),
  }
}
