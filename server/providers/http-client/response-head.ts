import { createHeaderNames, trimBlanks } from '#server/lib/header-text.ts'

/** The head of an answer, and how long its body is. */
export interface ResponseHead {
  status: number
  /** Lower-case names; values of a repeated one joined by `, `. */
  headers: Record<string, string>
  /** Bytes, or in chunks, or until the connection closes. */
  body: number | 'chunked' | 'until-close'
  /** The connection may serve again after the body. */
  isKeptAlive: boolean
  /** How long the other side says it keeps an idle connection; null: not said. */
  keepAliveMs: number | null
  /** Bytes of the head, its blank line included. */
  headBytes: number
}

/** The bytes are not HTTP/1.1, or could be read in two ways. */
export class NotHttp extends Error {
  override name = 'NotHttp'
}

const MAX_HEAD_BYTES = 64 * 1024
const BLANK_LINE = Buffer.from('\r\n\r\n')
const STATUS_LINE = /^HTTP\/1\.([01]) ([1-5]\d\d)(?: [^\r\n\0]*)?$/
const nameFrom = createHeaderNames(() => false)
/** Values may be Latin-1, but no control characters: a bare CR or LF would begin a line for somebody else. */
const UNSAFE_VALUE = /[^\t\x20-\x7e\x80-\xff]/

/**
 * Reads the head of an answer, RFC 9112 to the letter where leniency would be a risk: no folded lines, no two lengths, no
 * coding but `chunked`. Undefined: more bytes are needed. Throws NotHttp.
 */
export function readResponseHead(bytes: Buffer): ResponseHead | undefined {
  const end = bytes.indexOf(BLANK_LINE)
  if (end < 0 && bytes.length <= MAX_HEAD_BYTES) return undefined
  if (end < 0 || end > MAX_HEAD_BYTES) throw new NotHttp('The head of the answer has no end.')
  const lines = bytes.toString('latin1', 0, end).split('\r\n')
  const status = STATUS_LINE.exec(lines[0] ?? '')
  if (!status) throw new NotHttp('The answer does not begin with a status line.')
  const headers = readHeaders(lines)
  const code = Number(status[2])
  const connection = headers['connection']?.toLowerCase() ?? ''
  const body = bodyOf(code, headers)
  const isKeptAlive =
    status[1] === '1' && body !== 'until-close' && !/(?:^|[ ,])close(?:$|[ ,])/.test(connection)
  const seconds = /timeout=(\d{1,6})/.exec(headers['keep-alive'] ?? '')?.[1]
  return {
    status: code,
    headers,
    body,
    isKeptAlive,
    keepAliveMs: seconds === undefined ? null : Number(seconds) * 1000,
    headBytes: end + BLANK_LINE.length,
  }
}

function readHeaders(lines: string[]): Record<string, string> {
  const headers: Record<string, string> = Object.create(null)
  for (let index = 1; index < lines.length; index += 1) {
    const line = lines[index] ?? ''
    const colon = line.indexOf(':')
    const name = nameFrom(line.slice(0, Math.max(0, colon)))
    if (name === undefined || UNSAFE_VALUE.test(line)) throw new NotHttp('A header is malformed.')
    const value = trimBlanks(line, colon + 1)
    const before = headers[name]
    headers[name] = before === undefined ? value : `${before}, ${value}`
  }
  return headers
}

function bodyOf(status: number, headers: Record<string, string>): ResponseHead['body'] {
  const { 'content-length': length, 'transfer-encoding': coding } = headers
  if (coding !== undefined && length !== undefined) throw new NotHttp('The answer has two lengths.')
  if (coding !== undefined && coding.toLowerCase() !== 'chunked') {
    throw new NotHttp('The answer has a transfer coding other than chunked.')
  }
  if (length !== undefined && !/^\d{1,15}$/.test(length)) {
    throw new NotHttp('The length of the answer is not a number.')
  }
  if (status < 200 || status === 204 || status === 304) return 0
  if (coding !== undefined) return 'chunked'
  return length === undefined ? 'until-close' : Number(length)
}
