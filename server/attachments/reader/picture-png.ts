import { crc32 } from 'node:zlib'
import type { CleanPicture } from './picture.ts'
import { Unreadable } from './reading.ts'

const SIGNATURE_BYTES = 8
/** Length, type, and checksum. */
const AROUND_CHUNK = 12
/** What draws it (ISO/IEC 15948); texts, times, Exif, and what programs keep to themselves go. */
const DRAWING = new Set(
  'IHDR PLTE IDAT IEND tRNS gAMA cHRM sRGB iCCP sBIT bKGD pHYs cICP'.split(' '),
)

/** PNG: the chunks that draw it, and nothing behind its end. */
export function readPng(bytes: Buffer): CleanPicture {
  const kept: Buffer[] = [bytes.subarray(0, SIGNATURE_BYTES)]
  let wasCleaned = false
  let size: { width: number; height: number } | undefined
  let at = SIGNATURE_BYTES
  for (;;) {
    if (at + AROUND_CHUNK > bytes.length) throw new Unreadable('damaged', 'PNG')
    const length = bytes.readUInt32BE(at)
    const end = at + AROUND_CHUNK + length
    if (end > bytes.length) throw new Unreadable('damaged', 'PNG')
    const type = bytes.toString('latin1', at + 4, at + 8)
    if (type === 'acTL') throw new Unreadable('picture_moves')
    if (crc32(bytes.subarray(at + 4, end - 4)) !== bytes.readUInt32BE(end - 4)) {
      throw new Unreadable('damaged', 'PNG, a checksum')
    }
    if (type === 'IHDR' && length === 13) {
      size = { width: bytes.readUInt32BE(at + 8), height: bytes.readUInt32BE(at + 12) }
    }
    if (DRAWING.has(type)) kept.push(bytes.subarray(at, end))
    else wasCleaned = true
    at = end
    if (type === 'IEND') break
  }
  if (!size) throw new Unreadable('damaged', 'PNG without a head')
  return { ...size, bytes: Buffer.concat(kept), wasCleaned: wasCleaned || at < bytes.length }
}
