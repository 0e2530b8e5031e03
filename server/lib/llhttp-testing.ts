import { createRequire } from 'node:module'

/** What the reference parser (node's own llhttp) made of some bytes. */
export interface ReferenceMessage {
  method: string | null
  url: string | null
  status: number | null
  /** Names and values in turns, as they came. */
  headers: string[]
  body: Buffer
}

export interface ReferenceReading {
  /** Whole messages, in order. */
  messages: ReferenceMessage[]
  hasFailed: boolean
}

interface LowLevelParser {
  [event: number]: unknown
  initialize(kind: number, resource: object): void
  execute(bytes: Buffer): number | Error
  finish(): number | Error | undefined
}

interface ParserClass {
  new (): LowLevelParser
  REQUEST: number
  RESPONSE: number
  kOnHeaders: number
  kOnHeadersComplete: number
  kOnBody: number
  kOnMessageComplete: number
}

const { HTTPParser, methods }: { HTTPParser: ParserClass; methods: string[] } = createRequire(
  import.meta.url,
)('_http_common')

/** Reads bytes as node:http would, in one piece; the connection of an answer is closed after it. */
export function readByReference(kind: 'request' | 'response', bytes: Buffer): ReferenceReading {
  const isFinal = kind === 'response'
  const parser = new HTTPParser()
  const messages: ReferenceMessage[] = []
  let early: string[] = []
  let current: ReferenceMessage | undefined
  parser.initialize(kind === 'request' ? HTTPParser.REQUEST : HTTPParser.RESPONSE, {})
  parser[HTTPParser.kOnHeaders] = (headers: string[], url: string) => {
    early = [...early, ...headers]
    if (current) current.url = url
  }
  parser[HTTPParser.kOnHeadersComplete] = (...said: unknown[]) => {
    const [, , headers, method, url, status] = said
    current = {
      method: typeof method === 'number' ? (methods[method] ?? null) : null,
      url: typeof url === 'string' ? url : null,
      status: typeof status === 'number' ? status : null,
      headers: [...early, ...(Array.isArray(headers) ? headers.map(String) : [])],
      body: Buffer.alloc(0),
    }
    early = []
    return 0
  }
  parser[HTTPParser.kOnBody] = (piece: Buffer) => {
    if (current) current.body = Buffer.concat([current.body, piece])
  }
  parser[HTTPParser.kOnMessageComplete] = () => {
    if (current) messages.push(current)
    current = undefined
  }
  const result = parser.execute(Buffer.from(bytes))
  const end = isFinal && !(result instanceof Error) ? parser.finish() : undefined
  return { messages, hasFailed: result instanceof Error || end instanceof Error }
}
