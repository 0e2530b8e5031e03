import { fieldOf } from '#server/lib/field-of.ts'
import type { ChatEvent } from '../conversation.ts'
import type { EventReader, Frame } from '../dialect.ts'
import { asRecord, listIn, numberIn, textIn } from '../lenient.ts'
import { parseJson } from '#server/lib/parse-json.ts'
import { markProof } from '../proof.ts'
import { finishOf } from './read-answer.ts'
import { usageIn } from './usage.ts'
import { lookup } from '#server/lib/lookup.ts'

type Fields = Record<string, unknown>

/** What was seen of the stream so far. */
interface Seen {
  /** Numbers of parts, by the places where their pieces say they are. */
  parts: Map<string, number>
  /** Kinds of what was said: they tell why it ended. */
  kinds: Set<'text' | 'refusal' | 'tool-call'>
  /** How many characters came of each part, for what comes whole at its end. */
  lengths: Map<number, number>
  /** Items whose opening was told. */
  opened: Set<number>
}

/** Reads the named events of a response; those that are not known, or tell what others told, are none. */
export function createEventReader(): EventReader {
  const seen: Seen = {
    parts: new Map(),
    kinds: new Set(),
    lengths: new Map(),
    opened: new Set(),
  }
  return {
    read({ data, event }: Frame): ChatEvent[] {
      const fields = asRecord(parseJson(data))
      if (!fields) return []
      // Azure's errors have a type of their own below the event's name.
      const read =
        event === 'error' ? READERS.error : READERS[textIn(fields, 'type') ?? event ?? '']
      if (read) return read(fields, seen)
      // Azure, and whoever is in between, say errors without a name too.
      return fields.error ? [{ type: 'error', error: fields.error }] : []
    },
  }
}

const READERS: Record<string, ((fields: Fields, seen: Seen) => ChatEvent[]) | undefined> = lookup({
  'response.created': ({ response }) => [
    {
      type: 'start',
      id: textIn(response, 'id') ?? null,
      model: textIn(response, 'model') ?? null,
      created: numberIn(response, 'created_at') ?? null,
    },
  ],
  'response.output_text.delta': (fields, seen) => text(fields, seen, 'text'),
  'response.refusal.delta': (fields, seen) => text(fields, seen, 'refusal'),
  'response.reasoning_text.delta': thought,
  'response.reasoning_summary_text.delta': thought,
  'response.reasoning_summary_part.added': (fields, seen) => {
    // Summaries are paragraphs.
    const isLater = (numberIn(fields, 'summary_index') ?? 0) > 0
    return isLater ? thought({ ...fields, delta: '\n\n' }, seen) : []
  },
  'response.output_text.annotation.added': (fields, seen) => [
    { type: 'citation', choice: 0, part: partAt(fields, seen), value: fields.annotation },
  ],
  'response.output_item.added': (fields, seen) =>
    textIn(fields.item, 'type') === 'function_call' ? openCall(fields, seen) : [],
  'response.function_call_arguments.delta': (fields, seen) =>
    callPiece(fields, textIn(fields, 'delta') ?? '', seen),
  'response.output_item.done': readItemDone,
  'response.completed': (fields, seen) => end(fields.response, seen),
  'response.incomplete': (fields, seen) => end(fields.response, seen),
  'response.failed': ({ response }) => [
    ...usageOf(response),
    { type: 'error', error: fieldOf(response, 'error') ?? { message: 'The response failed.' } },
  ],
  error: (fields) => [{ type: 'error', error: fields.error ?? fields }],
  keepalive: () => [{ type: 'ping' }],
})

/** The number of the part that stands there; the same for all of an item but a message, whose contents are parts. */
function partAt(fields: Fields, seen: Seen, kind = 'item'): number {
  const content = kind === 'item' ? (numberIn(fields, 'content_index') ?? 0) : kind
  const place = `${numberIn(fields, 'output_index') ?? 0} ${content}`
  const known = seen.parts.get(place) ?? seen.parts.size
  seen.parts.set(place, known)
  return known
}

