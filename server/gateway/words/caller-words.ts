import { parseJson } from '#server/lib/parse-json.ts'
import type { ChatWords } from '#server/providers/message-words.ts'
import { isMembers } from '#server/providers/repairs.ts'
import { splitEvents } from '../streams/stream-events.ts'
import type { StreamReader } from '../streams/stream-reader.ts'
import type { AnswerWords } from './answer-words.ts'
import { toMistralWords } from './mistral-words.ts'
import { toOpenAiWords } from './openai-words.ts'

const MISTRAL_CLIENT = /\bmistral/i

/** Official clients say who they are; whoever else writes in Mistral's words may say it in `x-galerne-words`. */
export function wordsOfCaller(headers: {
  'user-agent'?: string | undefined
  'x-galerne-words'?: string | string[] | undefined
}): ChatWords {
  const { 'user-agent': agent = '', 'x-galerne-words': said } = headers
  return (said ?? '') === 'mistral' || (said === undefined && MISTRAL_CLIENT.test(agent))
    ? 'mistral'
    : 'openai'
}

/** How answers of a provider are put for a caller; undefined: both speak alike, and bytes pass. */
export function wordsBetween(provider: ChatWords, caller: ChatWords): AnswerWords | undefined {
  if (provider === caller) return undefined
  return caller === 'mistral' ? toMistralWords() : toOpenAiWords()
}

/** A reader whose bytes are put into the caller's words; what it finds out of the stream is the provider's own. */
export function withWords(reader: StreamReader, words: AnswerWords): StreamReader {
  const put = (bytes: Buffer | undefined) => (bytes ? putEvents(bytes, words) : undefined)
  return {
    ...reader,
    state: reader.state,
    read: (chunk) => put(reader.read(chunk)),
    end: () => put(reader.end()),
    terminator: () => put(reader.terminator()),
  }
}

/** A whole answer in the caller's words. */
export function putWhole(bytes: Buffer, words: AnswerWords): Buffer {
  const answer = words.concerns(bytes) ? parseJson(bytes.toString('utf8')) : undefined
  if (!isMembers(answer)) return bytes
  const [said = answer] = words.whole(answer)
  return Buffer.from(JSON.stringify(said))
}

function putEvents(bytes: Buffer, words: AnswerWords): Buffer | undefined {
  if (!words.concerns(bytes)) return bytes
  const kept = splitEvents(bytes).flatMap((event) => putEvent(event, words))
  return kept.length === 0 ? undefined : Buffer.concat(kept)
}

/** Of whole events, each with its JSON in one line, as all who speak this dialect write them. */
function putEvent(event: Buffer, words: AnswerWords): Buffer[] {
  if (!words.concerns(event)) return [event]
  const data = /^data: ?(.*)$/m.exec(event.toString('utf8'))?.[1]?.trim()
  if (data === undefined) return [event]
  if (data === '[DONE]') return [...words.end().map(toEvent), event]
  const chunk = parseJson(data)
  return isMembers(chunk) ? words.event(chunk).map(toEvent) : [event]
}

function toEvent(chunk: object): Buffer {
  return Buffer.from(`data: ${JSON.stringify(chunk)}\n\n`)
}
