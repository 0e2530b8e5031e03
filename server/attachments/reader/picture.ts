import type { AttachmentNote } from '#wire/attachments.ts'
import { readJpeg } from './picture-jpeg.ts'
import { readPng } from './picture-png.ts'
import { readWebp } from './picture-webp.ts'
import { Unreadable, type Reading } from './reading.ts'

/** A picture without what it tells beside itself. */
export interface CleanPicture {
  bytes: Buffer
  width: number
  height: number
  /** Something was taken out. */
  wasCleaned: boolean
}

/** What every provider takes. The web app sends them smaller by far. */
export const MAX_EDGE = 8_000
const MAX_PIXELS = 40_000_000
const MAX_BYTES = 8 * 1024 * 1024

const READERS = { jpeg: readJpeg, png: readPng, webp: readWebp }

/**
 * Takes a picture apart and puts together what draws it: no camera, place, time, thumbnail, comment, nor anything behind its
 * end. Its pixels are not decoded here, so that there is nothing to blow up; the browser made it small, and the model's
 * provider decodes it. Which way is up stays.
 */
export function readPicture(format: keyof typeof READERS, bytes: Buffer): Reading {
  const { width, height, bytes: clean, wasCleaned } = READERS[format](bytes)
  if (width < 1 || height < 1) throw new Unreadable('damaged', 'a picture without a size')
  const isTooLarge =
    Math.max(width, height) > MAX_EDGE || width * height > MAX_PIXELS || clean.length > MAX_BYTES
  if (isTooLarge) throw new Unreadable('picture_too_large')
  const notes: AttachmentNote[] = wasCleaned ? ['place_removed'] : []
  return { outcome: 'picture', mediaType: `image/${format}`, width, height, notes, bytes: clean }
}
