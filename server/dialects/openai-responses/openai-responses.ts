import type { Dialect } from '../dialect.ts'
import { createEventReader } from './event-reader.ts'
import { createEventWriter } from './event-writer.ts'
import { writeError, writeErrorEvent } from './errors.ts'
import { readAnswer } from './read-answer.ts'
import { readRequest } from './read-request.ts'
import { writeAnswer } from './write-answer.ts'
import { writeRequest } from './write-request.ts'

/** OpenAI's Responses, as OpenAI, Azure and others serve them, and as callers send them to us. */
export const openaiResponses: Dialect = {
  name: 'openai-responses',
  framing: 'sse',
  writeRequest,
  readAnswer,
  createEventReader,
  // No `terminator`: a response that never said that it is completed was cut off.
  server: { readRequest, writeAnswer, createEventWriter, writeError, writeErrorEvent },
}
