import type { Part } from '../conversation.ts'
import {
  isObject,
  needObject,
  needText,
  mayText,
  objectFrom,
  restOf,
  wrong,
  type JsonObject,
} from '../json-values.ts'
import { sourceFrom } from '../media.ts'
import { proofFromCaller } from '../proof.ts'
import { readThinking } from './read-reasoning.ts'
import { lookup } from '#server/lib/lookup.ts'

/** The parts of a message's `content`: a text, or a list of typed ones. `param` names it in errors. */
export function readContent(content: unknown, param: string): Part[] {
  if (content === null || content === undefined) return []
  if (typeof content === 'string') return content === '' ? [] : [{ type: 'text', text: content }]
  if (!Array.isArray(content)) throw wrong(param, 'it must be a string or an array of parts')
  return content.flatMap((part: unknown, index) => readPart(part, `${param}[${index}]`))
}

function readPart(value: unknown, param: string): Part[] {
  if (typeof value === 'string') return [{ type: 'text', text: value }]
  const part = needObject(value, param)
  const read = READERS[needText(part.type, `${param}.type`)]
  return read ? read(part, param) : [{ type: 'foreign', dialect: 'openai-chat', value: part }]
}

const READERS: Record<string, ((part: JsonObject, param: string) => Part[]) | undefined> = lookup({
  text: (part, param) => [readText(part, param)],
  refusal: (part, param) => [{ type: 'refusal', text: needText(part.refusal, `${param}.refusal`) }],
  image_url: (part, param) => [readImage(part, param)],
  input_audio: (part, param) => [readAudio(part, param)],
  file: (part, param) => [readFile(part, param)],
  document_url: (part, param) => [readDocument(part, param)],
  thinking: (part) => [readThinking(part, markOfCaller)],
})

/** A proof that came without a mark passed through us untouched. */
export function markOfCaller(proof: string): string {
  return proofFromCaller('openai-chat', proof)
}

function readText(part: JsonObject, param: string): Part {
  const extra = restOf(part, ['type', 'text', 'cache_control'])
  return {
    type: 'text',
    text: needText(part.text, `${param}.text`),
    ...cacheOf(part),
    ...(extra && { extra }),
  }
}

function readImage(part: JsonObject, param: string): Part {
  // Mistral takes the bare address as well.
  const image = typeof part.image_url === 'string' ? { url: part.image_url } : part.image_url
  const { url, detail } = needObject(image, `${param}.image_url`)
  const extra = restOf(part, ['type', 'image_url', 'cache_control'])
  return {
    type: 'image',
    source: sourceFrom(needText(url, `${param}.image_url.url`)),
    ...(typeof detail === 'string' && { detail }),
    ...cacheOf(part),
    ...(extra && { extra }),
  }
}

function readAudio(part: JsonObject, param: string): Part {
  const extra = restOf(part, ['type', 'input_audio'])
  const audio = part.input_audio
  // Mistral: base64 or an address, without a format.
  if (typeof audio === 'string') {
    const isUrl = /^(?:https?|data):/.test(audio)
    const source = isUrl
      ? sourceFrom(audio)
      : ({ kind: 'base64', mediaType: 'audio/*', base64: audio } as const)
    return { type: 'audio', source, ...(extra && { extra }) }
  }
  const { data, format } = needObject(audio, `${param}.input_audio`)
  const base64 = needText(data, `${param}.input_audio.data`)
  const kind = mayText(format, `${param}.input_audio.format`) ?? '*'
  return {
    type: 'audio',
    source: { kind: 'base64', mediaType: `audio/${kind}`, base64 },
    ...(extra && { extra }),
  }
}

function readFile(part: JsonObject, param: string): Part {
  const extra = restOf(part, ['type', 'file', 'cache_control'])
  // Mistral: `{ type: 'file', file_id }`.
  const file = isObject(part.file) ? part.file : objectFrom(part)
  const name = mayText(file.filename, `${param}.file.filename`)
  const rest = { ...(name !== null && { name }), ...cacheOf(part) }
  const fileId = mayText(file.file_id, `${param}.file.file_id`)
  if (fileId !== null) {
    const others = extra && restOf(extra, ['file_id'])
    return {
      type: 'document',
      source: { kind: 'file', fileId },
      ...rest,
      ...(others && { extra: others }),
    }
  }
  const source = sourceFrom(needText(file.file_data, `${param}.file.file_data`))
  return { type: 'document', source, ...rest, ...(extra && { extra }) }
}

function readDocument(part: JsonObject, param: string): Part {
  const name = mayText(part.document_name, `${param}.document_name`)
  const extra = restOf(part, ['type', 'document_url', 'document_name'])
  return {
    type: 'document',
    source: sourceFrom(needText(part.document_url, `${param}.document_url`)),
    ...(name !== null && { name }),
    ...(extra && { extra }),
  }
}

function cacheOf({ cache_control: cache }: JsonObject) {
  return isObject(cache) && { cache }
}
