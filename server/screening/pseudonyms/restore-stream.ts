import type { DialectName } from '#server/dialects/conversation.ts'
import { splice, type Edit } from '#server/lib/json-scan.ts'
import { parseJson } from '#server/lib/parse-json.ts'
import { textOf, walkJson } from '../body/walk-json.ts'
import { endedBy, placeOf } from './places.ts'
import type { PseudonymMap } from './placeholders.ts'
import { createTextRestorer, restoreText, type TextRestorer } from './restore-text.ts'

/** Puts the values back into a stream of events, however its bytes were cut. */
export interface StreamRestorer {
  /** What can go on now; undefined: nothing yet. */
  push(chunk: Buffer): Buffer | undefined
  end(): Buffer | undefined
}

interface Channel {
  restorer: TextRestorer
  /** The last event that had a piece of it, and where: what is still held at its end is said in another such. */
  last: { bytes: Buffer; pieces: Span[]; own: Span }
}

interface Span {
  start: number
  end: number
}

const MAX_EVENT_BYTES = 16 * 1024 * 1024

export function createStreamRestorer(dialect: DialectName, map: PseudonymMap): StreamRestorer {
  const channels = new Map<string, Channel>()
  let tail: Buffer = Buffer.alloc(0)
  const context: Context = { dialect, map, channels }
  return {
    push(chunk) {
      const bytes = tail.length > 0 ? Buffer.concat([tail, chunk]) : chunk
      const out: Buffer[] = []
      let from = 0
      for (let end = eventEnd(bytes, from); end > 0; end = eventEnd(bytes, from)) {
        out.push(...restoreEvent(bytes.subarray(from, end), context))
        from = end
      }
      tail = bytes.subarray(from)
      if (tail.length > MAX_EVENT_BYTES) {
        out.push(tail)
        tail = Buffer.alloc(0)
      }
      return joined(out)
    },
    end() {
      const rest = tail.length > 0 ? restoreEvent(tail, context) : []
      tail = Buffer.alloc(0)
      return joined([...flush(context, ['']), ...rest])
    },
  }
}

interface Context {
  dialect: DialectName
  map: PseudonymMap
  channels: Map<string, Channel>
}

function joined(pieces: Buffer[]): Buffer | undefined {
  return pieces.length > 1 ? Buffer.concat(pieces) : pieces[0]
}

/** After the blank line that ends an event; 0: there is none yet. */
function eventEnd(bytes: Buffer, from: number): number {
  const plain = bytes.indexOf('\n\n', from)
  const carriage = bytes.indexOf('\r\n\r\n', from)
  if (plain < 0 && carriage < 0) return 0
  if (carriage >= 0 && (plain < 0 || carriage < plain)) return carriage + 4
  return plain + 2
}

const DATA = Buffer.from('data:')

function restoreEvent(bytes: Buffer, context: Context): Buffer[] {
  const payload = payloadOf(bytes)
  if (!payload) return [bytes]
  const text = bytes.toString('utf8', payload.start, payload.end)
  if (text.trim() === '[DONE]') return [...flush(context, ['']), bytes]
  const event = parseJson(text)
  if (typeof event !== 'object' || event === null) return [bytes]
  const { dialect } = context
  const ended = endedBy(dialect, event)
  const edited = editEvent(bytes, { payload, event, ended }, context)
  return [...flush(context, ended), edited]
}

interface ReadEvent {
  payload: Span
  event: unknown
  ended: readonly string[]
}

function editEvent(
  bytes: Buffer,
  { payload, event, ended }: ReadEvent,
  { dialect, map, channels }: Context,
): Buffer {
  const edits: Edit[] = []
  const pieces: { span: Span; name: string }[] = []
  walkJson(bytes, { ...payload, path: [] }, (leaf) => {
    const place = leaf.isString ? placeOf(dialect, leaf.path, event) : null
    if (!place) return
    const text = textOf(bytes, leaf)
    const { channel: name } = place
    const said =
      name === undefined ? restoreText(text, map, place) : pushPiece(name, text, place.isJson)
    const span = { start: leaf.start, end: leaf.end }
    if (name !== undefined) pieces.push({ span, name })
    if (said !== text) edits.push({ ...span, text: JSON.stringify(said) })
  })
  const spans = pieces.map(({ span }) => span)
  for (const { span, name } of pieces) {
    const channel = channels.get(name)
    if (channel) channel.last = { bytes, pieces: spans, own: span }
  }
  return edits.length > 0 ? splice(bytes, edits) : bytes

  function pushPiece(name: string, text: string, isJson: boolean): string {
    let channel = channels.get(name)
    if (!channel) {
      const nowhere = { bytes, pieces: [], own: { start: 0, end: 0 } }
      channel = { restorer: createTextRestorer(map, { isJson }), last: nowhere }
      channels.set(name, channel)
    }
    const said = channel.restorer.push(text)
    // Its last piece is in the event that ends it.
    return ended.some((prefix) => name.startsWith(prefix)) ? said + channel.restorer.end() : said
  }
}

/** What was held back of the channels that end now, each in an event of its own. */
function flush({ channels }: Context, ended: readonly string[]): Buffer[] {
  if (ended.length === 0) return []
  const out: Buffer[] = []
  for (const [name, { restorer, last }] of channels) {
    if (!restorer.isHolding || !ended.some((prefix) => name.startsWith(prefix))) continue
    const edits = last.pieces.map((span) => ({
      ...span,
      text: JSON.stringify(span === last.own ? restorer.end() : ''),
    }))
    out.push(splice(last.bytes, edits))
  }
  return out
}

/** Where the JSON of an event stands; undefined: it has none, or it is cut over lines, as nobody does. */
function payloadOf(bytes: Buffer): Span | undefined {
  let at = bytes.indexOf(DATA)
  while (at > 0 && bytes[at - 1] !== 0x0a) at = bytes.indexOf(DATA, at + 1)
  if (at < 0) return undefined
  let end = bytes.indexOf(0x0a, at)
  if (end < 0) end = bytes.length
  if (bytes[end - 1] === 0x0d) end -= 1
  let start = at + DATA.length
  while (bytes[start] === 0x20) start += 1
  return { start, end }
}
