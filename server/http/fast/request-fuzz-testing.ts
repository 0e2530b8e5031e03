import { readByReference, type ReferenceMessage } from '#server/lib/llhttp-testing.ts'
import { readRequestHead } from './request-head.ts'

const PIECES = [
  'POST /v1/chat/completions HTTP/1.1',
  'POST /v1/embeddings?a=b HTTP/1.1',
  'POST  /v1/x HTTP/1.1',
  'POST /v1/../x HTTP/1.1',
  'POST /v1/%2e HTTP/1.1',
  'POST /v1/x HTTP/1.0',
  'POST /v1/x HTTP/1.1 ',
  'GET /v1/models HTTP/1.1',
  'Host: a',
  'host:a',
  'Host : a',
  'Content-Length: 5',
  'content-length:5 ',
  'Content-Length: +5',
  'Content-Length: 0x5',
  'Content-Length: 5, 5',
  'Content-Length: 05',
  'Content-Length:',
  'Transfer-Encoding: chunked',
  'transfer-encoding : identity',
  'Transfer-Encoding:\tchunked',
  'Expect: 100-continue',
  'Connection: close',
  'Connection: keep-alive',
  'Connection: keep-alive, upgrade',
  'Connection: content-length',
  'Upgrade: h2c',
  'Authorization: Bearer gal-x',
  'X-Empty:',
  ' folded',
  '\tfolded',
  'X: a\u000bb',
  'X: \u00e9',
  'Y: a\0b',
  ': nameless',
  'X-\u00e9: y',
  'no colon',
]
const ENDS = ['\r\n', '\r\n', '\r\n', '\r\n', '\r\n', '\n', '\r', '\r\r\n', '']
const BODIES = ['hello', 'hell', 'hello, world', '', '0\r\n\r\n', 'POST /v1/x HTTP/1.1\r\n\r\n']

/**
 * One random request, read by us and by the reference. Returns what is wrong, or undefined: we may say `unusual` to
 * anything, but what we take must be taken by the reference too, with the same target, fields and body.
 */
export function checkRandomRequest(random: () => number): string | undefined {
  const bytes = makeRequest(random)
  const head = readRequestHead(bytes)
  if (typeof head === 'string') return undefined
  const end = head.headBytes + head.bodyBytes
  if (bytes.length < end) return undefined
  const taken = bytes.subarray(0, end)
  const names = Object.keys(head.headers)
  const { messages, hasFailed } = readByReference('request', taken)
  const [message, ...others] = messages
  const isSame =
    !hasFailed &&
    others.length === 0 &&
    message !== undefined &&
    message.method === head.method &&
    message.url === head.url &&
    message.headers.length === names.length * 2 &&
    names.every((name) => valueOf(message, name) === head.headers[name]) &&
    message.body.equals(taken.subarray(head.headBytes))
  const shown = JSON.stringify(encodeURI(taken.toString('latin1')))
  return isSame ? undefined : `refused, or read otherwise, by the reference: ${shown}`
}

function valueOf({ headers }: ReferenceMessage, name: string): string | undefined {
  const at = headers.findIndex((text, index) => index % 2 === 0 && text.toLowerCase() === name)
  return headers[at + 1]?.replace(/[ \t]+$/, '')
}

function makeRequest(random: () => number): Buffer {
  const pick = (list: readonly string[]) => list[Math.floor(random() * list.length)] ?? ''
  const end = () => (random() < 0.9 ? '\r\n' : pick(ENDS))
  let text = `${random() < 0.9 ? pick(PIECES.slice(0, 2)) : pick(PIECES)}${end()}`
  if (random() < 0.9) text += `Host: a${end()}`
  if (random() < 0.9) text += `Content-Length: 5${end()}`
  const count = Math.floor(random() * 3)
  for (let index = 0; index < count; index += 1) text += pick(PIECES.slice(8)) + end()
  const bytes = Buffer.from(`${text}${end()}${pick(BODIES)}`, 'latin1')
  if (random() < 0.5) return bytes
  const at = Math.floor(random() * bytes.length)
  bytes[at] = Math.floor(random() * 256)
  return bytes
}
