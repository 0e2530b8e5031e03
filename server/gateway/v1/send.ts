import type { DialectName } from '#server/dialects/conversation.ts'
import type { PlainRequest, PlainResponse } from '#server/http/fast/fast-exchange.ts'
import type { GatewayResponse } from '../attempt.ts'
import { sendChunks } from './answer.ts'
import { startKeepAlive } from './keep-alive.ts'
import type { ErrorShape } from './paths.ts'

/** One request, and what its answer has whatever it is. */
export interface V1Exchange {
  request: PlainRequest
  response: PlainResponse
  requestId: string
  /** Sent with whatever the answer is. */
  headers: Record<string, string>
  /** In whose words an error is said. */
  shape: ErrorShape
  keepAliveMs: number
}

/**
 * Passes on what the gateway said.
 * @param eventsIn The dialect of a stream that comes in whole events: its silence may be filled.
 */
export async function send(
  { response, headers: own, keepAliveMs }: V1Exchange,
  { status, headers, body, whole }: GatewayResponse,
  eventsIn?: DialectName,
): Promise<void> {
  try {
    if (!response.destroyed) response.writeHead(status, Object.assign(headers, own))
  } catch (error) {
    await abandon(body)
    throw error
  }
  if (whole) {
    response.end(whole)
    return
  }
  // Read even for a caller that has gone: the gateway closes its account when the reading ends.
  const isFilled = eventsIn !== undefined && (headers['content-type'] ?? '').startsWith(SSE)
  const keepAlive = isFilled ? startKeepAlive(response, eventsIn, keepAliveMs) : undefined
  try {
    await sendChunks(response, body, { keepAlive })
  } finally {
    keepAlive?.stop()
  }
}

/** Closes the account of an answer that nobody gets: one whose reading never began would hold its budget for ever. */
async function abandon(body: AsyncIterable<Buffer>): Promise<void> {
  const pieces = body[Symbol.asyncIterator]()
  await pieces.next().catch(() => undefined)
  await pieces.return?.()
}

const SSE = 'text/event-stream'

export function sendJson({ response, headers }: V1Exchange, value: object): void {
  const body = Buffer.from(JSON.stringify(value))
  response.writeHead(200, {
    ...headers,
    'content-type': 'application/json',
    'content-length': body.length,
    'cache-control': 'no-store',
  })
  response.end(body)
}
