import type { Part, ReasoningPart, ToolCallPart } from '../conversation.ts'
import { cannotSay, objectFrom, said, type JsonObject } from '../json-values.ts'
import { dataUrlOf } from '../media.ts'
import { proofFor } from '../proof.ts'
import { textOfSource } from '../text-document.ts'
import { lookup } from '#server/lib/lookup.ts'

/** What is left out on the way, by the caller's words for it; each is named once. */
export interface Leaving {
  /** Fields of the call's own dialect go along with their part. */
  isOwn: boolean
  dropped: Set<string>
}

type ContentPart = Exclude<
  Part,
  ReasoningPart | ToolCallPart | { type: 'tool-result' } | { type: 'refusal' }
>

/** The parts of a message as its `content`: one text where that is all, else a list of typed parts. */
export function writeContent(parts: Part[], leaving: Leaving): string | JsonObject[] {
  const written = parts.flatMap((part) => writePart(part, leaving))
  const [first] = written
  if (!first) return ''
  const isBare = written.length === 1 && first.type === 'text' && Object.keys(first).length === 2
  return isBare && typeof first.text === 'string' ? first.text : written
}

function writePart(part: Part, leaving: Leaving): JsonObject[] {
  switch (part.type) {
    case 'text':
      if (part.citations) leaving.dropped.add('citations')
      return [withRest({ type: 'text', text: part.text }, part, leaving)]
    case 'image':
    case 'document':
    case 'audio':
      return [withRest(writeMedia(part), part, leaving)]
    case 'refusal':
      return [{ type: 'refusal', refusal: part.text }]
    case 'foreign':
      return writeForeign(part, leaving)
    case 'reasoning':
    case 'tool-call':
    case 'tool-result':
      break
  }
  return []
}

function writeForeign(part: Extract<Part, { type: 'foreign' }>, leaving: Leaving): JsonObject[] {
  const value = objectFrom(part.value)
  if (part.dialect === 'openai-chat') return [value]
  leaving.dropped.add(String(value.type))
  return []
}

type Media = Extract<ContentPart, { type: 'image' | 'document' | 'audio' }>

function writeMedia(part: Media): JsonObject {
  const { source } = part
  if (part.type === 'audio') return writeAudio(source)
  if (part.type === 'image') {
    if (source.kind === 'file') throw cannotSay('messages', 'an image by the id of a file')
    const image = said({ url: urlOf(source), detail: part.detail })
    return { type: 'image_url', image_url: image }
  }
  if (source.kind === 'file') {
    return { type: 'file', file: said({ file_id: source.fileId, filename: part.name }) }
  }
  const text = textOfSource(source)
  if (text !== null) return { type: 'text', text: part.name ? `${part.name}\n\n${text}` : text }
  if (source.kind === 'url') {
    return { type: 'document_url', ...said({ document_url: source.url, document_name: part.name }) }
  }
  const file = { filename: part.name ?? 'document.pdf', file_data: dataUrlOf(source) }
  return { type: 'file', file }
}

function urlOf(source: Exclude<Media['source'], { kind: 'file' }>): string {
  return source.kind === 'url' ? source.url : dataUrlOf(source)
}

function writeAudio(source: Media['source']): JsonObject {
  if (source.kind !== 'base64') {
    if (source.kind === 'file') throw cannotSay('messages', 'sound by the id of a file')
    return { type: 'input_audio', input_audio: source.url }
  }
  const { base64, mediaType } = source
  const format = mediaType.replace(/^audio\//, '')
  if (format === '*') return { type: 'input_audio', input_audio: base64 }
  const short = FORMATS[format] ?? format
  return { type: 'input_audio', input_audio: { data: base64, format: short } }
}

const FORMATS: Record<string, string | undefined> = lookup({
  mpeg: 'mp3',
  'x-wav': 'wav',
  wave: 'wav',
  'vnd.wave': 'wav',
})

function withRest(written: JsonObject, part: ContentPart, { isOwn, dropped }: Leaving): JsonObject {
  const cache = 'cache' in part ? part.cache : undefined
  const extra = 'extra' in part ? part.extra : undefined
  if (isOwn) return { ...written, ...extra, ...(cache && { cache_control: cache }) }
  if (cache) dropped.add('cache_control')
  for (const name of Object.keys(extra ?? {})) dropped.add(name)
  return written
}

/** One text of several; what is no text is not in it. */
export function textOf(parts: Part[]): string {
  return parts.map((part) => (part.type === 'text' ? part.text : '')).join('')
}

export function writeToolCall(part: ToolCallPart, leaving: Leaving): JsonObject {
  if (part.cache) leaving.dropped.add('cache_control')
  const signature = proofFor('openai-chat', part.signature)
  return { ...writeCall(part, signature), ...(leaving.isOwn && part.extra) }
}

/** A tool call, with the proof that goes along, if any. */
export function writeCall(part: ToolCallPart, signature: string | undefined): JsonObject {
  return {
    id: part.id,
    type: 'function',
    function: { name: part.name, arguments: part.arguments === '' ? '{}' : part.arguments },
    ...(signature !== undefined && signatureTo(signature)),
  }
}

/** Where Google's own chat completions carry the signature of a thought. */
export function signatureTo(signature: string): JsonObject {
  return { extra_content: { google: { thought_signature: signature } } }
}

/**
 * Reasoning as most servers read it back, and, where there is proof of it, as OpenRouter's `reasoning_details`, which keep
 * the proof.
 */
export function writeReasoning(parts: ReasoningPart[]): JsonObject {
  const text = parts.map((part) => part.text).join('')
  const hasProof = parts.some(({ signature, encrypted, id }) => signature || encrypted || id)
  return {
    ...(text !== '' && { reasoning_content: text }),
    ...(hasProof && { reasoning_details: parts.map(writeDetail) }),
  }
}

/** The part without the proofs of others, which this dialect's providers would refuse. */
export function withOwnProofs({ signature, encrypted, ...part }: ReasoningPart): ReasoningPart {
  return {
    ...part,
    ...said({
      signature: proofFor('openai-chat', signature),
      encrypted: proofFor('openai-chat', encrypted),
    }),
  }
}

/** One of OpenRouter's `reasoning_details`. */
export function writeDetail(part: Omit<ReasoningPart, 'type'>, index: number): JsonObject {
  const { text, encrypted, signature, id } = part
  const body =
    encrypted === undefined
      ? { type: 'reasoning.text', text, signature }
      : { type: 'reasoning.encrypted', data: encrypted }
  return said({ ...body, id, index })
}
