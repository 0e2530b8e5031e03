import type { Dialect } from '../dialect.ts'
import { writeError, writeErrorEvent } from './errors.ts'
import { readAnswer } from './read-answer.ts'
import { readRequest } from './read-request.ts'
import { createEventReader } from './read-stream.ts'
import { writeAnswer } from './write-answer.ts'
import { writeRequest } from './write-request.ts'
import { createEventWriter, DONE } from './write-stream.ts'

/** Chat completions, as OpenAI, Mistral, Azure, vLLM, llama.cpp and many others speak them. */
export const openaiChat: Dialect = {
  name: 'openai-chat',
  framing: 'sse',
  writeRequest,
  readAnswer,
  createEventReader,
  server: {
    readRequest,
    writeAnswer,
    createEventWriter,
    writeError,
    writeErrorEvent,
    terminator: DONE,
  },
}
