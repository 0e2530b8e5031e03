import type { MediaSource, Part, ToolResultPart } from '../conversation.ts'
import { cannotSay, objectFrom, said, textFrom, type JsonObject } from '../json-values.ts'
import { argumentsFrom } from '../lenient.ts'
import { proofFor } from '../proof.ts'
import { textOfSource } from '../text-document.ts'

/** What is left out on the way, by the caller's words for it; each is named once. */
export interface Leaving {
  /** Fields of the call's own dialect go along with their part. */
  isOwn: boolean
  dropped: Set<string>
}

/** The parts of a message as blocks. Anthropic refuses empty texts. */
export function writeBlocks(parts: Part[], leaving: Leaving): JsonObject[] {
  return parts.flatMap((part) => writeBlock(part, leaving))
}

function writeBlock(part: Part, leaving: Leaving): JsonObject[] {
  switch (part.type) {
    case 'text': {
      if (part.text === '') return []
      const citations = ownCitations(part.citations ?? [], leaving)
      const cited = citations.length > 0 && { citations }
      return [withRest({ type: 'text', text: part.text, ...cited }, part, leaving)]
    }
    case 'refusal':
      return part.text === '' ? [] : [{ type: 'text', text: part.text }]
    case 'image':
      return [withRest({ type: 'image', source: writeSource(part.source) }, part, leaving)]
    case 'document': {
      const block = { type: 'document', source: writeSource(part.source), title: part.name }
      return [withRest(said(block), part, leaving)]
    }
    case 'audio':
      throw cannotSay('messages', 'sound')
    case 'reasoning':
      return writeThinking(part, leaving)
    case 'tool-call': {
      const { id, name, arguments: text } = part
      const block = { type: 'tool_use', id: idTo(id), name, input: argumentsFrom(text) }
      return [withRest(block, part, leaving)]
    }
    case 'tool-result':
      return [writeResult(part, leaving)]
    case 'foreign':
      if (part.dialect === 'anthropic-messages') return [objectFrom(part.value)]
      leaving.dropped.add(textFrom(objectFrom(part.value).type))
      break
  }
  return []
}

/** Thoughts go back only with Anthropic's own proof of them: it refuses all others. */
function writeThinking(part: Extract<Part, { type: 'reasoning' }>, leaving: Leaving): JsonObject[] {
  const data = proofFor('anthropic-messages', part.encrypted)
  if (data !== undefined) return [{ type: 'redacted_thinking', data }]
  const signature = proofFor('anthropic-messages', part.signature)
  if (signature !== undefined) return [{ type: 'thinking', thinking: part.text, signature }]
  leaving.dropped.add('reasoning')
  return []
}

function writeResult(part: ToolResultPart, leaving: Leaving): JsonObject {
  const blocks = writeBlocks(part.parts, leaving)
  const [first] = blocks
  const isBare = blocks.length === 1 && first?.type === 'text' && Object.keys(first).length === 2
  const block = {
    type: 'tool_result',
    tool_use_id: idTo(part.callId),
    ...(blocks.length > 0 && { content: isBare ? first.text : blocks }),
    ...(part.isError && { is_error: true }),
  }
  return withRest(block, part, leaving)
}

/** Anthropic takes letters, digits, `_` and `-`; other makers of ids have dots and colons. The same id stays the same. */
export function idTo(id: string): string {
  return id.replaceAll(/[^\w-]/g, '_') || 'call'
}

function writeSource(source: MediaSource): JsonObject {
  if (source.kind === 'url') return { type: 'url', url: source.url }
  if (source.kind === 'file') return { type: 'file', file_id: source.fileId }
  const text = textOfSource(source)
  if (text !== null) return { type: 'text', media_type: 'text/plain', data: text }
  return { type: 'base64', media_type: source.mediaType, data: source.base64 }
}

/** Citations of web pages carry a proof; those of other providers have none, and would be refused. */
function ownCitations(citations: unknown[], { isOwn, dropped }: Leaving): unknown[] {
  const own = citations.filter((one) => isOwn && objectFrom(one).encrypted_index !== '')
  if (own.length < citations.length) dropped.add('citations')
  return own
}

type Marked = { cache?: JsonObject; extra?: JsonObject }

/** Cache marks of other dialects are Anthropic's own, put there for it. */
function withRest(block: JsonObject, part: Marked, { isOwn, dropped }: Leaving): JsonObject {
  const { cache, extra } = part
  if (!isOwn) for (const name of Object.keys(extra ?? {})) dropped.add(name)
  return { ...block, ...(isOwn && extra), ...(cache && { cache_control: cache }) }
}
