import assert from 'node:assert/strict'
import { test } from 'node:test'
import { crc32, deflateSync } from 'node:zlib'
import { readAnyPicture, readPicture } from './picture.ts'
import { orientationOf } from './picture-orientation.ts'
import { decodePixels, encodePixels, type Pixels } from './pixels.ts'
import { Unreadable } from './reading.ts'
import { onWhite, shrinkPixels } from './shrink-pixels.ts'
import { withOrientation } from './picture-jpeg.ts'

const SECRET = 'GPS 48.8584N 2.2945E'

function chunk(type: string, content: Buffer): Buffer {
  const length = Buffer.alloc(4)
  length.writeUInt32BE(content.length)
  const body = Buffer.concat([Buffer.from(type), content])
  const sum = Buffer.alloc(4)
  sum.writeUInt32BE(crc32(body))
  return Buffer.concat([length, body, sum])
}

function makePng(width = 2, height = 1, more: Buffer[] = []): Buffer {
  const head = Buffer.alloc(13)
  head.writeUInt32BE(width)
  head.writeUInt32BE(height, 4)
  head.set([8, 0], 8)
  return Buffer.concat([
    Buffer.from('\u0089PNG\r\n\u001a\n', 'latin1'),
    chunk('IHDR', head),
    ...more,
    chunk('IDAT', deflateSync(Buffer.from([0, 1, 2]))),
    chunk('IEND', Buffer.alloc(0)),
  ])
}

function segment(marker: number, content: Buffer): Buffer {
  const head = Buffer.from([0xff, marker, 0, 0])
  head.writeUInt16BE(content.length + 2, 2)
  return Buffer.concat([head, content])
}

function makeJpeg(orientation: number): Buffer {
  const tiff = Buffer.alloc(26)
  tiff.write('II*\0', 'latin1')
  tiff.writeUInt32LE(8, 4)
  tiff.writeUInt16LE(1, 8)
  tiff.writeUInt16LE(0x0112, 10)
  tiff.writeUInt16LE(3, 12)
  tiff.writeUInt32LE(1, 14)
  tiff.writeUInt16LE(orientation, 18)
  const frame = Buffer.from([8, 0, 100, 0, 200, 1, 1, 0x11, 0])
  return Buffer.concat([
    Buffer.from([0xff, 0xd8]),
    segment(0xe1, Buffer.concat([Buffer.from('Exif\0\0'), tiff, Buffer.from(SECRET)])),
    segment(0xfe, Buffer.from(SECRET)),
    segment(0xed, Buffer.from(SECRET)),
    segment(0xc0, frame),
    segment(0xda, Buffer.from([1, 1, 0, 0, 63, 0])),
    Buffer.from([0x12, 0xff, 0x00, 0x34, 0xff, 0xd9]),
    Buffer.from(`behind the end: ${SECRET}`),
  ])
}

function clean(format: 'jpeg' | 'png' | 'webp', bytes: Buffer) {
  const reading = readPicture(format, bytes)
  assert.ok(reading.outcome === 'picture')
  assert.ok(!reading.bytes.includes(SECRET), 'place and camera are gone')
  return reading
}

const problemOf = (format: 'jpeg' | 'png' | 'webp', bytes: Buffer) => {
  try {
    readPicture(format, bytes)
    return 'none'
  } catch (error) {
    return error instanceof Unreadable ? error.problem : String(error)
  }
}

test('a JPEG loses place, camera, comments and what hangs behind its end; which way is up stays', () => {
  assert.ok(makeJpeg(6).includes(SECRET))
  const { bytes, width, height, notes } = clean('jpeg', makeJpeg(6))
  assert.deepEqual([width, height], [100, 200], 'it lies on its side')
  assert.deepEqual(notes, ['place_removed'])
  assert.equal(orientationOf(bytes.subarray(6)), 6)
  assert.ok(bytes.subarray(-6).equals(Buffer.from([0x12, 0xff, 0x00, 0x34, 0xff, 0xd9])))
  assert.deepEqual(clean('jpeg', bytes).bytes, bytes, 'once more changes nothing but the mark')
})

test('a PNG loses texts and Exif, and keeps what draws it', () => {
  const made = makePng(2, 1, [
    chunk('tEXt', Buffer.from(SECRET)),
    chunk('eXIf', Buffer.from(SECRET)),
  ])
  const { bytes, width, height } = clean('png', Buffer.concat([made, Buffer.from(SECRET)]))
  assert.deepEqual([width, height], [2, 1])
  assert.deepEqual(bytes, makePng())
})

