import type { Dialect } from '../dialect.ts'
import { geminiEmbeddings } from './embeddings.ts'
import { readError } from './errors.ts'
import { createEventReader } from './event-reader.ts'
import { readAnswer } from './read-answer.ts'
import { writeRequest } from './write-request.ts'

/** Google's `generateContent`, of the Gemini API and of Vertex AI. Spoken to providers only. */
export const gemini: Dialect = {
  name: 'gemini',
  framing: 'sse',
  writeRequest,
  readAnswer,
  readError,
  createEventReader,
  embeddings: geminiEmbeddings,
}
