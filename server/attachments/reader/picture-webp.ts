import type { CleanPicture } from './picture.ts'
import { Unreadable } from './reading.ts'

/** RIFF, its size, and WEBP. */
const HEAD_BYTES = 12
const DRAWING = new Set(['VP8 ', 'VP8L', 'VP8X', 'ALPH', 'ICCP'])
/** Bits of VP8X that announce Exif, XMP and movement. */
const METADATA_BITS = 0b0000_1100
const MOVES_BIT = 0b0000_0010

/** WebP (RFC 9649): the chunks that draw it. */
export function readWebp(bytes: Buffer): CleanPicture {
  const whole = Math.min(bytes.length, bytes.readUInt32LE(4) + 8)
  const kept: Buffer[] = []
  let wasCleaned = whole < bytes.length
  let size: { width: number; height: number } | undefined
  for (let at = HEAD_BYTES; at + 8 <= whole;) {
    const type = bytes.toString('latin1', at, at + 4)
    const length = bytes.readUInt32LE(at + 4)
    const end = at + 8 + length + (length % 2)
    if (at + 8 + length > whole) throw new Unreadable('damaged', 'WebP')
    if (type === 'ANIM' || type === 'ANMF') throw new Unreadable('picture_moves')
    const chunk = Buffer.from(bytes.subarray(at, Math.min(end, whole)))
    size ??= sizeOf(type, chunk)
    if (type === 'VP8X') chunk[8] = (chunk[8] ?? 0) & ~METADATA_BITS
    if (DRAWING.has(type)) kept.push(chunk)
    else wasCleaned = true
    at = end
  }
  if (!size) throw new Unreadable('damaged', 'WebP without a picture')
  const body = Buffer.concat(kept)
  const head = Buffer.from('RIFF\u0000\u0000\u0000\u0000WEBP', 'latin1')
  head.writeUInt32LE(body.length + 4, 4)
  return { ...size, bytes: Buffer.concat([head, body]), wasCleaned }
}

function sizeOf(type: string, chunk: Buffer): { width: number; height: number } | undefined {
  if (type === 'VP8X' && chunk.length >= 18) {
    if (((chunk[8] ?? 0) & MOVES_BIT) !== 0) throw new Unreadable('picture_moves')
    return { width: chunk.readUIntLE(12, 3) + 1, height: chunk.readUIntLE(15, 3) + 1 }
  }
  if (type === 'VP8L' && chunk.length >= 13 && chunk[8] === 0x2f) {
    const bits = chunk.readUInt32LE(9)
    return { width: (bits & 0x3fff) + 1, height: ((bits >>> 14) & 0x3fff) + 1 }
  }
  if (type === 'VP8 ' && chunk.length >= 18) {
    return { width: chunk.readUInt16LE(14) & 0x3fff, height: chunk.readUInt16LE(16) & 0x3fff }
  }
  return undefined
}
