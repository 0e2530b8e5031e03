import { isUtf8 } from 'node:buffer'
import { AppError } from './app-error.ts'

/** One member of the outermost object, as offsets into the bytes; `end` is the first byte after the value. */
export interface JsonMember {
  name: string
  nameStart: number
  start: number
  end: number
}

export interface ScannedObject {
  /** The offset of the opening brace. */
  open: number
  members: JsonMember[]
}

/** Containers in containers; what people and programs send stays under 30. */
const MAX_DEPTH = 128

/**
 * The members of the object that the bytes are, without building any of their values. Accepts exactly what JSON.parse
 * accepts of UTF-8 objects, but for two things: members of one name, and nesting deeper than 128. Throws `invalid_json`.
 * Grammar: RFC 8259.
 */
export function scanObject(bytes: Buffer): ScannedObject {
  if (!isUtf8(bytes)) throw new AppError('invalid_json', 'The body is not UTF-8 text.')
  view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length)
  const open = skipSpace(bytes, 0)
  if (open === bytes.length)
    throw new AppError('invalid_json', 'The body is empty; send a JSON object.')
  if (bytes[open] !== OPEN_BRACE) throw notJson(bytes, open, 'an object was expected')
  const members: JsonMember[] = []
  let at = skipSpace(bytes, open + 1)
  if (bytes[at] === CLOSE_BRACE) at += 1
  else at = scanMembers(bytes, at, members)
  checkNames(members)
  const rest = skipSpace(bytes, at)
  if (rest < bytes.length) throw notJson(bytes, rest, 'nothing may follow the object')
  return { open, members }
}

/** The string that a member's value is; undefined where it is something else. */
export function stringAt(bytes: Buffer, { start, end }: { start: number; end: number }) {
  return bytes[start] === QUOTE ? readString(bytes, start, end) : undefined
}

/** Replaces what stands between two offsets. */
export interface Edit {
  start: number
  end: number
  text: string
}

/** The bytes with the edits made, every other byte as it was. Edits may touch but not overlap; any order. */
export function splice(bytes: Buffer, edits: Edit[]): Buffer {
  const pieces: Buffer[] = []
  let from = 0
  for (const { start, end, text } of edits.toSorted((a, b) => a.start - b.start || a.end - b.end)) {
    if (start < from) throw new Error('Two edits overlap.')
    pieces.push(bytes.subarray(from, start), Buffer.from(text))
    from = end
  }
  pieces.push(bytes.subarray(from))
  return Buffer.concat(pieces)
}

const QUOTE = 0x22
const BACKSLASH = 0x5c
const COMMA = 0x2c
const COLON = 0x3a
const MINUS = 0x2d
const DOT = 0x2e
const ZERO = 0x30
const OPEN_BRACE = 0x7b
const CLOSE_BRACE = 0x7d
const OPEN_BRACKET = 0x5b
const CLOSE_BRACKET = 0x5d

function scanMembers(bytes: Buffer, from: number, members: JsonMember[]): number {
  let at = from
  for (;;) {
    const nameStart = at
    const nameEnd = skipString(bytes, at)
    const name = readString(bytes, nameStart, nameEnd)
    const start = skipColon(bytes, nameEnd)
    const end = skipValue(bytes, start)
    members.push({ name, nameStart, start, end })
    at = skipSpace(bytes, end)
    if (bytes[at] === CLOSE_BRACE) return at + 1
    if (bytes[at] !== COMMA) throw notJson(bytes, at, 'a comma or "}" was expected')
    at = skipSpace(bytes, at + 1)
  }
}

/** A set costs more than it saves for the few names that a request has. */
const FEW = 16

function checkNames(members: JsonMember[]): void {
  const names = members.length > FEW ? new Set<string>() : undefined
  for (const [index, { name }] of members.entries()) {
    const isKnown = names ? names.has(name) : isAmong(name, members, index)
    if (isKnown) {
      const shown = JSON.stringify(name.slice(0, 100))
      throw new AppError(
        'invalid_json',
        `The body has ${shown} twice; which one counts is unclear.`,
      )
    }
    names?.add(name)
  }
}

function isAmong(name: string, members: JsonMember[], end: number): boolean {
  for (let index = 0; index < end; index += 1) {
    if (members[index]?.name === name) return true
  }
  return false
}

/** What kind of container each open one is: its closing byte. Scanning never waits, so one is enough for all. */
const closers = new Uint8Array(MAX_DEPTH)

/** The offset after the value at `from`. A loop, not recursion: depth costs a byte, not a stack frame. */
function skipValue(bytes: Buffer, from: number): number {
  let at = from
  let depth = 0
  for (;;) {
    const byte = bytes[at]
    if (byte === OPEN_BRACE || byte === OPEN_BRACKET) {
      // The outermost object is one level already.
      if (depth + 1 >= MAX_DEPTH) throw notJson(bytes, at, `nesting ends at ${MAX_DEPTH} levels`)
      const closer = byte === OPEN_BRACE ? CLOSE_BRACE : CLOSE_BRACKET
      closers[depth] = closer
      depth += 1
      at = skipSpace(bytes, at + 1)
      if (bytes[at] !== closer) {
        at = closer === CLOSE_BRACE ? skipName(bytes, at) : at
        continue
      }
    } else {
      at = skipScalar(bytes, at)
      if (depth === 0) return at
      at = skipSpace(bytes, at)
    }
    while (depth > 0 && bytes[at] === closers[depth - 1]) {
      depth -= 1
      if (depth === 0) return at + 1
      at = skipSpace(bytes, at + 1)
    }
    if (bytes[at] !== COMMA) throw notJson(bytes, at, 'a comma or a closing bracket was expected')
    at = skipSpace(bytes, at + 1)
    if (closers[depth - 1] === CLOSE_BRACE) at = skipName(bytes, at)
  }
}

