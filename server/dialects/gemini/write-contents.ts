import type { MediaSource, Message, Part, ToolCallPart, ToolResultPart } from '../conversation.ts'
import { cannotSay, type JsonObject } from '../json-values.ts'
import type { LeftOut } from '../left-out.ts'
import { argumentsFrom, asRecord } from '../lenient.ts'
import { parseJson } from '#server/lib/parse-json.ts'
import { mediaTypeOf } from '../media.ts'
import { proofFor } from '../proof.ts'

interface Content extends JsonObject {
  role: 'user' | 'model'
  parts: JsonObject[]
}

export interface Contents {
  contents: Content[]
  systemInstruction: JsonObject | null
}

/**
 * The turns of a conversation. System messages become the one instruction that there is; results of tools are the user's,
 * and are known by the tool's name.
 */
export function writeContents(messages: Message[], left: LeftOut): Contents {
  const contents: Content[] = []
  const system: JsonObject[] = []
  const names = new Map<string, string>()
  for (const message of messages) {
    if (message.name !== undefined) left.add('name')
    if (message.isPrefix) left.add('prefix')
    if (message.role === 'system') system.push(...writeParts(message.parts))
    else if (message.role === 'assistant') {
      noteNames(message.parts, names)
      add(contents, 'model', writeModelParts(message.parts, left))
    } else if (message.role === 'tool') {
      add(
        contents,
        'user',
        message.parts.map((part) => writeResult(part, names)),
      )
    } else add(contents, 'user', writeParts(message.parts))
  }
  return { contents, systemInstruction: system.length > 0 ? { parts: system } : null }
}

function noteNames(parts: Part[], names: Map<string, string>): void {
  for (const part of parts) if (part.type === 'tool-call') names.set(part.id, part.name)
}

/** Turns alternate: what follows in the same role belongs to the same turn. */
function add(contents: Content[], role: Content['role'], parts: JsonObject[]): void {
  if (parts.length === 0) return
  const last = contents.at(-1)
  if (last?.role === role) last.parts.push(...parts)
  else contents.push({ role, parts })
}

/**
 * In place of a signature where a call has none, as it came from another model: newer models refuse a call without.
 * Source: https://ai.google.dev/gemini-api/docs/thought-signatures, the last of its questions.
 */
const NO_SIGNATURE = 'skip_thought_signature_validator'

function writeModelParts(parts: Part[], left: LeftOut): JsonObject[] {
  let isFirstCall = true
  return parts.flatMap((part): JsonObject[] => {
    switch (part.type) {
      case 'reasoning': {
        const thoughtSignature = proofFor('gemini', part.signature)
        if (thoughtSignature !== undefined) return [writeThought(part.text, thoughtSignature)]
        // Thoughts of other models, and those that nothing proves, would be taken for things said.
        left.add('reasoning')
        return []
      }
      case 'tool-call': {
        const signature = proofFor('gemini', part.signature)
        // Of parallel calls only the first is signed.
        const needed = signature ?? (isFirstCall ? NO_SIGNATURE : undefined)
        isFirstCall = false
        return [writeCall(part, needed)]
      }
      case 'refusal':
        return [{ text: part.text }]
      case 'foreign': {
        const own = part.dialect === 'gemini' ? asRecord(part.value) : undefined
        if (!own) left.add(typeOf(part.value))
        return own ? [own] : []
      }
      case 'text':
      case 'image':
      case 'document':
      case 'audio':
      case 'tool-result':
        break
    }
    return writeParts([part])
  })
}

function writeThought(text: string, thoughtSignature: string): JsonObject {
  // A signature on its own came in an empty part at the end of a stream.
  return text === '' ? { text, thoughtSignature } : { text, thought: true, thoughtSignature }
}

function writeCall(part: ToolCallPart, thoughtSignature: string | undefined): JsonObject {
  const functionCall = { name: part.name, args: argumentsFrom(part.arguments) }
  return { functionCall, ...(thoughtSignature !== undefined && { thoughtSignature }) }
}

function writeResult(part: Part, names: Map<string, string>): JsonObject {
  if (part.type !== 'tool-result') throw cannotSay('messages', `a part of type “${part.type}”`)
  const name = part.name ?? names.get(part.callId)
  if (name === undefined) {
    throw cannotSay('messages', `the result of a call that was never made (${part.callId})`)
  }
  const media = part.parts.filter(({ type }) => type !== 'text')
  return {
    functionResponse: {
      name,
      response: writeResponse(part),
      ...(media.length > 0 && { parts: writeParts(media) }),
    },
  }
}

/** A result is an object here: JSON as it is, a text under a name of its own. */
function writeResponse({ parts, isError }: ToolResultPart): JsonObject {
  const text = parts.map((part) => (part.type === 'text' ? part.text : '')).join('')
  if (isError) return { error: text }
  return asRecord(parseJson(text)) ?? { result: text }
}

function writeParts(parts: Part[]): JsonObject[] {
  return parts.map((part) => {
    if (part.type === 'text') return { text: part.text }
    const isMedia = part.type === 'image' || part.type === 'document' || part.type === 'audio'
    if (isMedia) return writeMedia(part.source, part.type)
    const type = part.type === 'foreign' ? typeOf(part.value) : part.type
    throw cannotSay('messages', `a part of type “${type}”`)
  })
}

const FALLBACK_TYPES = { image: 'image/jpeg', document: 'application/pdf', audio: 'audio/mpeg' }

function writeMedia(source: MediaSource, kind: keyof typeof FALLBACK_TYPES): JsonObject {
  if (source.kind === 'file') return { fileData: { fileUri: source.fileId } }
  if (source.kind === 'url') {
    const mimeType = mediaTypeOf(source.url) ?? FALLBACK_TYPES[kind]
    return { fileData: { fileUri: source.url, mimeType } }
  }
  const [type = ''] = source.mediaType.split(';')
  const mimeType = type === '' || type.endsWith('/*') ? FALLBACK_TYPES[kind] : type
  return { inlineData: { mimeType, data: source.base64 } }
}

function typeOf(value: unknown): string {
  const type: unknown = typeof value === 'object' && value && 'type' in value ? value.type : ''
  return typeof type === 'string' ? type.slice(0, 100) : ''
}
