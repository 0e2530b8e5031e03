import { AppError } from '#server/lib/app-error.ts'

/** One part of a form; offsets count from the first byte of the body. */
export interface FormPart {
  name: string
  /** Null: it is no file. */
  filename: string | null
  contentType: string | null
  start: number
  /** The first byte after its value. */
  end: number
  /** Its value where it is no file, and short. */
  text: string | null
}

export interface FormScanner {
  parts: FormPart[]
  /** Throws `invalid_request` at once where this cannot become a form. */
  push(chunk: Buffer): void
  /** Throws where the form is not complete. */
  end(): void
}

const MAX_PARTS = 1000
const MAX_HEAD_BYTES = 8 * 1024
/** Of all fields that are no files. */
const MAX_TEXT_BYTES = 1024 * 1024
const CRLF = Buffer.from('\r\n')
const HEAD_END = Buffer.from('\r\n\r\n')

type State = 'preamble' | 'after-mark' | 'head' | 'value' | 'over'

interface Scan {
  mark: Buffer
  parts: FormPart[]
  state: State
  /** Bytes not decided about yet; the first of them is at `offset`. */
  rest: Buffer
  offset: number
  /** Of the field at work. */
  text: Buffer[]
  textBytes: number
}

/** Finds the parts of `multipart/form-data` as its bytes come, and keeps none of the files. Format: RFC 7578, RFC 2046. */
export function createFormScanner(boundary: string): FormScanner {
  const scan: Scan = {
    mark: Buffer.from(`\r\n--${boundary}`),
    parts: [],
    state: 'preamble',
    // The form may begin with its mark at once.
    rest: Buffer.from(CRLF),
    offset: -CRLF.length,
    text: [],
    textBytes: 0,
  }
  return {
    parts: scan.parts,
    push(chunk) {
      scan.rest = scan.rest.length > 0 ? Buffer.concat([scan.rest, chunk]) : chunk
      while (STEPS[scan.state](scan));
    },
    end() {
      if (scan.state !== 'over') throw wrong('it is cut off: its last boundary is missing')
    },
  }
}

/** Each takes what it can of the bytes at hand. False: it needs more of them. */
const STEPS: Record<State, (scan: Scan) => boolean> = {
  preamble(scan) {
    const at = scan.rest.indexOf(scan.mark)
    if (at < 0) {
      if (scan.offset + scan.rest.length > MAX_HEAD_BYTES) throw wrong('its boundary is not in it')
      return false
    }
    take(scan, at + scan.mark.length)
    scan.state = 'after-mark'
    return true
  },
  'after-mark'(scan) {
    if (scan.rest.length < 2) return false
    const next = scan.rest.toString('latin1', 0, 2)
    if (next !== '--' && next !== '\r\n') throw wrong('a boundary is followed by something else')
    // The head of a part may be empty: its end begins with the line break that follows the mark.
    scan.state = next === '--' ? 'over' : 'head'
    return true
  },
  head(scan) {
    const at = scan.rest.indexOf(HEAD_END)
    if (at > MAX_HEAD_BYTES || (at < 0 && scan.rest.length > MAX_HEAD_BYTES)) {
      throw wrong('the head of a part is too long')
    }
    if (at < 0) return false
    const head = scan.rest.toString('utf8', 0, at)
    take(scan, at + HEAD_END.length)
    if (scan.parts.length >= MAX_PARTS) throw wrong(`it has more than ${MAX_PARTS} parts`)
    scan.parts.push({ ...readHead(head), start: scan.offset, end: scan.offset, text: null })
    scan.text = []
    scan.state = 'value'
    return true
  },
  value(scan) {
    const { rest, mark } = scan
    const at = rest.indexOf(mark)
    if (at < 0) {
      const sure = Math.max(0, rest.length - mark.length)
      keepText(scan, rest.subarray(0, sure))
      take(scan, sure)
      return false
    }
    keepText(scan, rest.subarray(0, at))
    const part = scan.parts.at(-1)
    if (part) {
      part.end = scan.offset + at
      if (part.filename === null) part.text = Buffer.concat(scan.text).toString('utf8')
    }
    take(scan, at + mark.length)
    scan.state = 'after-mark'
    return true
  },
  over(scan) {
    take(scan, scan.rest.length)
    return false
  },
}

function take(scan: Scan, count: number): void {
  scan.rest = scan.rest.subarray(count)
  scan.offset += count
}

function keepText(scan: Scan, bytes: Buffer): void {
  if (scan.parts.at(-1)?.filename !== null || bytes.length === 0) return
  scan.textBytes += bytes.length
  if (scan.textBytes > MAX_TEXT_BYTES) throw wrong('its fields are over 1 MiB, files aside')
  scan.text.push(Buffer.from(bytes))
}

function readHead(head: string): Pick<FormPart, 'name' | 'filename' | 'contentType'> {
  const lines = head.split('\r\n')
  const disposition = valueOf(lines, 'content-disposition')
  const name = parameterOf(disposition, 'name')
  if (name === null) throw wrong('a part has no name')
  return {
    name,
    filename: parameterOf(disposition, 'filename') ?? parameterOf(disposition, 'filename\\*'),
    contentType: valueOf(lines, 'content-type') || null,
  }
}

function valueOf(lines: string[], name: string): string {
  const line = lines.find((one) => one.toLowerCase().startsWith(`${name}:`)) ?? ''
  return line.slice(name.length + 1).trim()
}

function parameterOf(disposition: string, name: string): string | null {
  const found = new RegExp(`;\\s*${name}=(?:"((?:[^"\\\\]|\\\\.)*)"|([^;\\s]*))`, 'i').exec(
    disposition,
  )
  return found ? (found[1] ?? found[2] ?? '') : null
}

/** Of a content type. Throws where it is no form's. */
export function boundaryOf(contentType: string | undefined): string {
  const type = contentType ?? ''
  if (!/^multipart\/form-data\s*(?:;|$)/i.test(type)) {
    throw new AppError(
      'invalid_request',
      'The body must be a form: send the header “content-type: multipart/form-data; boundary=…”.',
    )
  }
  const boundary = parameterOf(`;${type.slice(type.indexOf(';') + 1)}`, 'boundary')
  if (boundary !== null && /^[\w'()+,./:=? -]{0,69}[\w'()+,./:=?-]$/.test(boundary)) return boundary
  throw new AppError('invalid_request', 'The header content-type has no usable boundary.')
}

function wrong(why: string): AppError {
  return new AppError('invalid_request', `The form cannot be read: ${why}.`)
}