function skipName(bytes: Buffer, from: number): number {
  return skipColon(bytes, skipString(bytes, from))
}

function skipColon(bytes: Buffer, from: number): number {
  const at = skipSpace(bytes, from)
  if (bytes[at] !== COLON) throw notJson(bytes, at, 'a colon was expected')
  return skipSpace(bytes, at + 1)
}

function skipSpace(bytes: Buffer, from: number): number {
  let at = from
  for (; at < bytes.length; at += 1) {
    const byte = bytes[at]
    if (byte !== 0x20 && byte !== 0x0a && byte !== 0x0d && byte !== 0x09) break
  }
  return at
}

function skipString(bytes: Buffer, from: number): number {
  if (bytes[from] !== QUOTE) throw notJson(bytes, from, 'a name in double quotes was expected')
  let at = skipPlain(bytes, from + 1)
  while (at < bytes.length) {
    const byte = bytes[at]
    if (byte === QUOTE) return at + 1
    if (byte !== BACKSLASH) throw notJson(bytes, at, 'a control character must be escaped')
    at = skipPlain(bytes, skipEscape(bytes, at))
  }
  throw notJson(bytes, at, 'a string has no end')
}

/** The bytes under scan, for reading four at once. */
let view: DataView = new DataView(new ArrayBuffer(0))

/**
 * The offset of the next quote, backslash or control character. Four bytes at a time, with the usual test of all bytes
 * of a word at once for one below n, or equal to n; then the few bytes of the word that holds one.
 */
function skipPlain(bytes: Buffer, from: number): number {
  const end = bytes.length
  const lastWord = end - 4
  let at = from
  for (; at <= lastWord; at += 4) {
    const word = view.getInt32(at, true)
    const quote = word ^ 0x22222222
    const slash = word ^ 0x5c5c5c5c
    const low = (word - 0x20202020) & ~word
    const found = low | ((quote - 0x01010101) & ~quote) | ((slash - 0x01010101) & ~slash)
    if ((found & 0x80808080) !== 0) break
  }
  while (at < end && IS_PLAIN[bytes[at] ?? 0] === 1) at += 1
  return at
}

const IS_PLAIN = Uint8Array.from({ length: 256 }, (_, byte) =>
  Number(byte >= 0x20 && byte !== QUOTE && byte !== BACKSLASH),
)
const IS_ESCAPE = Uint8Array.from({ length: 256 }, (_, byte) =>
  Number('"\\/bfnrt'.includes(String.fromCharCode(byte))),
)

function skipEscape(bytes: Buffer, from: number): number {
  const kind = bytes[from + 1] ?? 0
  if (kind === 0x75) {
    for (let at = from + 2; at < from + 6; at += 1) {
      if (!isHex(bytes[at] ?? 0)) throw notJson(bytes, at, 'four hexadecimal digits were expected')
    }
    return from + 6
  }
  if (IS_ESCAPE[kind] === 1) return from + 2
  throw notJson(bytes, from, 'this escape does not exist')
}

function skipScalar(bytes: Buffer, from: number): number {
  const byte = bytes[from]
  if (byte === QUOTE) return skipString(bytes, from)
  if (byte === 0x74) return skipWord(bytes, from, 'true')
  if (byte === 0x66) return skipWord(bytes, from, 'false')
  if (byte === 0x6e) return skipWord(bytes, from, 'null')
  return skipNumber(bytes, from)
}

function skipWord(bytes: Buffer, from: number, word: string): number {
  const end = from + word.length
  if (bytes.toString('latin1', from, end) !== word)
    throw notJson(bytes, from, `“${word}” was expected`)
  return end
}

function skipNumber(bytes: Buffer, from: number): number {
  const start = bytes[from] === MINUS ? from + 1 : from
  let at = bytes[start] === ZERO ? start + 1 : skipDigits(bytes, start)
  if (bytes[at] === DOT) at = skipDigits(bytes, at + 1)
  if (bytes[at] === 0x65 || bytes[at] === 0x45) {
    const isSigned = bytes[at + 1] === MINUS || bytes[at + 1] === 0x2b
    at = skipDigits(bytes, at + (isSigned ? 2 : 1))
  }
  return at
}

function skipDigits(bytes: Buffer, from: number): number {
  let at = from
  while (isDigit(bytes[at] ?? 0)) at += 1
  if (at === from) throw notJson(bytes, from, 'a value was expected')
  return at
}

function isDigit(byte: number): boolean {
  return byte >= 0x30 && byte <= 0x39
}

function isHex(byte: number): boolean {
  return isDigit(byte) || (byte >= 0x41 && byte <= 0x46) || (byte >= 0x61 && byte <= 0x66)
}

/** `from` is at the quote that opens. JSON.parse undoes the escapes, where there are any. */
function readString(bytes: Buffer, from: number, end: number): string {
  const text = bytes.toString('utf8', from + 1, end - 1)
  return text.includes('\\') ? String(JSON.parse(`"${text}"`)) : text
}

function notJson(bytes: Buffer, at: number, what: string): AppError {
  const where = at < bytes.length ? `at byte ${at}` : 'at its end'
  return new AppError('invalid_json', `The body is not valid JSON: ${where}, ${what}.`)
}
