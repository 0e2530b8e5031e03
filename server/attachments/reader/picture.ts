import type { AttachmentNote } from '#wire/attachments.ts'
import { readJpeg, withOrientation } from './picture-jpeg.ts'
import { readPng } from './picture-png.ts'
import { readWebp } from './picture-webp.ts'
import { decodePixels, encodePixels } from './pixels.ts'
import { Unreadable, type Reading } from './reading.ts'
import { onWhite, shrinkPixels } from './shrink-pixels.ts'

/** A picture without what it tells beside itself. */
export interface CleanPicture {
  bytes: Buffer
  width: number
  height: number
  /** Something was taken out. */
  wasCleaned: boolean
  /** Which way is up, as Exif says it (1 to 8); absent: as it lies. */
  orientation?: number
}

/** What every provider takes. The web app sends them smaller by far; what programs send is made smaller here. */
export const MAX_EDGE = 8_000
const MAX_PIXELS = 40_000_000
const MAX_BYTES = 8 * 1024 * 1024

/** More is not decoded: four bytes each, twice, is what the process has room for. */
const MAX_DECODED_PIXELS = 64_000_000
/** Of a picture that was made smaller: what models look at is smaller still. */
const SHRUNK_EDGE = 3_072

const READERS = { jpeg: readJpeg, png: readPng, webp: readWebp }

/**
 * Takes a picture apart and puts together what draws it: no camera, place, time, thumbnail, comment, nor anything behind its
 * end. Its pixels are not decoded here, so that there is nothing to blow up; the browser made it small, and the model's
 * provider decodes it. Which way is up stays.
 */
export function readPicture(format: keyof typeof READERS, bytes: Buffer): Reading {
  const clean = cleanPicture(format, bytes)
  if (isTooLarge(clean)) throw new Unreadable('picture_too_large')
  return toReading(format, clean)
}

/** The same; one that is larger than that is decoded and made smaller, in this process, whose memory has a limit. */
export async function readAnyPicture(
  format: keyof typeof READERS,
  bytes: Buffer,
): Promise<Reading> {
  const clean = cleanPicture(format, bytes)
  if (!isTooLarge(clean)) return toReading(format, clean)
  // By its head, before a byte of it is decoded.
  if (clean.width * clean.height > MAX_DECODED_PIXELS) throw new Unreadable('picture_too_large')
  const smaller = await shrink(format, clean)
  if (isTooLarge(smaller)) throw new Unreadable('picture_too_large')
  return toReading(smaller.format, smaller)
}

function cleanPicture(format: keyof typeof READERS, bytes: Buffer): CleanPicture {
  const clean = READERS[format](bytes)
  if (clean.width < 1 || clean.height < 1) {
    throw new Unreadable('damaged', 'a picture without a size')
  }
  return clean
}

function isTooLarge({ width, height, bytes }: CleanPicture): boolean {
  return (
    Math.max(width, height) > MAX_EDGE || width * height > MAX_PIXELS || bytes.length > MAX_BYTES
  )
}

async function shrink(format: keyof typeof READERS, picture: CleanPicture) {
  const pixels = await decodePixels(format, picture.bytes).catch(() => {
    throw new Unreadable('damaged', 'a picture that does not decode')
  })
  // What its head said was not what it is.
  if (pixels.width * pixels.height !== picture.width * picture.height) {
    throw new Unreadable('damaged', 'a picture of two sizes')
  }
  const small = shrinkPixels(pixels, SHRUNK_EDGE)
  const first = await encodePixels(small)
  // What does not pack without loss goes as a photograph, on white.
  const made = first.bytes.length > MAX_BYTES ? await encodePixels(onWhite(small)) : first
  const { orientation } = picture
  const isTurned = made.format === 'jpeg' && orientation !== undefined && orientation !== 1
  const bytes = isTurned ? withOrientation(made.bytes, orientation) : made.bytes
  return { format: made.format, ...READERS[made.format](bytes), wasCleaned: picture.wasCleaned }
}

function toReading(
  format: keyof typeof READERS,
  { width, height, bytes, wasCleaned }: CleanPicture,
): Reading {
  const notes: AttachmentNote[] = wasCleaned ? ['place_removed'] : []
  return { outcome: 'picture', mediaType: `image/${format}`, width, height, notes, bytes }
}
