import { STATUS_CODES } from 'node:http'
import { createHeaderNames, trimBlanks } from '#server/lib/header-text.ts'

/** The head of a request that is so ordinary that reading it leaves no room for two opinions. */
export interface RequestHead {
  method: 'POST'
  /** With its query. */
  url: string
  /** Lower-case names; each at most once. */
  headers: Record<string, string>
  /** Bytes of the head, its blank line included. */
  headBytes: number
  bodyBytes: number
}

/**
 * `incomplete`: more bytes are needed. `unusual`: everything else that HTTP allows, and all that it forbids; a full parser
 * must look at it, from the first byte.
 */
export type HeadReading = RequestHead | 'incomplete' | 'unusual'

/** Nothing of a longer head is taken: cookies and tokens of this size do not belong to an API. */
const MAX_HEAD_BYTES = 8 * 1024
const BLANK_LINE = Buffer.from('\r\n\r\n')
const START = Buffer.from('POST /v1/')
/** A target without escapes, dots that climb, or anything that two readers might normalise in two ways. */
const REQUEST_LINE = /^POST (\/v1\/[A-Za-z0-9/_:-]*(?:\?[A-Za-z0-9=&_.-]*)?) HTTP\/1\.1$/
/** Values are visible ASCII with blanks inside (RFC 9110, section 5.5, without obs-text). */
const UNSAFE_VALUE = /[^\t\x20-\x7e]/
/** Whoever sends these wants more than one request with one body of known length. */
const UNUSUAL = new Set([
  'transfer-encoding',
  'expect',
  'upgrade',
  'te',
  'trailer',
  'http2-settings',
])
const nameFrom = createHeaderNames((name) => UNUSUAL.has(name))

/**
 * Reads the head of `POST /v1/… HTTP/1.1` with a `content-length`. Strict by design: where RFC 9112 lets a reader be
 * lenient (bare LF, folded lines, blanks before a colon, repeated fields), it says `unusual`.
 */
export function readRequestHead(bytes: Buffer): HeadReading {
  if (!beginsLike(bytes)) return 'unusual'
  const end = bytes.indexOf(BLANK_LINE)
  if (end < 0) {
    return bytes.length > MAX_HEAD_BYTES || hasBareLf(bytes) ? 'unusual' : 'incomplete'
  }
  if (end > MAX_HEAD_BYTES) return 'unusual'
  const lines = bytes.toString('latin1', 0, end).split('\r\n')
  const url = REQUEST_LINE.exec(lines[0] ?? '')?.[1]
  const headers = url === undefined ? undefined : readHeaders(lines)
  if (url === undefined || headers === undefined) return 'unusual'
  const length = headers['content-length'] ?? ''
  if (!/^\d{1,9}$/.test(length)) return 'unusual'
  return {
    method: 'POST',
    url,
    headers,
    headBytes: end + BLANK_LINE.length,
    bodyBytes: Number(length),
  }
}

const LF = 10
const CR = 13

/** A line that ends so has no end for us, and its sender would wait for ever. */
function hasBareLf(bytes: Buffer): boolean {
  for (let at = bytes.indexOf(LF); at >= 0; at = bytes.indexOf(LF, at + 1)) {
    if (bytes[at - 1] !== CR) return true
  }
  return false
}

/** As far as the bytes go, they are those of `POST /v1/`. */
function beginsLike(bytes: Buffer): boolean {
  const length = Math.min(bytes.length, START.length)
  return bytes.compare(START, 0, length, 0, length) === 0
}

function readHeaders(lines: string[]): Record<string, string> | undefined {
  const headers: Record<string, string> = Object.create(null)
  for (let index = 1; index < lines.length; index += 1) {
    const line = lines[index] ?? ''
    const colon = line.indexOf(':')
    const name = nameFrom(line.slice(0, Math.max(0, colon)))
    if (name === undefined || name in headers || UNSAFE_VALUE.test(line)) return undefined
    headers[name] = trimBlanks(line, colon + 1)
  }
  const { host, connection } = headers
  if (host === undefined) return undefined
  if (connection !== undefined && connection.toLowerCase() !== 'keep-alive') return undefined
  return headers
}

/** The head of an answer. Throws on a value that would end its line early. */
export function writeResponseHead(
  status: number,
  headers: Readonly<Record<string, string | number>>,
  date: string,
): string {
  let head = `HTTP/1.1 ${status} ${STATUS_CODES[status] ?? 'Status'}\r\n`
  for (const name in headers) {
    const value = String(headers[name])
    if (UNSAFE_VALUE.test(value)) throw new TypeError(`The header ${name} has an unsafe value.`)
    head += `${name}: ${value}\r\n`
  }
  return `${head}date: ${date}\r\nkeep-alive: timeout=75\r\n`
}
