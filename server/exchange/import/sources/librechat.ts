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

/** What LibreChat writes for "no parent". */
const NO_PARENT = '00000000-0000-0000-0000-000000000000'

/** A conversation as LibreChat exports it: a list, a tree (`recursive`), or the one message of it, under `messages` or `messagesTree`. */
export function readLibrechat(element: Fields): Reading | undefined {
  const given = element.messagesTree ?? element.messages
  const one = fieldsOf(given)
  const list = one && nameOf(one.messageId) !== '' ? [one] : given
  if (typeof element.conversationId !== 'string' || !Array.isArray(list)) return undefined
  const options = fieldsOf(element.options) ?? {}
  const messages = flatten(fieldsIn(list))
  const times = messages.flatMap(({ message }) => timeOf(message.createdAt) ?? [])
  const model = nameOf(options.model) || nameOf(element.model)
  return makeReading(
    {
      source: 'librechat',
      sourceId: nameOf(element.conversationId),
      title: nameOf(element.title) || nameOf(options.title),
      createdMs: timeOf(element.createdAt) ?? times[0] ?? null,
      updatedMs: timeOf(element.updatedAt) ?? times.at(-1) ?? null,
      modelId: null,
      folder: null,
      isPinned: false,
      isArchived: element.isArchived === true,
    },
    messages.map(({ message, parentId }, at) => toNode(message, { parentId, at, model })),
  )
}

interface Flat {
  message: Fields
  parentId: string | null
}

/** Without recursion: exports are as deep as conversations are long. */
function flatten(messages: readonly Fields[]): Flat[] {
  const flat: Flat[] = []
  const open = messages.map((message) => ({ message, parentId: parentOf(message) })).toReversed()
  for (let next = open.pop(); next; next = open.pop()) {
    flat.push(next)
    const id = nameOf(next.message.messageId)
    const children = fieldsIn(next.message.children)
    for (const message of children.toReversed()) open.push({ message, parentId: orNull(id) })
  }
  return flat
}

function parentOf(message: Fields): string | null {
  const said = nameOf(message.parentMessageId)
  return said === '' || said === NO_PARENT ? null : said
}

interface Around {
  parentId: string | null
  at: number
  model: string
}

function toNode(message: Fields, { parentId, at, model }: Around): SourceNode {
  const { text, reasoning, parts, files, unknown } = contentOf(message)
  const attached = fieldsIn(message.files).map(
    (file) => nameOf(file.filename) || nameOf(file.file_id) || 'file',
  )
  const isUser =
    message.isCreatedByUser === true ||
    (message.isCreatedByUser === undefined && /^user$/i.test(textOf(message.sender)))
  return {
    ...NO_NODE,
    id: nameOf(message.messageId) || `message-${at}`,
    parentId,
    kind: isUser ? 'user' : 'assistant',
    text,
    reasoning,
    parts: isUser ? [] : parts,
    modelId: orNull(nameOf(message.model) || model || nameOf(message.sender)),
    atMs: timeOf(message.createdAt),
    files: [...attached, ...files],
    unknown,
  }
}

function contentOf(message: Fields) {
  const texts: string[] = []
  const thoughts: string[] = []
  const parts: MessagePart[] = []
  const files: string[] = []
  const unknown: string[] = []
  for (const block of fieldsIn(message.content)) {
    const type = nameOf(block.type)
    if (type === 'text') texts.push(wordsOf(block.text))
    else if (type === 'think') thoughts.push(wordsOf(block.think))
    else if (type === 'tool_call') parts.push(toCall(fieldsOf(block.tool_call) ?? {}))
    else if (type === 'image_file' || type === 'image_url') files.push('image')
    else if (type === 'error') texts.push(wordsOf(block.text) || wordsOf(block.error))
    else unknown.push(type || 'content')
  }
  const written = texts.filter((one) => one !== '').join('\n\n')
  return {
    text: written || textOf(message.text),
    reasoning: thoughts.join('\n\n'),
    parts,
    files,
    unknown,
  }
}

const wordsOf = (value: unknown) => textOf(value) || textOf(fieldsOf(value)?.value)

/** An agent's tools have names; those of assistants are under what they are: `function`, `code_interpreter`, `retrieval`. */
function toCall(call: Fields): MessagePart {
  const type = nameOf(call.type)
  const own = fieldsOf(call[type]) ?? call
  const tool = nameOf(call.name) || nameOf(own.name) || type || 'tool'
  const said = own.output ?? own.outputs ?? call.output
  const output = said === undefined || said === null ? null : jsonOf(said)
  return {
    type: 'tool_call',
    callId: nameOf(call.id) || tool,
    tool,
    status: 'complete',
    input: jsonOf(call.args ?? own.arguments ?? own.input ?? ''),
    output,
  }
}
