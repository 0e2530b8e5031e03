import type { CleanPicture } from './picture.ts'
import { orientationOf, orientationOnly } from './picture-orientation.ts'
import { Unreadable } from './reading.ts'

const START = 0xd8
const END = 0xd9
const SCAN = 0xda

/** JPEG (ITU-T T.81): the segments that draw it, and nothing behind its end. */
export function readJpeg(bytes: Buffer): CleanPicture {
  const kept: Buffer[] = [bytes.subarray(0, 2)]
  let size: { width: number; height: number } | undefined
  let orientation = 1
  let wasCleaned = false
  let at = 2
  for (;;) {
    const { marker, start, end } = nextSegment(bytes, at)
    const segment = bytes.subarray(at, end)
    if (marker === END) {
      kept.push(segment)
      wasCleaned ||= end < bytes.length
      break
    }
    if (marker === START) throw new Unreadable('damaged', 'a picture in a picture')
    if (isFrame(marker))
      size = { height: bytes.readUInt16BE(start + 1), width: bytes.readUInt16BE(start + 3) }
    at = end
    if (marker === 0xe1) orientation = orientationOf(bytes.subarray(start, end)) ?? orientation
    if (!draws(marker, bytes.subarray(start, end))) {
      wasCleaned = true
      continue
    }
    kept.push(segment)
    if (marker !== SCAN) continue
    const endOfScan = findEndOfScan(bytes, end)
    kept.push(bytes.subarray(end, endOfScan))
    at = endOfScan
  }
  if (!size) throw new Unreadable('damaged', 'JPEG without a frame')
  if (orientation !== 1) kept.splice(1, 0, exifSegment(orientation))
  // From the fifth on it lies on its side.
  const { width, height } = orientation >= 5 ? { width: size.height, height: size.width } : size
  return { bytes: Buffer.concat(kept), width, height, wasCleaned, orientation }
}

function nextSegment(bytes: Buffer, at: number): { marker: number; start: number; end: number } {
  if (at + 2 > bytes.length || bytes[at] !== 0xff) throw new Unreadable('damaged', 'JPEG')
  const marker = bytes[at + 1] ?? 0
  if (marker === END || marker === START || (marker >= 0xd0 && marker <= 0xd7) || marker === 1) {
    return { marker, start: at + 2, end: at + 2 }
  }
  if (at + 4 > bytes.length) throw new Unreadable('damaged', 'JPEG')
  const end = at + 2 + bytes.readUInt16BE(at + 2)
  if (end > bytes.length || end < at + 4) throw new Unreadable('damaged', 'JPEG')
  return { marker, start: at + 4, end }
}

function isFrame(marker: number): boolean {
  return marker >= 0xc0 && marker <= 0xcf && ![0xc4, 0xc8, 0xcc].includes(marker)
}

/** Tables, frames, scans; of what programs add: JFIF, Adobe's note on colours, and colour profiles. */
function draws(marker: number, content: Buffer): boolean {
  if (marker === 0xfe) return false
  if (marker < 0xe0 || marker > 0xef) return true
  const name = content.toString('latin1', 0, 12)
  if (marker === 0xe0) return name.startsWith('JFIF\u0000')
  if (marker === 0xe2) return name.startsWith('ICC_PROFILE\u0000')
  return marker === 0xee && name.startsWith('Adobe')
}

/** In a scan 0xFF is followed by 0, or by a restart mark. */
function findEndOfScan(bytes: Buffer, from: number): number {
  for (let at = bytes.indexOf(0xff, from); at >= 0; at = bytes.indexOf(0xff, at + 1)) {
    const next = bytes[at + 1] ?? 0
    const isOfScan = next === 0 || next === 0xff || (next >= 0xd0 && next <= 0xd7)
    if (!isOfScan) return at
  }
  throw new Unreadable('damaged', 'JPEG that ends in the middle')
}

/** A JPEG that says nothing else about itself, with which way is up. */
export function withOrientation(bytes: Buffer, orientation: number): Buffer {
  return Buffer.concat([bytes.subarray(0, 2), exifSegment(orientation), bytes.subarray(2)])
}

function exifSegment(orientation: number): Buffer {
  const content = Buffer.concat([
    Buffer.from('Exif\u0000\u0000', 'latin1'),
    orientationOnly(orientation),
  ])
  const head = Buffer.from([0xff, 0xe1, 0, 0])
  head.writeUInt16BE(content.length + 2, 2)
  return Buffer.concat([head, content])
}
