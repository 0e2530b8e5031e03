/** A conversation of a file, or why it cannot be one. */
export type JsonElement =
  | { type: 'value'; bytes: Buffer }
  | { type: 'too_large' | 'too_deep' | 'broken' }

/** One conversation. A book has a megabyte. */
const MAX_ELEMENT_BYTES = 64 * 1024 * 1024
/** Recursive exports have two levels a message. */
const MAX_DEPTH = 20_000

const [QUOTE, BACKSLASH, OPEN_LIST, CLOSE_LIST, OPEN_OBJECT, CLOSE_OBJECT, COMMA] =
  Buffer.from('"\\[]{},')
/** Members of a document that hold its conversations. */
const CONTAINERS = new Set(['conversations', 'chats'])

/**
 * The elements of a list of JSON, one at a time, however long it is: `[…]`, `{"conversations": […]}`, one object, or one a line.
 * Only brackets and strings are looked at; whoever takes an element parses it.
 */
export async function* readElements(chunks: AsyncIterable<Buffer>): AsyncGenerator<JsonElement> {
  const scanner = createScanner()
  for await (const chunk of chunks) yield* scanner.feed(chunk)
  yield* scanner.end()
}

interface Scan {
  depth: number
  /** Elements are directly in brackets of this depth. */
  base: number
  isInString: boolean
  isEscaped: boolean
  /** Where the element begins in this chunk; -1: it began in an earlier one, or there is none. */
  start: number
  pieces: Buffer[]
  size: number
  isOpen: boolean
  isScalar: boolean
  deepest: number
  /** Of the document, while it may yet have a list of conversations. */
  key: number[] | null
  lastKey: string
  isDone: boolean
}

function createScanner() {
  const scan: Scan = {
    depth: 0,
    base: 0,
    isInString: false,
    isEscaped: false,
    start: -1,
    pieces: [],
    size: 0,
    isOpen: false,
    isScalar: false,
    deepest: 0,
    key: null,
    lastKey: '',
    isDone: false,
  }
  return {
    feed(chunk: Buffer): JsonElement[] {
      const found: JsonElement[] = []
      if (scan.isOpen) scan.start = 0
      for (let at = 0; at < chunk.length && !scan.isDone; at += 1) {
        const byte = chunk[at] ?? 0
        if (scan.isInString) stepInString(scan, byte)
        else stepOutside(scan, byte, { chunk, at, found })
      }
      if (scan.isOpen) keep(scan, chunk.subarray(Math.max(0, scan.start)))
      return found
    },
    end(): JsonElement[] {
      return scan.isOpen || (scan.depth > 0 && !scan.isDone) ? [{ type: 'broken' }] : []
    },
  }
}

function stepInString(scan: Scan, byte: number): void {
  if (scan.isEscaped) scan.isEscaped = false
  else if (byte === BACKSLASH) scan.isEscaped = true
  else if (byte === QUOTE) {
    scan.isInString = false
    if (scan.key) scan.lastKey = Buffer.from(scan.key).toString('utf8')
    scan.key = null
  }
  if (scan.isInString && scan.key && scan.key.length < 40) scan.key.push(byte)
}

interface Where {
  chunk: Buffer
  at: number
  found: JsonElement[]
}

function stepOutside(scan: Scan, byte: number, where: Where): void {
  switch (byte) {
    case QUOTE:
      scan.isInString = true
      if (scan.base === 0 && scan.depth === 1) scan.key = []
      return beginScalar(scan)
    case OPEN_OBJECT:
    case OPEN_LIST:
      return open(scan, byte, where)
    case CLOSE_OBJECT:
    case CLOSE_LIST:
      return close(scan, where)
    case COMMA:
      if (scan.depth === scan.base) endScalar(scan, where)
      return undefined
    default:
      return byte > 0x20 && byte < 0x7f ? beginScalar(scan) : undefined
  }
}

function beginScalar(scan: Scan): void {
  if (!scan.isOpen && scan.base > 0 && scan.depth === scan.base) scan.isScalar = true
}

function endScalar(scan: Scan, { found }: Where): void {
  if (scan.isScalar) found.push({ type: 'broken' })
  scan.isScalar = false
}

function open(scan: Scan, byte: number, { at }: Where): void {
  const isList = byte === OPEN_LIST
  const isContainer =
    scan.base === 0 &&
    isList &&
    (scan.depth === 0 || (scan.depth === 1 && CONTAINERS.has(scan.lastKey)))
  scan.depth += 1
  scan.deepest = Math.max(scan.deepest, scan.depth)
  if (isContainer) {
    scan.base = scan.depth
    forget(scan)
  } else if (!scan.isOpen && scan.depth === scan.base + 1) {
    scan.isOpen = true
    scan.start = at
    scan.deepest = scan.depth
  }
}

function close(scan: Scan, where: Where): void {
  if (scan.depth === scan.base) endScalar(scan, where)
  scan.depth -= 1
  if (scan.isOpen && scan.depth === scan.base) {
    keep(scan, where.chunk.subarray(Math.max(0, scan.start), where.at + 1))
    where.found.push(finish(scan))
    forget(scan)
  } else if (scan.depth < scan.base) scan.isDone = true
}

function finish(scan: Scan): JsonElement {
  if (scan.size > MAX_ELEMENT_BYTES) return { type: 'too_large' }
  if (scan.deepest > MAX_DEPTH) return { type: 'too_deep' }
  return { type: 'value', bytes: Buffer.concat(scan.pieces) }
}

/** Copied: the chunk is used again. Of what is too large nothing is kept. */
function keep(scan: Scan, piece: Buffer): void {
  scan.size += piece.length
  if (scan.size > MAX_ELEMENT_BYTES) scan.pieces = []
  else scan.pieces.push(Buffer.from(piece))
  scan.start = 0
}

function forget(scan: Scan): void {
  scan.isOpen = false
  scan.start = -1
  scan.pieces = []
  scan.size = 0
  scan.deepest = 0
}
