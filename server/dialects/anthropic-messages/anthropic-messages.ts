import type { Dialect } from '../dialect.ts'
import { OVERLOADED, writeError, writeErrorEvent } from './errors.ts'
import { readAnswer } from './read-answer.ts'
import { readError } from './read-error.ts'
import { readRequest } from './read-request.ts'
import { createEventReader } from './read-stream.ts'
import { writeAnswer } from './write-answer.ts'
import { writeRequest } from './write-request.ts'
import { createEventWriter, MESSAGE_STOP } from './write-stream.ts'

/** Messages, as Anthropic speaks them, on its own machines and on Foundry. */
export const anthropicMessages: Dialect = {
  name: 'anthropic-messages',
  framing: 'sse',
  writeRequest,
  readAnswer,
  createEventReader,
  readError,
  server: {
    readRequest,
    writeAnswer,
    createEventWriter,
    writeError,
    writeErrorEvent,
    statuses: OVERLOADED,
    terminator: MESSAGE_STOP,
  },
}
