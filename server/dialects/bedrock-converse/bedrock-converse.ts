import type { Dialect } from '../dialect.ts'
import { bedrockEmbeddings } from './embeddings.ts'
import { createEventReader } from './event-reader.ts'
import { createEventStreamDecoder } from './event-stream.ts'
import { readAnswer } from './read-answer.ts'
import { readError } from './read-error.ts'
import { writeRequest } from './write-request.ts'

/** Amazon Bedrock's `Converse` and `ConverseStream`. Spoken to providers only. */
export const bedrockConverse: Dialect = {
  name: 'bedrock-converse',
  framing: 'aws-event-stream',
  writeRequest,
  readAnswer,
  createEventReader,
  readError,
  embeddings: bedrockEmbeddings,
  createFrameDecoder: createEventStreamDecoder,
}