function text(fields: Fields, seen: Seen, type: 'text' | 'refusal'): ChatEvent[] {
  const delta = textIn(fields, 'delta') ?? ''
  const part = partAt(fields, seen)
  seen.kinds.add(type)
  grow(seen, part, delta)
  const logprobs = listIn(fields, 'logprobs')
  const said = { choice: 0, part, text: delta }
  if (type === 'refusal') return [{ type, ...said }]
  // As chat completions have them.
  return [{ type, ...said, ...(logprobs.length > 0 && { logprobs: { content: logprobs } }) }]
}

function thought(fields: Fields, seen: Seen): ChatEvent[] {
  const part = partAt(fields, seen, 'thought')
  const delta = textIn(fields, 'delta') ?? ''
  grow(seen, part, delta)
  return [{ type: 'reasoning', choice: 0, part, text: delta }]
}

function openCall(fields: Fields, seen: Seen): ChatEvent[] {
  const part = partAt(fields, seen, 'call')
  if (seen.opened.has(part)) return []
  seen.opened.add(part)
  seen.kinds.add('tool-call')
  const id = textIn(fields.item, 'call_id') ?? ''
  const name = textIn(fields.item, 'name') ?? ''
  return [{ type: 'tool-call', choice: 0, part, id, name, arguments: '' }]
}

function callPiece(fields: Fields, piece: string, seen: Seen): ChatEvent[] {
  const part = partAt(fields, seen, 'call')
  if (piece === '' || !seen.opened.has(part)) return []
  grow(seen, part, piece)
  return [{ type: 'tool-call', choice: 0, part, arguments: piece }]
}

function grow(seen: Seen, part: number, piece: string): void {
  seen.lengths.set(part, (seen.lengths.get(part) ?? 0) + piece.length)
}

/** An item that is done is told whole: what of it did not come in pieces is told now. */
function readItemDone(fields: Fields, seen: Seen): ChatEvent[] {
  const { item } = fields
  switch (textIn(item, 'type')) {
    case 'message':
      return restOfMessage(fields, seen)
    case 'function_call': {
      const opening = openCall(fields, seen)
      const told = seen.lengths.get(partAt(fields, seen, 'call')) ?? 0
      const whole = textIn(item, 'arguments') ?? ''
      return [...opening, ...callPiece(fields, whole.slice(told), seen)]
    }
    case 'reasoning': {
      const part = partAt(fields, seen, 'thought')
      const encrypted = textIn(item, 'encrypted_content')
      const id = textIn(item, 'id')
      if (!encrypted) return []
      const proof = { encrypted: markProof('openai-responses', encrypted) }
      return [
        { type: 'reasoning', choice: 0, part, text: '', ...proof, ...(id !== undefined && { id }) },
      ]
    }
    case undefined:
      return []
    default:
      return [{ type: 'foreign', dialect: 'openai-responses', value: item }]
  }
}

function restOfMessage(fields: Fields, seen: Seen): ChatEvent[] {
  return listIn(fields.item, 'content').flatMap((content, index) => {
    const refusal = textIn(content, 'refusal')
    const whole = refusal ?? textIn(content, 'text') ?? ''
    const at = { ...fields, content_index: index }
    const rest = whole.slice(seen.lengths.get(partAt(at, seen)) ?? 0)
    const type = refusal === undefined ? 'text' : 'refusal'
    return rest === '' ? [] : text({ ...at, delta: rest }, seen, type)
  })
}

function end(response: unknown, { kinds }: Seen): ChatEvent[] {
  const reason = finishOf(
    response,
    [...kinds].map((type) => ({ type })),
  )
  return [{ type: 'finish', choice: 0, reason }, ...usageOf(response), { type: 'done' }]
}

function usageOf(response: unknown): ChatEvent[] {
  const usage = usageIn(response)
  return usage ? [{ type: 'usage', usage }] : []
}
