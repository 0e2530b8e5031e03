import { isUtf8 } from 'node:buffer'

/** A file that is a text, carried as base64. */
export interface ReadFile {
  text: string
  /** The same file with another text in it, as it is carried. */
  wrap(text: string): string
}

/** Characters of base64 that tell most pictures and recordings from texts. */
const HEAD = 64
/** Of the beginning, in which other files have bytes that no text has. */
const LOOKED_AT = 4096

/** What a value of base64, or a data URL, says; null: it is no text (a picture, a recording, a PDF, something packed). */
export function readEncoded(value: string): ReadFile | null {
  const comma = value.startsWith('data:') ? value.indexOf(',') + 1 : 0
  const lead = value.slice(0, comma)
  const head = Buffer.from(value.slice(comma, comma + HEAD), 'base64')
  if (head[0] !== 0xff && hasControls(head)) return null
  const bytes = Buffer.from(value.slice(comma), 'base64')
  const isWide = bytes[0] === 0xff && bytes[1] === 0xfe
  const encoding = isWide ? 'utf16le' : 'utf8'
  if (!isWide && (!isUtf8(bytes) || hasControls(bytes.subarray(0, LOOKED_AT)))) return null
  return {
    text: bytes.toString(encoding),
    wrap: (text) => lead + Buffer.from(text, encoding).toString('base64'),
  }
}

/** Control characters other than the ones that lay out a text. */
function hasControls(bytes: Buffer): boolean {
  return bytes.some((byte) => byte < 0x20 && (byte < 9 || byte > 13) && byte !== 0x1b)
}
