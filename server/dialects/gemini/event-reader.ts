import { fieldOf } from '#server/lib/field-of.ts'
import type { ChatEvent, Part } from '../conversation.ts'
import type { EventReader, Frame } from '../dialect.ts'
import { asRecord, listIn, numberIn, textIn } from '../lenient.ts'
import { parseJson } from '#server/lib/parse-json.ts'
import { readError } from './errors.ts'
import { createdIn } from './read-answer.ts'
import { finishFrom, isBlocked, readPart } from './read-parts.ts'
import { usageFrom } from './usage.ts'

/** One candidate of the stream, so far. */
interface Choice {
  part: number
  /** What the last part was: pieces of its kind go on with it. */
  kind: Part['type'] | null
  calls: number
  isFinished: boolean
}

/**
 * Reads the chunks of `streamGenerateContent?alt=sse`, each a whole response object. There is no event for the end: it is
 * the finish reason, and the closed stream. Usage comes with every chunk and is told with the last.
 */
export function createEventReader(): EventReader {
  const choices = new Map<number, Choice>()
  let response: string | null = null
  return {
    read({ data }: Frame): ChatEvent[] {
      const parsed = parseJson(data)
      // Some errors come as a list of one.
      const chunk = asRecord(Array.isArray(parsed) ? parsed[0] : parsed)
      if (!chunk) return []
      if (chunk.error) {
        const { error, status } = readError(chunk, 500)
        return [{ type: 'error', error: { ...error, status } }]
      }
      const events: ChatEvent[] = []
      if (response === null) {
        response = textIn(chunk, 'responseId') ?? ''
        events.push({
          type: 'start',
          id: response || null,
          model: textIn(chunk, 'modelVersion') ?? null,
          created: createdIn(chunk),
        })
      }
      const candidates = listIn(chunk, 'candidates')
      for (const [at, candidate] of candidates.entries()) {
        const index = numberIn(candidate, 'index') ?? at
        const choice = choices.get(index) ?? { part: -1, kind: null, calls: 0, isFinished: false }
        choices.set(index, choice)
        events.push(...readCandidate(candidate, choice, { index, response }))
      }
      if (candidates.length === 0 && isBlocked(chunk)) {
        choices.set(0, { part: -1, kind: null, calls: 0, isFinished: true })
        events.push({ type: 'finish', choice: 0, reason: 'content-filter' })
      }
      const usage = usageFrom(chunk.usageMetadata)
      if (usage) events.push({ type: 'usage', usage })
      return events
    },
  }
}

function readCandidate(
  candidate: unknown,
  choice: Choice,
  { index, response }: { index: number; response: string },
): ChatEvent[] {
  const events: ChatEvent[] = []
  for (const value of listIn(fieldOf(candidate, 'content'), 'parts')) {
    const place = { response: `${response}/${index}`, calls: choice.calls }
    const part = readPart(value, place)
    if (part) events.push(...toEvents(part, choice, index))
  }
  const reason = textIn(candidate, 'finishReason')
  if (reason === undefined || reason === 'FINISH_REASON_UNSPECIFIED' || choice.isFinished) {
    return events
  }
  choice.isFinished = true
  return [
    ...events,
    { type: 'finish', choice: index, reason: finishFrom(reason, choice.calls > 0) },
  ]
}

function toEvents(part: Part, choice: Choice, index: number): ChatEvent[] {
  if (part.type === 'tool-call' || choice.kind !== part.type) choice.part += 1
  choice.kind = part.type
  const at = { choice: index, part: choice.part }
  switch (part.type) {
    case 'text':
      return [{ type: 'text', ...at, text: part.text }]
    case 'reasoning': {
      const { text, signature } = part
      return [{ type: 'reasoning', ...at, text, ...(signature !== undefined && { signature }) }]
    }
    case 'tool-call': {
      choice.calls += 1
      const { type: _type, ...call } = part
      return [{ type: 'tool-call', ...at, ...call }]
    }
    case 'foreign':
      return [{ type: 'foreign', dialect: 'gemini', value: part.value }]
    case 'image':
    case 'document':
    case 'audio':
    case 'refusal':
    case 'tool-result':
      break
  }
  return []
}
