import { fieldOf } from '#server/lib/field-of.ts'
import type { ChatEvent } from '../conversation.ts'
import type { EventReader, Frame } from '../dialect.ts'
import { numberIn, textIn } from '../lenient.ts'
import { parseJson } from '#server/lib/parse-json.ts'
import { markProof } from '../proof.ts'
import { finishFrom } from './read-answer.ts'
import { usageFrom } from './usage.ts'
import { lookup } from '#server/lib/lookup.ts'

/**
 * Reads the events of `ConverseStream`. `messageStop` gives the reason, `metadata` the usage; that is the end. A modelled
 * exception may come at any place in between.
 */
export function createEventReader(): EventReader {
  /** Blocks that are calls of tools: whether any of their arguments came. */
  const calls = new Map<number, boolean>()
  return {
    read({ event, data }: Frame): ChatEvent[] {
      const said = parseJson(data)
      const index = numberIn(said, 'contentBlockIndex') ?? 0
      switch (event) {
        case 'messageStart':
          return [{ type: 'start', id: null, model: null, created: null }]
        case 'contentBlockStart':
          return readStart(fieldOf(said, 'start'), index, calls)
        case 'contentBlockDelta':
          return readDelta(fieldOf(said, 'delta'), index, calls)
        case 'contentBlockStop':
          // A tool without parameters: no arguments came, and no text is not JSON.
          return calls.get(index) === false ? [argumentsOf(index, '{}')] : []
        case 'messageStop':
          return [
            { type: 'finish', choice: 0, reason: finishFrom(textIn(said, 'stopReason') ?? '') },
          ]
        case 'metadata': {
          const usage = usageFrom(fieldOf(said, 'usage'))
          return [...(usage ? [{ type: 'usage' as const, usage }] : []), { type: 'done' }]
        }
        case 'error':
          return [{ type: 'error', error: said }]
        case null:
          return []
      }
      return /exception$/i.test(event) ? [{ type: 'error', error: errorFrom(event, said) }] : []
    },
  }
}

function readStart(start: unknown, index: number, calls: Map<number, boolean>): ChatEvent[] {
  const toolUse = fieldOf(start, 'toolUse')
  if (toolUse === undefined) return []
  calls.set(index, false)
  const id = textIn(toolUse, 'toolUseId') ?? ''
  const name = textIn(toolUse, 'name') ?? ''
  return [{ type: 'tool-call', choice: 0, part: index, id, name, arguments: '' }]
}

function argumentsOf(index: number, text: string): ChatEvent {
  return { type: 'tool-call', choice: 0, part: index, arguments: text }
}

function readDelta(delta: unknown, index: number, calls: Map<number, boolean>): ChatEvent[] {
  const at = { choice: 0, part: index }
  const text = textIn(delta, 'text')
  if (text !== undefined) return [{ type: 'text', ...at, text }]
  const input = textIn(fieldOf(delta, 'toolUse'), 'input')
  if (input !== undefined) {
    if (input === '') return []
    calls.set(index, true)
    return [argumentsOf(index, input)]
  }
  const reasoning = fieldOf(delta, 'reasoningContent')
  if (reasoning !== undefined) return [{ type: 'reasoning', ...at, ...thoughtFrom(reasoning) }]
  const value = fieldOf(delta, 'citation')
  return value === undefined ? [] : [{ type: 'citation', ...at, value }]
}

/** A piece of a thought, its signature, or a thought that only the provider can read: one at a time. */
function thoughtFrom(reasoning: unknown) {
  const signature = textIn(reasoning, 'signature')
  const redacted = textIn(reasoning, 'redactedContent')
  return {
    text: textIn(reasoning, 'text') ?? '',
    ...(signature !== undefined && { signature: markProof('bedrock-converse', signature) }),
    ...(redacted !== undefined && { encrypted: markProof('bedrock-converse', redacted) }),
  }
}

/** The status that each exception would have had before the stream began. */
const STATUSES: Readonly<Record<string, number | undefined>> = lookup({
  throttlingexception: 429,
  validationexception: 400,
  serviceunavailableexception: 503,
  modeltimeoutexception: 408,
  modelstreamerrorexception: 424,
  internalserverexception: 500,
})

function errorFrom(type: string, said: unknown): object {
  const status = STATUSES[type.toLowerCase()] ?? 500
  const code = status === 400 ? 'invalid_request_error' : type
  return { type, code, status, message: textIn(said, 'message') ?? textIn(said, 'Message') ?? type }
}
