import assert from 'node:assert/strict'
import { test } from 'node:test'
import { tokensOfPicture } from '#server/metering/picture-tokens.ts'
import { readPictureSize } from '#server/lib/picture-size.ts'
import { findPictures } from './find-pictures.ts'
import { scanCall } from './scan.ts'

function png(width: number, height: number, bytes = 3000): Buffer {
  const picture = Buffer.alloc(bytes)
  picture.write('\x89PNG\r\n\x1a\n\0\0\0\rIHDR', 0, 'latin1')
  picture.writeUInt32BE(width, 16)
  picture.writeUInt32BE(height, 20)
  return picture
}
const JPEG = Buffer.from('ffd8ffe000044142ffc400041234ffc2000b080258032003012200', 'hex')
const GIF = Buffer.from('GIF89a\x20\x03\x58\x02....', 'latin1')
const WEBP = {
  extended: Buffer.from('RIFF....WEBPVP8X....\0\0\0\0\x1f\x03\0\x57\x02\0', 'latin1'),
  lossy: Buffer.from('RIFF....WEBPVP8 ....\0\0\0\x9d\x01\x2a\x20\x03\x58\x02', 'latin1'),
  lossless: Buffer.concat([
    Buffer.from('RIFF....WEBPVP8L....\x2f', 'latin1'),
    Buffer.from([0x1f, 0xc3, 0x95, 0x00, 0, 0, 0, 0, 0]),
  ]),
}

test('the size of a picture is read from its first bytes, and what is cut off or no picture has none', () => {
  for (const picture of [png(800, 600), JPEG, GIF, ...Object.values(WEBP)]) {
    assert.deepEqual(readPictureSize(picture), { width: 800, height: 600 })
    for (let length = 0; length < 10; length += 1)
      assert.equal(readPictureSize(picture.subarray(0, length)), undefined)
  }
  assert.equal(
    readPictureSize(Buffer.from('words and more words, which are no picture')),
    undefined,
  )
})

const scan = (body: object, dialect: 'openai-chat' | 'anthropic-messages' = 'openai-chat') => {
  const bytes = Buffer.from(JSON.stringify({ model: 'm', max_tokens: 5, ...body }))
  return findPictures(scanCall(bytes, 'chat', dialect))
}
const said = (...content: object[]) => ({ messages: [{ role: 'user', content }] })

test('pictures are found where each dialect has them', () => {
  const data = png(800, 600).toString('base64')
  const url = `data:image/png;base64,${data}`
  const size = { width: 800, height: 600 }
  const found = scan(said({ type: 'image_url', image_url: { url, detail: 'high' } }))
  assert.deepEqual(found?.sizes, [size])
  assert.ok(Math.abs((found?.bytes ?? 0) - data.length) < 3)
  assert.deepEqual(scan(said({ type: 'image_url', image_url: url }))?.sizes, [size])
  const elsewhere = { type: 'image_url', image_url: { url: 'https://x.example/a.png' } }
  assert.deepEqual(scan(said(elsewhere)), { bytes: 0, sizes: [null] })
  const source = { type: 'base64', media_type: 'image/png', data }
  assert.deepEqual(scan(said({ type: 'image', source }), 'anthropic-messages')?.sizes, [size])
  assert.equal(scan(said({ type: 'text', text: 'an image of words' })), undefined)
})

test('words that are called a picture are counted as words', () => {
  const words = Buffer.from('these are words '.repeat(100)).toString('base64')
  const asUrl = scan(said({ type: 'image_url', image_url: `data:image/png;base64,${words}` }))
  assert.equal(asUrl?.bytes, 0)
  const data = png(8, 8, 9000).toString('base64')
  const source = { type: 'text', media_type: 'text/plain', data }
  assert.equal(
    scan(said({ type: 'document', title: 'image', source }), 'anthropic-messages'),
    undefined,
  )
  assert.equal(scan(said({ type: 'text', text: `data:image/png;base64,${data}` })), undefined)
})

test('a picture counts as its supplier says, and nowhere without end', () => {
  const size = { width: 1024, height: 1024 }
  assert.equal(tokensOfPicture(size, 'anthropic'), 1399)
  assert.equal(tokensOfPicture({ width: 300, height: 300 }, 'gemini'), 258)
  assert.equal(tokensOfPicture({ width: 960, height: 540 }, 'gemini'), 6 * 258)
  assert.equal(tokensOfPicture(size, 'mistral'), 65 * 64)
  assert.ok(tokensOfPicture({ width: 2048, height: 4096 }, 'openai') >= 1105)
  const huge = { width: 4_000_000_000, height: 1 }
  for (const preset of ['openai', 'anthropic', 'gemini', 'mistral', null]) {
    assert.ok(tokensOfPicture(huge, preset) < 20_000)
    assert.ok(tokensOfPicture(null, preset) > 1000)
  }
})
