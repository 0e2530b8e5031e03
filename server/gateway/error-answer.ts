import type { DialectName } from '#server/dialects/conversation.ts'
import { findDialect } from '#server/dialects/dialects.ts'

/** An answer with a status that is no success. */
export interface RefusedAnswer {
  status: number
  headers: Record<string, string>
  body: Buffer
}

/** A provider's error in OpenAI's words, which the rest of the gateway reads, where its dialect has others. */
export function readErrorAnswer(answer: RefusedAnswer, name: DialectName): RefusedAnswer {
  const readError = findDialect(name)?.readError
  const body = readError && parse(answer.body)
  if (!readError || body === undefined) return answer
  const { status, error, retryAfterMs } = readError(body, answer.status)
  const wait = retryAfterMs === undefined ? {} : { 'retry-after-ms': String(retryAfterMs) }
  return {
    status,
    headers: { ...wait, ...answer.headers },
    body: Buffer.from(JSON.stringify({ error })),
  }
}

function parse(body: Buffer): unknown {
  try {
    return JSON.parse(body.toString('utf8'))
  } catch {
    return undefined
  }
}
