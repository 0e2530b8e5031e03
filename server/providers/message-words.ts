import { cannotSay, listFrom, objectFrom, textFrom } from '#server/dialects/json-values.ts'

/** What is said otherwise in OpenAI's and in Mistral's words of the one dialect that both speak. */
export type ChatWords = 'openai' | 'mistral'

type Members = Record<string, unknown>

/** Without one of these among their bytes, messages are in OpenAI's words already: no picture of OpenAI's has them. */
export const MISTRAL_WORDS = [
  '"thinking"',
  '"reference"',
  '"document_url"',
  '"file_id"',
  '"image_url":"',
  '"image_url": "',
  '"input_audio":"',
  '"input_audio": "',
] as const

/** OpenAI's words that Mistral has others for. */
export const OPENAI_WORDS = [
  '"input_audio"',
  '"file"',
  '"cache_control"',
  '"reasoning_content"',
  '"reasoning"',
] as const

/**
 * A message in OpenAI's words; the very same where it is already. Thoughts become `reasoning_content`, references are left
 * out and named. Throws CannotSay for what OpenAI has no words for, so that another deployment may be asked.
 */
export function toOpenAiMessage(message: Members, dropped: Set<string>): Members {
  const { content } = message
  if (!Array.isArray(content)) return message
  let thought = ''
  let hasChanged = false
  const parts = content.flatMap((part: unknown): unknown[] => {
    const { type, thinking } = objectFrom(part)
    if (type === 'thinking') {
      thought += textOfThinking(thinking)
      hasChanged = true
      return []
    }
    if (type === 'reference' || type === 'tool_reference') {
      dropped.add(`messages.content.${type}`)
      hasChanged = true
      return []
    }
    const said = toOpenAiPart(part)
    hasChanged ||= said !== part
    return [said]
  })
  if (!hasChanged) return message
  const rest = { ...message, content: contentOf(parts) }
  return thought === '' || message.role !== 'assistant'
    ? rest
    : { ...rest, reasoning_content: thought }
}

/** Where nothing but text is left, the text: servers of open models know no lists in what an assistant said. */
function contentOf(parts: unknown[]): unknown {
  if (parts.length === 0) return null
  const isText = parts.every((part) => objectFrom(part).type === 'text')
  return isText ? parts.map((part) => textFrom(objectFrom(part).text)).join('') : parts
}

/** Mistral's list of texts, or what others make of it: one text. */
export function textOfThinking(thinking: unknown): string {
  if (typeof thinking === 'string') return thinking
  return listFrom(thinking)
    .map((one) => textFrom(one) || textFrom(objectFrom(one).text))
    .join('')
}

function toOpenAiPart(part: unknown): unknown {
  const { type, ...said } = objectFrom(part)
  if (type === 'image_url' && typeof said.image_url === 'string') {
    return { ...said, type, image_url: { url: said.image_url } }
  }
  if (type === 'input_audio' && typeof said.input_audio === 'string') {
    return { ...said, type, input_audio: soundFrom(said.input_audio) }
  }
  if (type === 'file' && typeof said.file_id === 'string') {
    const { file_id, ...rest } = said
    return { ...rest, type, file: { file_id } }
  }
  if (type !== 'document_url' || typeof said.document_url !== 'string') return part
  const { document_url: url, document_name: name, ...rest } = said
  if (!url.startsWith('data:')) throw cannotSay('messages', 'a document by its address')
  const filename = typeof name === 'string' ? name : 'document.pdf'
  return { ...rest, type: 'file', file: { filename, file_data: url } }
}

/** What the first bytes of sounds are, in base64. */
const SOUNDS: readonly [RegExp, string][] = [
  [/^UklGR/, 'wav'],
  [/^(?:SUQz|\/\/[uvs])/, 'mp3'],
]
const SOUND_URL = /^data:audio\/(?:x-|vnd\.)?(wave?|mpeg|mp3)[^,]*;base64,/

function soundFrom(said: string): object {
  const named = SOUND_URL.exec(said)
  if (named) {
    const format = named[1]?.startsWith('wav') ? 'wav' : 'mp3'
    return { data: said.slice(named[0].length), format }
  }
  const format = SOUNDS.find(([pattern]) => pattern.test(said))?.[1]
  if (format === undefined) throw cannotSay('messages', 'a sound that is neither WAV nor MP3')
  return { data: said, format }
}

/**
 * A message in Mistral's words; the very same where it is already.
 * @param isReasoning Whether the model thinks: then what an assistant thought is given back to it.
 */
export function toMistralMessage(
  message: Members,
  { isReasoning, dropped }: { isReasoning: boolean; dropped: Set<string> },
): Members {
  const { content, role } = message
  const parts = mapChanged(content, (part) => toMistralPart(withoutMark(part, dropped)))
  const thought = textFrom(message.reasoning_content) || textFrom(message.reasoning)
  if (role !== 'assistant' || thought === '' || !isReasoning) {
    return parts === content ? message : { ...message, content: parts }
  }
  const { reasoning_content: _field, reasoning: _other, ...rest } = message
  return { ...rest, content: [thinkingOf(thought), ...partsFrom(parts)] }
}

/** A thought as a part of Mistral's. */
export function thinkingOf(text: string): object {
  return { type: 'thinking', thinking: [{ type: 'text', text }] }
}

/** What is said beside a thought, as parts. A list that has thoughts already keeps them once. */
export function partsFrom(content: unknown): unknown[] {
  if (typeof content === 'string') return content === '' ? [] : [{ type: 'text', text: content }]
  return listFrom(content).filter((part) => objectFrom(part).type !== 'thinking')
}

/** What others keep in their prompt caches is marked in the part; Mistral finds out by itself. */
function withoutMark(part: unknown, dropped: Set<string>): unknown {
  const { cache_control: mark, ...rest } = objectFrom(part)
  if (mark === undefined) return part
  dropped.add('messages.content.cache_control')
  return rest
}

/** OpenAI's parts for sounds and files, in Mistral's words; what is in them already, and all else, stays as it is. */
function toMistralPart(part: unknown): unknown {
  const { type, input_audio: sound, file } = objectFrom(part)
  if (type === 'input_audio') {
    const { data } = objectFrom(sound)
    return typeof data === 'string' ? { type, input_audio: data } : part
  }
  if (type !== 'file') return part
  const { file_id: fileId, file_data: content, filename: name } = objectFrom(file)
  if (typeof fileId === 'string') return { type, file_id: fileId }
  if (typeof content !== 'string') return part
  const named = typeof name === 'string' ? { document_name: name } : {}
  return { type: 'document_url', document_url: content, ...named }
}

/** The very same list where nothing of it changes. */
export function mapChanged(value: unknown, change: (one: unknown) => unknown): unknown {
  if (!Array.isArray(value)) return value
  const list: unknown[] = value
  const changed = list.map(change)
  return changed.every((one, index) => one === list[index]) ? value : changed
}
