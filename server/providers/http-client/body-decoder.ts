import { NotHttp, type ResponseHead } from './response-head.ts'

export interface BodyDecoder {
  /** Passes on what is body of these bytes. Returns how many were used up once the body is whole; undefined: it is not. */
  push(bytes: Buffer, onBody: (piece: Buffer) => void): number | undefined
  /** Whether the body is whole when the connection closes now. */
  isWholeAtClose: boolean
}

export function createBodyDecoder(body: ResponseHead['body']): BodyDecoder {
  if (body === 'chunked') return createChunkDecoder()
  if (body === 'until-close') {
    return {
      isWholeAtClose: true,
      push(bytes, onBody) {
        onBody(bytes)
        return undefined
      },
    }
  }
  let left = body
  return {
    isWholeAtClose: false,
    push(bytes, onBody) {
      const piece = bytes.length > left ? bytes.subarray(0, left) : bytes
      left -= piece.length
      if (piece.length > 0) onBody(piece)
      return left === 0 ? piece.length : undefined
    },
  }
}

/** A line of a chunk's size or of a trailer is short; extensions are allowed and mean nothing. */
const MAX_LINE_BYTES = 4096
const MAX_TRAILER_LINES = 64
const SIZE_LINE =
  /^([0-9A-Fa-f]{1,12})(?:;[A-Za-z0-9!#$%&'*+.^_`|~-]+(?:=[A-Za-z0-9!#$%&'*+.^_`|~-]+)?)*$/
const TRAILER = /^[A-Za-z0-9!#$%&'*+.^_`|~-]+:[\t\x20-\x7e\x80-\xff]*$/
const LF = 10
const CR = 13

type Phase = 'size' | 'bytes' | 'end-of-bytes' | 'trailer'

/** RFC 9112, section 7.1. Throws NotHttp where it is not kept to. */
function createChunkDecoder(): BodyDecoder {
  let phase: Phase = 'size'
  let line = ''
  let left = 0
  let trailerLines = 0

  /** The line that ends in these bytes, and where the next byte is; undefined: it goes on. */
  const readLine = (bytes: Buffer, from: number): { text: string; next: number } | undefined => {
    const end = bytes.indexOf(LF, from)
    line += bytes.toString('latin1', from, end < 0 ? bytes.length : end)
    if (line.length > MAX_LINE_BYTES) throw new NotHttp('A line of a chunk has no end.')
    if (end < 0) return undefined
    const text = line
    line = ''
    if (text.charCodeAt(text.length - 1) !== CR) throw new NotHttp('A line ends without CR.')
    return { text: text.slice(0, -1), next: end + 1 }
  }
  /** Takes a whole line. True: it was the last of the body. */
  const takeLine = (text: string): boolean => {
    if (phase === 'trailer') {
      trailerLines += 1
      if (trailerLines > MAX_TRAILER_LINES) throw new NotHttp('The trailers have no end.')
      if (text !== '' && !TRAILER.test(text)) throw new NotHttp('A trailer is malformed.')
      return text === ''
    }
    if (phase === 'end-of-bytes') {
      if (text !== '') throw new NotHttp('A chunk is longer than it said.')
      phase = 'size'
      return false
    }
    const size = SIZE_LINE.exec(text)?.[1]
    if (size === undefined) throw new NotHttp('The size of a chunk is not a number.')
    left = Number.parseInt(size, 16)
    phase = left === 0 ? 'trailer' : 'bytes'
    return false
  }
  return {
    isWholeAtClose: false,
    push(bytes, onBody) {
      let at = 0
      while (at < bytes.length) {
        if (phase === 'bytes') {
          const piece = bytes.subarray(at, at + left)
          onBody(piece)
          at += piece.length
          left -= piece.length
          if (left === 0) phase = 'end-of-bytes'
          continue
        }
        const read = readLine(bytes, at)
        if (!read) return undefined
        at = read.next
        if (takeLine(read.text)) return at
      }
      return undefined
    },
  }
}
