import { readByReference } from '#server/lib/llhttp-testing.ts'
import { createBodyDecoder } from './body-decoder.ts'
import { readResponseHead } from './response-head.ts'

export interface ReadResponse {
  status: number
  headers: Record<string, string>
  body: Buffer
}

/** Reads one whole answer from pieces, as a connection does. Undefined: it is not whole. Throws NotHttp. */
export function readResponse(pieces: Buffer[]): ReadResponse | undefined {
  let bytes = Buffer.alloc(0)
  let rest = pieces
  let head = readResponseHead(bytes)
  while (!head) {
    const [next, ...others] = rest
    if (!next) return undefined
    rest = others
    bytes = Buffer.concat([bytes, next])
    head = readResponseHead(bytes)
  }
  // Interim answers are another's business.
  if (head.status < 200) return undefined
  const decoder = createBodyDecoder(head.body)
  const body: Buffer[] = []
  let used = decoder.push(bytes.subarray(head.headBytes), (piece) => body.push(piece))
  for (const piece of rest) used ??= decoder.push(piece, (part) => body.push(part))
  if (used === undefined && !decoder.isWholeAtClose) return undefined
  return { status: head.status, headers: head.headers, body: Buffer.concat(body) }
}

const LINES = [
  'HTTP/1.1 200 OK',
  'HTTP/1.1 500 ',
  'HTTP/1.1 429',
  'HTTP/1.0 200 OK',
  'HTTP/2 200',
  'HTTP/1.1 2000 OK',
  'content-length: 5',
  'content-length: 5',
  'content-length: 05',
  'content-length: 5, 5',
  'content-length: -5',
  'transfer-encoding: chunked',
  'transfer-encoding: gzip, chunked',
  'transfer-encoding:\tChunked',
  'connection: close',
  'x: a',
  'x : a',
  ' folded',
  'x: \u0000',
  'retry-after: 3',
]
const ENDS = ['\n', '\r', '\r\r\n', '']
const BODIES = [
  'hello',
  'hello, world',
  '',
  '5\r\nhello\r\n0\r\n\r\n',
  '5;a=b\r\nhello\r\n0\r\nx: y\r\n\r\n',
  '5 \r\nhello\r\n0\r\n\r\n',
  '5\nhello\n0\n\n',
  '6\r\nhello\r\n0\r\n\r\n',
  '4\r\nhello\r\n0\r\n\r\n',
  '0x5\r\nhello\r\n0\r\n\r\n',
  '+5\r\nhello\r\n0\r\n\r\n',
  '2\r\nhe\r\n3\r\nllo\r\n0\r\n\r\n',
]

/** One random answer, read by us and by the reference. What we take must be read the same by the reference. */
export function checkRandomResponse(random: () => number): string | undefined {
  const bytes = makeResponse(random)
  const cut = Math.floor(random() * bytes.length)
  const ours = attempt([bytes.subarray(0, cut), bytes.subarray(cut)])
  const whole = attempt([bytes])
  const shown = JSON.stringify(encodeURI(bytes.toString('latin1')))
  if (JSON.stringify(ours) !== JSON.stringify(whole))
    return `read otherwise in two pieces: ${shown}`
  if (!ours) return undefined
  const [message] = readByReference('response', bytes).messages
  const isSame = message?.status === ours.status && message.body.equals(ours.body)
  return isSame ? undefined : `refused, or read otherwise, by the reference: ${shown}`
}

function attempt(pieces: Buffer[]): ReadResponse | undefined {
  try {
    return readResponse(pieces)
  } catch {
    return undefined
  }
}

function makeResponse(random: () => number): Buffer {
  const pick = (list: readonly string[]) => list[Math.floor(random() * list.length)] ?? ''
  const end = () => (random() < 0.95 ? '\r\n' : pick(ENDS))
  let text = `${random() < 0.9 ? pick(LINES.slice(0, 3)) : pick(LINES)}${end()}`
  const count = Math.floor(random() * 4)
  for (let index = 0; index < count; index += 1) text += pick(LINES.slice(6)) + end()
  const bytes = Buffer.from(`${text}${end()}${pick(BODIES)}`, 'latin1')
  if (random() < 0.6) return bytes
  bytes[Math.floor(random() * bytes.length)] = Math.floor(random() * 256)
  return bytes
}
