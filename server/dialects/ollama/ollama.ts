import type { Dialect } from '../dialect.ts'
import { ollamaEmbeddings } from './embeddings.ts'
import { readError } from './errors.ts'
import { createEventReader } from './event-reader.ts'
import { readAnswer } from './read-answer.ts'
import { writeRequest } from './write-request.ts'

/** Ollama's own `/api/chat`, one line of JSON an event. Spoken to providers only. */
export const ollama: Dialect = {
  name: 'ollama',
  framing: 'ndjson',
  writeRequest,
  readAnswer,
  readError,
  createEventReader,
  embeddings: ollamaEmbeddings,
}