test('a WebP loses Exif and XMP, and no longer says that it has them', () => {
  const part = (type: string, content: Buffer) => {
    const size = Buffer.alloc(4)
    size.writeUInt32LE(content.length)
    return Buffer.concat([Buffer.from(type), size, content, Buffer.alloc(content.length % 2)])
  }
  const extended = Buffer.alloc(10)
  extended[0] = 0b1100
  extended.writeUIntLE(299, 4, 3)
  extended.writeUIntLE(199, 7, 3)
  const body = Buffer.concat([
    part('VP8X', extended),
    part('VP8 ', Buffer.alloc(10)),
    part('EXIF', Buffer.from(SECRET)),
  ])
  const head = Buffer.from('RIFF\0\0\0\0WEBP', 'latin1')
  head.writeUInt32LE(body.length + 4, 4)
  const { bytes, width, height } = clean('webp', Buffer.concat([head, body]))
  assert.deepEqual([width, height], [300, 200])
  assert.equal(bytes[20], 0)
  assert.equal(bytes.readUInt32LE(4), bytes.length - 8)
})

test('a picture that claims a hundred million points is refused without being drawn', () => {
  assert.equal(problemOf('png', makePng(60_000, 60_000)), 'picture_too_large')
  assert.equal(problemOf('png', makePng(9_000, 10)), 'picture_too_large')
  assert.equal(problemOf('png', makePng(0, 10)), 'damaged')
})

function paint(width: number, height: number, cover = 255): Pixels {
  const data = new Uint8ClampedArray(width * height * 4)
  for (let at = 0; at < data.length; at += 4) {
    // Left half red, right half green.
    data.set((at / 4) % width < width / 2 ? [255, 0, 0, cover] : [0, 255, 0, cover], at)
  }
  return { width, height, data }
}

test('a picture with too long an edge is made smaller, keeps its colours, and which way is up', async () => {
  const wide = await encodePixels(paint(9_000, 12))
  assert.equal(wide.format, 'jpeg')
  const read = await readAnyPicture('jpeg', withOrientation(wide.bytes, 6))
  assert.ok(read.outcome === 'picture')
  // On its side, as it will be seen.
  assert.deepEqual([read.width, read.height], [4, 3_072])
  const { width, height, data } = await decodePixels('jpeg', read.bytes)
  const colourAt = (x: number) => [...data.subarray(x * 4, x * 4 + 2)].map((one) => one > 128)
  assert.deepEqual([width * height, colourAt(100), colourAt(3_000)].slice(1), [
    [true, false],
    [false, true],
  ])
  const glass = await encodePixels(paint(9_000, 12, 100))
  const seen = await readAnyPicture('png', glass.bytes)
  assert.ok(seen.outcome === 'picture')
  assert.deepEqual([glass.format, seen.mediaType, seen.width], ['png', 'image/png', 3_072])
})

test('what shows through weighs as little as it is seen', () => {
  const two = { width: 2, height: 1, data: new Uint8ClampedArray([255, 0, 0, 255, 0, 0, 255, 0]) }
  assert.deepEqual([...shrinkPixels(two, 1).data], [255, 0, 0, 128])
  assert.deepEqual([...onWhite(shrinkPixels(two, 1)).data], [255, 127, 127, 255])
})

test('a picture whose head lies, and one that is too many points, are refused before they are drawn', async () => {
  const problem = async (bytes: Buffer) =>
    readAnyPicture('png', bytes).then(
      () => 'read',
      (error: unknown) => (error instanceof Unreadable ? error.problem : error),
    )
  assert.equal(await problem(makePng(60_000, 60_000)), 'picture_too_large')
  // It says 9,000 × 10, and has three bytes.
  assert.equal(await problem(makePng(9_000, 10)), 'damaged')
})

test('pictures that move, that are cut, or whose sums are wrong are refused', () => {
  assert.equal(problemOf('png', makePng(2, 1, [chunk('acTL', Buffer.alloc(8))])), 'picture_moves')
  assert.equal(problemOf('png', makePng().subarray(0, 40)), 'damaged')
  const wrong = makePng()
  wrong[20] = 9
  assert.equal(problemOf('png', wrong), 'damaged')
  assert.equal(problemOf('jpeg', makeJpeg(1).subarray(0, makeJpeg(1).lastIndexOf(0xff))), 'damaged')
  assert.equal(problemOf('jpeg', Buffer.from([0xff, 0xd8, 0xff, 0xd9])), 'damaged')
})
