import { scanObject } from '#server/lib/json-scan.ts'
import type { Exchange } from '../exchange.ts'
import { splitEvents } from '../streams/stream-events.ts'
import type { StreamReader } from '../streams/stream-reader.ts'
import { markResponse, type MarkContext } from './mark-response.ts'
import { takeThoughts } from './thoughts.ts'

/**
 * An exchange with a provider that speaks the Responses API itself, and keeps responses: what it keeps gets a name that
 * leads back to it. All else passes as it came.
 */
export function keepResponses(exchange: Exchange, context: MarkContext): Exchange {
  const { body, dropped } = exchange
  const { members } = scanObject(body)
  const taken = takeThoughts(body, members, context.providerId)
  return {
    ...exchange,
    body: taken.bytes,
    dropped: taken.hasDropped ? [...dropped, 'input.reasoning'] : dropped,
    createReader: () => markEvents(exchange.createReader(), context),
    rewrite: (bytes) => Buffer.from(markResponse(bytes.toString('utf8'), context)),
  }
}

function markEvents(reader: StreamReader, context: MarkContext): StreamReader {
  const mark = (bytes: Buffer | undefined): Buffer | undefined => {
    if (!bytes || !isNotable(bytes)) return bytes
    const events = splitEvents(bytes).map((event) => markResponse(event.toString('utf8'), context))
    return Buffer.from(events.join(''))
  }
  return { ...reader, read: (chunk) => mark(reader.read(chunk)), end: () => mark(reader.end()) }
}

/** Most events are pieces of text, and tell of neither. */
function isNotable(bytes: Buffer): boolean {
  return bytes.includes('"response"') || bytes.includes('"encrypted_content"')
}
