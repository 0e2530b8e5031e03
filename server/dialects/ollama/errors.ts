import { fieldOf } from '#server/lib/field-of.ts'
import type { ErrorAnswer } from '../dialect.ts'

/** Ollama's error is one sentence: `{"error":"…"}`. */
export function readError(body: unknown, status: number): ErrorAnswer {
  const said = fieldOf(body, 'error')
  const message = typeof said === 'string' ? said : ''
  const isTooLong = /exceed\w* (?:the )?(?:available )?context|context (?:length|window|size)/i
  const type = status < 500 ? 'invalid_request_error' : 'server_error'
  const code = isTooLong.test(message) ? 'context_length_exceeded' : null
  return { status, error: { message, type, param: null, code } }
}
