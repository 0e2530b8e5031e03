import type { DialectName } from '#server/dialects/conversation.ts'
import { findDialect } from '#server/dialects/dialects.ts'
import { parseJson } from '#server/lib/parse-json.ts'

/** An answer with a status that is no success. */
export interface RefusedAnswer {
  status: number
  headers: Record<string, string>
  body: Buffer
}

/** A provider's error in OpenAI's words, which the rest of the gateway reads, where its dialect has others. */
export function readErrorAnswer(answer: RefusedAnswer, name: DialectName): RefusedAnswer {
  const dialect = findDialect(name)
  const body = dialect?.readError && parseJson(answer.body.toString('utf8'))
  const said = body === undefined ? undefined : dialect?.readError?.(body, answer.status)
  if (!said) return answer
  const { error, retryAfterMs } = said
  // “Something failed” says less than the status that it came with.
  const status = said.status === 500 && answer.status > 500 ? answer.status : said.status
  const wait = retryAfterMs === undefined ? {} : { 'retry-after-ms': String(retryAfterMs) }
  return {
    status,
    headers: { ...wait, ...answer.headers },
    body: Buffer.from(JSON.stringify({ error })),
  }
}

/** The error that an answer under 200 turned out to be, of its whole body and what it calls its error. */
export function readErrorInAnswer(body: Buffer, error: unknown, name: DialectName): unknown {
  const said = findDialect(name)?.readError?.(parseJson(body.toString('utf8')), 500)
  return said ? { ...said.error, status: said.status } : error
}
