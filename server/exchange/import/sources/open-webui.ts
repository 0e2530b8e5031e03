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

/** One chat of Open WebUI's export: `chat.history.messages` is the tree; old ones have a list alone. */
export function readOpenWebui(element: Fields): Reading | undefined {
  const chat = fieldsOf(element.chat) ?? element
  const history = fieldsOf(fieldsOf(chat.history)?.messages)
  const list = fieldsIn(chat.messages)
  if (!history && !(fieldsOf(element.chat) && Array.isArray(chat.messages))) return undefined
  const nodes = history
    ? Object.entries(history).flatMap(([id, message]) => {
        const fields = fieldsOf(message)
        return fields ? [toNode(fields, id, orNull(textOf(fields.parentId)))] : []
      })
    : list.map((message, at) => toNode(message, String(at), at === 0 ? null : String(at - 1)))
  return makeReading(
    {
      source: 'open-webui',
      sourceId: nameOf(element.id) || nameOf(chat.id),
      title: nameOf(element.title) || nameOf(chat.title),
      createdMs: timeOf(element.created_at) ?? timeOf(chat.timestamp),
      updatedMs: timeOf(element.updated_at),
      modelId: null,
      folder: null,
      isPinned: element.pinned === true,
      isArchived: element.archived === true,
    },
    nodes,
  )
}

function toNode(message: Fields, id: string, parentId: string | null): SourceNode {
  const role = textOf(message.role)
  const files = [
    ...fieldsIn(message.files).map(
      (file) =>
        nameOf(file.name) || nameOf(fieldsOf(file.file)?.filename) || nameOf(file.type) || 'file',
    ),
    ...listOf(message.images).map(() => 'image'),
  ]
  const output = fieldsIn(message.output)
  const told = output.length > 0 ? outputOf(output) : contentOf(message.content)
  const base = {
    ...NO_NODE,
    id,
    parentId,
    modelId: orNull(nameOf(message.model) || nameOf(message.modelName)),
    atMs: timeOf(message.timestamp),
    files,
    ...told,
  }
  if (role === 'user' || role === 'assistant') return { ...base, kind: role }
  if (role === 'system') return { ...base, kind: 'skipped', reason: 'instruction' }
  if (role === 'tool') {
    const part = callOf('tool', { input: '', output: base.text })
    return { ...base, kind: 'aside', text: '', parts: [part] }
  }
  return { ...base, kind: 'skipped', reason: 'unknown_author' }
}

type Told = Pick<SourceNode, 'text' | 'reasoning' | 'parts' | 'unknown'>

function outputOf(output: readonly Fields[]): Told {
  const told: Told = { text: '', reasoning: '', parts: [], unknown: [] }
  const wordsOf = (item: Fields) =>
    fieldsIn(item.content ?? item.output)
      .map((one) => textOf(one.text))
      .join('\n')
  for (const item of output) {
    const type = nameOf(item.type)
    if (type === 'message')
      told.text = [told.text, wordsOf(item)].filter((one) => one !== '').join('\n\n')
    else if (type === 'reasoning')
      told.reasoning = [told.reasoning, wordsOf(item)].filter((one) => one !== '').join('\n\n')
    else if (type === 'function_call')
      told.parts.push(
        callOf(nameOf(item.name) || 'tool', {
          input: jsonOf(item.arguments ?? ''),
          output: null,
          id: nameOf(item.call_id),
        }),
      )
    else if (type === 'function_call_output') {
      const id = nameOf(item.call_id)
      const at = told.parts.findIndex((part) => part.type === 'tool_call' && part.callId === id)
      const call = told.parts[at]
      if (call?.type === 'tool_call')
        told.parts[at] = { ...call, output: wordsOf(item) || jsonOf(item.output ?? '') }
    } else told.unknown.push(type || 'output')
  }
  return told
}

function callOf(
  tool: string,
  { input, output, id }: { input: string; output: string | null; id?: string },
): MessagePart {
  return { type: 'tool_call', callId: id || tool, tool, status: 'complete', input, output }
}

/** What Open WebUI writes into the text itself. */
const DETAILS =
  /<details type="(reasoning|tool_calls|code_interpreter)"[^>]{0,4000}>\s*(?:<summary>[^<]{0,200}<\/summary>)?([^]*?)<\/details>\s*/g

function contentOf(content: unknown): Told {
  const told: Told = { text: '', reasoning: '', parts: [], unknown: [] }
  if (typeof content !== 'string') {
    const pieces = fieldsIn(content)
    told.text = pieces
      .map((piece) => textOf(piece.text))
      .filter((one) => one !== '')
      .join('\n\n')
    told.unknown = pieces
      .filter(({ type }) => type !== 'text')
      .map(({ type }) => nameOf(type) || 'part')
    return told
  }
  told.text = textOf(content).replaceAll(DETAILS, (_, type: string, inside: string) => {
    const plain = inside.replaceAll(/^(?:&gt;|>) ?/gm, '').trim()
    if (type === 'reasoning')
      told.reasoning = [told.reasoning, plain].filter((one) => one !== '').join('\n\n')
    else told.parts.push(callOf(type, { input: '', output: plain }))
    return ''
  })
  return told
}
