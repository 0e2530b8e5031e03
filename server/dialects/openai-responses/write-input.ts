import type { Message, Part, ReasoningPart, ToolResultPart } from '../conversation.ts'
import { cannotSay, said, type JsonObject } from '../json-values.ts'
import type { LeftOut } from '../left-out.ts'
import { dataUrlOf } from '../media.ts'
import { proofFor } from '../proof.ts'

/** The messages as items: what an assistant's message holds of thoughts and calls stands alone, in its place. */
export function writeInput(messages: Message[], left: LeftOut): JsonObject[] {
  return messages.flatMap((message) => {
    if (message.name !== undefined) left.add('name')
    if (message.isPrefix) left.add('prefix')
    if (message.role === 'assistant') return writeAssistant(message, left)
    if (message.role === 'tool') return message.parts.flatMap((part) => writeResult(part))
    const role = message.isDeveloper ? 'developer' : message.role
    return [{ type: 'message', role, content: writeContent(message.parts, 'messages') }]
  })
}

function writeAssistant({ parts }: Message, left: LeftOut): JsonObject[] {
  const items: JsonObject[] = []
  let content: JsonObject[] | null = null
  const say = (part: JsonObject) => {
    if (!content) items.push({ type: 'message', role: 'assistant', content: (content = []) })
    content.push(part)
  }
  for (const part of parts) {
    if (part.type === 'text') say({ type: 'output_text', text: part.text, annotations: [] })
    else if (part.type === 'refusal') say({ type: 'refusal', refusal: part.text })
    else {
      content = null
      items.push(...writeItem(part, left))
    }
  }
  return items
}

function writeItem(part: Part, left: LeftOut): JsonObject[] {
  if (part.type === 'reasoning') return writeThought(part, left)
  if (part.type === 'tool-call') {
    const { id, name } = part
    return [{ type: 'function_call', call_id: id, name, arguments: part.arguments || '{}' }]
  }
  // What an assistant drew, or looked up by means of its own provider.
  left.add(part.type === 'foreign' ? nameOf(part.value) : part.type)
  return []
}

/** Thoughts are taken back only with their proof; those of other models mean nothing here. */
function writeThought(part: ReasoningPart, left: LeftOut): JsonObject[] {
  const encrypted = proofFor('openai-responses', part.encrypted)
  if (encrypted === undefined) {
    left.add('reasoning')
    return []
  }
  const summary = part.text === '' ? [] : [{ type: 'summary_text', text: part.text }]
  return [{ type: 'reasoning', ...said({ id: part.id }), summary, encrypted_content: encrypted }]
}

function writeResult(part: Part): JsonObject[] {
  if (part.type !== 'tool-result') throw cannotSay('messages', `a part of type “${part.type}”`)
  return [{ type: 'function_call_output', call_id: part.callId, output: writeOutput(part) }]
}

function writeOutput({ parts }: ToolResultPart): string | JsonObject[] {
  return writeContent(parts, 'messages')
}

function writeContent(parts: Part[], param: string): string | JsonObject[] {
  const [first] = parts
  if (!first) return ''
  if (parts.length === 1 && first.type === 'text') return first.text
  return parts.map((part) => writePart(part, param))
}

function writePart(part: Part, param: string): JsonObject {
  switch (part.type) {
    case 'text':
      return { type: 'input_text', text: part.text }
    case 'image': {
      const { source, detail = 'auto' } = part
      if (source.kind === 'file') return { type: 'input_image', file_id: source.fileId, detail }
      return {
        type: 'input_image',
        image_url: source.kind === 'url' ? source.url : dataUrlOf(source),
        detail,
      }
    }
    case 'document': {
      const { source, name } = part
      if (source.kind === 'file') return { type: 'input_file', file_id: source.fileId }
      if (source.kind === 'url') return { type: 'input_file', file_url: source.url }
      const filename = name ?? 'document.pdf'
      return { type: 'input_file', filename, file_data: dataUrlOf(source) }
    }
    case 'audio':
      throw cannotSay(param, 'sound')
    case 'foreign':
      throw cannotSay(param, `a part of type “${nameOf(part.value)}”`)
    case 'refusal':
    case 'reasoning':
    case 'tool-call':
    case 'tool-result':
      break
  }
  throw cannotSay(param, `a part of type “${part.type}” there`)
}

function nameOf(value: unknown): string {
  const type: unknown = typeof value === 'object' && value && 'type' in value ? value.type : ''
  return typeof type === 'string' ? type.slice(0, 100) : ''
}
