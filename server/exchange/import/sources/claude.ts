import type { MessagePart } from '#wire/message-parts.ts'
import {
  fieldsIn,
  fieldsOf,
  jsonOf,
  nameOf,
  orNull,
  textOf,
  timeOf,
  type Fields,
} from '../fields.ts'
import { NO_NODE, type Reading, type SourceNode } from '../imported.ts'
import { makeReading } from '../make-reading.ts'

/** What a message without a parent names in newer exports. */
const NO_PARENT = /^0{8}-0{4}-[04]0{3}-[08]0{3}-0{12}$/

/** One conversation of Claude's conversations.json: messages in order, in newer exports each with its parent. */
export function readClaude(conversation: Fields): Reading | undefined {
  if (!Array.isArray(conversation.chat_messages)) return undefined
  const messages = fieldsIn(conversation.chat_messages)
  let before: string | null = null
  const nodes = messages.map((message, at) => {
    const node = toNode(message, { before, at })
    before = node.id
    return node
  })
  return makeReading(
    {
      source: 'claude',
      sourceId: nameOf(conversation.uuid),
      title: nameOf(conversation.name),
      createdMs: timeOf(conversation.created_at),
      updatedMs: timeOf(conversation.updated_at),
      modelId: null,
      folder: orNull(nameOf(fieldsOf(conversation.project)?.name)),
      isPinned: conversation.is_starred === true,
      isArchived: false,
    },
    nodes.map((node) => ({ ...node, modelId: orNull(nameOf(conversation.model)) ?? 'Claude' })),
  )
}

function toNode(
  message: Fields,
  { before, at }: { before: string | null; at: number },
): SourceNode {
  const id = nameOf(message.uuid) || `message-${at}`
  const said = textOf(message.parent_message_uuid)
  const parentId = said === '' ? before : NO_PARENT.test(said) ? null : said
  const { text, reasoning, parts, unknown } = contentOf(message)
  const { quoted, files } = filesOf(message)
  const sender = textOf(message.sender)
  const base = {
    ...NO_NODE,
    id,
    parentId,
    atMs: timeOf(message.created_at),
    reasoning,
    parts,
    files,
    unknown,
  }
  const words = [text, ...quoted].filter((one) => one !== '').join('\n\n')
  if (sender === 'human' || sender === 'user') return { ...base, kind: 'user', text: words }
  if (sender === 'assistant') return { ...base, kind: 'assistant', text: words }
  return { ...base, kind: 'skipped', reason: 'unknown_author', text: words }
}

function contentOf(message: Fields) {
  const blocks = fieldsIn(message.content)
  const texts: string[] = []
  const thoughts: string[] = []
  const parts: MessagePart[] = []
  const unknown: string[] = []
  for (const block of blocks) {
    const type = nameOf(block.type)
    if (type === 'text') texts.push(textOf(block.text))
    else if (type === 'thinking') thoughts.push(textOf(block.thinking))
    else if (type === 'tool_use') parts.push(toCall(block))
    else if (type === 'tool_result') addResult(parts, block)
    else if (type !== 'token_budget' && type !== 'flag') unknown.push(type || 'block')
  }
  const text = texts.length > 0 ? texts.join('\n\n') : textOf(message.text)
  return { text, reasoning: thoughts.join('\n\n'), parts, unknown }
}

function toCall(block: Fields): MessagePart {
  const tool = nameOf(block.name) || 'tool'
  const callId = nameOf(block.id) || tool
  return {
    type: 'tool_call',
    callId,
    tool,
    status: 'complete',
    input: jsonOf(block.input ?? ''),
    output: null,
  }
}

function addResult(parts: MessagePart[], block: Fields): void {
  const text = fieldsIn(block.content)
    .map((one) => textOf(one.text))
    .join('\n')
  const output = text || jsonOf(block.content ?? '')
  const id = nameOf(block.tool_use_id)
  const at = parts.findLastIndex(
    (part) =>
      part.type === 'tool_call' && part.output === null && (id === '' || part.callId === id),
  )
  const call = parts[at]
  if (call?.type === 'tool_call') parts[at] = { ...call, output }
  else {
    const tool = nameOf(block.name) || 'tool'
    parts.push({
      type: 'tool_call',
      callId: id || tool,
      tool,
      status: 'complete',
      input: '',
      output,
    })
  }
}

const MAX_QUOTED_CHARS = 200_000

/** Of attachments the file has what was read of them, and that comes over; of uploaded files it has names alone. */
function filesOf(message: Fields): { quoted: string[]; files: string[] } {
  const files: string[] = []
  const quoted = fieldsIn(message.attachments).flatMap((file) => {
    const name = nameOf(file.file_name) || 'attachment'
    const content = textOf(file.extracted_content)
    if (content !== '' && content.length <= MAX_QUOTED_CHARS) {
      return [`**${name.replaceAll(/[*_`]/g, '')}**\n\n\`\`\`\`\`\n${content}\n\`\`\`\`\``]
    }
    files.push(name)
    return []
  })
  const names = new Set(files)
  const uploaded = [...fieldsIn(message.files), ...fieldsIn(message.files_v2)]
  for (const file of uploaded) names.add(nameOf(file.file_name) || nameOf(file.file_uuid) || 'file')
  return { quoted, files: [...names] }
}
