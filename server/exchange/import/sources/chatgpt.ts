import type { MessagePart } from '#wire/message-parts.ts'
import {
  fieldsIn,
  fieldsOf,
  jsonOf,
  listOf,
  nameOf,
  orNull,
  textOf,
  timeOf,
  type Fields,
} from '../fields.ts'
import { NO_NODE, type Reading, type SourceNode } from '../imported.ts'
import { makeReading } from '../make-reading.ts'

/** One conversation of ChatGPT's conversations.json: nodes by id, each with its parent; the shape is not published by OpenAI. */
export function readChatgpt(conversation: Fields): Reading | undefined {
  const mapping = fieldsOf(conversation.mapping)
  if (!mapping) return undefined
  const model = nameOf(conversation.default_model_slug)
  const nodes = Object.entries(mapping).flatMap(([id, node]) => toNodes(id, fieldsOf(node), model))
  const head = {
    source: 'chatgpt' as const,
    sourceId: nameOf(conversation.conversation_id) || nameOf(conversation.id),
    title: nameOf(conversation.title),
    createdMs: timeOf(conversation.create_time),
    updatedMs: timeOf(conversation.update_time),
    modelId: null,
    folder: null,
    isPinned: conversation.is_starred === true || timeOf(conversation.pinned_time) !== null,
    isArchived: conversation.is_archived === true,
  }
  return makeReading(head, bridged(nodes, mapping))
}

/** Nodes without a message only hold the tree together: what hangs on them hangs on what they hang on. */
function bridged(nodes: SourceNode[], mapping: Fields): SourceNode[] {
  const there = new Set(nodes.map(({ id }) => id))
  const parentOf = (id: string) => orNull(textOf(fieldsOf(mapping[id])?.parent))
  return nodes.map((node) => {
    const seen = new Set<string>()
    let parentId = node.parentId
    while (parentId !== null && !there.has(parentId) && !seen.has(parentId)) {
      seen.add(parentId)
      parentId = Object.hasOwn(mapping, parentId) ? parentOf(parentId) : null
    }
    return { ...node, parentId }
  })
}

function toNodes(id: string, node: Fields | undefined, model: string): SourceNode[] {
  const message = fieldsOf(node?.message)
  if (!node || !message) return []
  const metadata = fieldsOf(message.metadata) ?? {}
  const content = fieldsOf(message.content) ?? {}
  const role = textOf(fieldsOf(message.author)?.role)
  const base = {
    ...NO_NODE,
    id,
    parentId: orNull(textOf(node.parent)),
    modelId: orNull(nameOf(metadata.model_slug) || model),
    atMs: timeOf(message.create_time),
    files: fieldsIn(metadata.attachments).map(
      ({ name, id: fileId }) => nameOf(name) || nameOf(fileId),
    ),
  }
  return [{ ...base, ...kindOf({ role, message, content, metadata }, base.files) }]
}

interface Said {
  role: string
  message: Fields
  content: Fields
  metadata: Fields
}

type Kind = Partial<SourceNode> & Pick<SourceNode, 'kind'>

function kindOf(said: Said, files: readonly string[]): Kind {
  const { role, message, content, metadata } = said
  const type = textOf(content.content_type)
  const { text, pictures, unknown } = wordsOf(content, type)
  const all = { text, files: [...files, ...pictures], unknown }
  if (role === 'system' || type === 'user_editable_context' || type === 'model_editable_context') {
    return { kind: 'skipped', reason: 'instruction', text }
  }
  const recipient = textOf(message.recipient) || 'all'
  if (type === 'thoughts' || type === 'reasoning_recap') {
    const thoughts = fieldsIn(content.thoughts).map(
      (one) => textOf(one.content) || textOf(one.summary),
    )
    return { kind: 'aside', reasoning: thoughts.join('\n\n'), text: '' }
  }
  if (role === 'tool') {
    const name = nameOf(fieldsOf(message.author)?.name) || 'tool'
    return { ...all, kind: 'aside', text: '', parts: [callOf(name, '', text)] }
  }
  if (role === 'assistant' && recipient !== 'all') {
    return { ...all, kind: 'aside', text: '', parts: [callOf(nameOf(recipient), text, null)] }
  }
  if (metadata.is_visually_hidden_from_conversation === true) {
    return { kind: 'skipped', reason: 'hidden', text }
  }
  if (role === 'user' || role === 'assistant') return { ...all, kind: role }
  return { kind: 'skipped', reason: 'unknown_author', text }
}

function callOf(tool: string, input: string, output: string | null): MessagePart {
  return { type: 'tool_call', callId: tool, tool, status: 'complete', input, output }
}

/** Marks that ChatGPT's page turns into links; in the file they lead nowhere. */
const PRIVATE_MARKS = /\ue200[^\ue201]{0,2000}\ue201|[\ue200-\ue206]/g

function wordsOf(content: Fields, type: string) {
  const pictures: string[] = []
  const unknown: string[] = []
  const pieces = listOf(content.parts).map((part) => {
    if (typeof part === 'string') return textOf(part)
    const fields = fieldsOf(part)
    if (!fields) return ''
    const kind = nameOf(fields.content_type)
    const spoken = textOf(fields.text)
    if (spoken !== '') return spoken
    const pointer =
      nameOf(fields.asset_pointer) ||
      nameOf(fieldsOf(fields.video_container_asset_pointer)?.asset_pointer)
    if (pointer !== '') pictures.push(pointer.replace(/^[a-z-]+:\/\//, ''))
    else unknown.push(kind || 'part')
    return ''
  })
  const plain = textOf(content.text) || textOf(content.result)
  if (plain !== '') pieces.push(type === 'code' ? codeOf(plain, nameOf(content.language)) : plain)
  const isOdd = pieces.length === 0 && type !== '' && !KNOWN.has(type)
  if (isOdd) unknown.push(type)
  const text = pieces
    .filter((piece) => piece !== '')
    .join('\n\n')
    .replaceAll(PRIVATE_MARKS, '')
  return { text: isOdd ? jsonOf(content).slice(0, 10_000) : text, pictures, unknown }
}

const KNOWN = new Set([
  'text',
  'multimodal_text',
  'code',
  'execution_output',
  'user_editable_context',
  'model_editable_context',
  'thoughts',
  'reasoning_recap',
])

function codeOf(text: string, language: string): string {
  const name = /^[\w+#-]{1,20}$/.test(language) && language !== 'unknown' ? language : ''
  return `\`\`\`\`${name}\n${text}\n\`\`\`\``
}
