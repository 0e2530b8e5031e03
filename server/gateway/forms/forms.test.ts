import assert from 'node:assert/strict'
import { request as httpRequest } from 'node:http'
import { connect } from 'node:net'
import { after, test } from 'node:test'
import { fieldText, readForm } from '#server/providers/fake/multipart.ts'
import { startSuppliers } from '../operations/operations-testing.ts'
import { startV1Server, TEST_KEY } from '../v1/testing.ts'
import { createFormScanner } from './form-scanner.ts'
import { createSpool } from './spool.ts'

const suppliers = await startSuppliers()
const server = await startV1Server(suppliers.providers)
after(async () => {
  await server[Symbol.asyncDispose]()
  await suppliers[Symbol.asyncDispose]()
})

const TYPE = 'multipart/form-data; boundary=XX'
const MODEL = '--XX\r\ncontent-disposition: form-data; name="model"\r\n\r\nopenai-transcription\r\n'
const FILE_HEAD = '--XX\r\nContent-Disposition: form-data; name="file"; filename="a.wav"\r\n\r\n'
const FILE = `${FILE_HEAD}sound\r\n`
const END = '--XX--\r\n'

const REFUSALS: [string, string, string | Buffer, number, RegExp][] = [
  ['JSON', 'application/json', '{}', 400, /multipart\/form-data; boundary/],
  ['no boundary', 'multipart/form-data', MODEL + FILE + END, 400, /no usable boundary/],
  ['a boundary too long', `${TYPE}${'x'.repeat(80)}`, '', 400, /no usable boundary/],
  ['another boundary', 'multipart/form-data; boundary=YY', MODEL + FILE + END, 400, /cut off/],
  ['nothing', TYPE, '', 400, /cut off/],
  ['no last boundary', TYPE, MODEL + FILE, 400, /cut off/],
  ['no model', TYPE, FILE + END, 400, /“model” is missing/],
  ['no file', TYPE, MODEL + END, 400, /“file” is missing/],
  [
    'the model as a file',
    TYPE,
    MODEL.replace('"model"', '"model"; filename="m"') + FILE + END,
    400,
    /“model” is missing/,
  ],
  ['two models', TYPE, MODEL + MODEL + FILE + END, 400, /“model” twice/],
  [
    'a model of NULs',
    TYPE,
    MODEL.replace('openai', '\0\0\0') + FILE + END,
    404,
    /There is no model/,
  ],
  [
    'an empty model',
    TYPE,
    MODEL.replace('openai-transcription', '') + FILE + END,
    400,
    /“model” is wrong/,
  ],
  [
    'a part without a name',
    TYPE,
    `--XX\r\ncontent-type: text/plain\r\n\r\nx\r\n${MODEL}${FILE}${END}`,
    400,
    /has no name/,
  ],
  ['ten thousand parts', TYPE, MODEL.repeat(10_000) + END, 400, /more than 1000 parts/],
  [
    'a head without end',
    TYPE,
    `--XX\r\n${'a: b\r\n'.repeat(5000)}`,
    400,
    /head of a part is too long/,
  ],
  ['garbage after a boundary', TYPE, `--XXyy\r\n${MODEL}`, 400, /followed by something else/],
  ['noise without a boundary', TYPE, Buffer.alloc(100_000, 7), 400, /boundary is not in it/],
  [
    'a field of two megabytes',
    TYPE,
    `${MODEL}--XX\r\ncontent-disposition: form-data; name="prompt"\r\n\r\n${'x'.repeat(2e6)}\r\n${FILE}${END}`,
    400,
    /over 1 MiB/,
  ],
]

for (const [what, type, body, status, message] of REFUSALS) {
  test(`a form with ${what} is refused, and the supplier hears nothing of it`, async () => {
    const before = suppliers.openai.received.length
    const said = await send(body, type)
    assert.equal(said.status, status)
    assert.match(said.text, message)
    assert.match(said.text, /^\{"error":\{"message":/)
    assert.equal(suppliers.openai.received.length, before)
  })
}

test('the model may come after a file of 30 MB, whose bytes arrive as they were', async () => {
  const file = Buffer.alloc(30_000_000, '\r\n--X\0\xff')
  const body = Buffer.concat([Buffer.from(FILE_HEAD), file, Buffer.from(`\r\n${MODEL}${END}`)])
  assert.equal((await send(body, TYPE)).status, 200)
  const received = suppliers.openai.received.at(-1)
  const form = readForm(received?.body ?? Buffer.alloc(0), TYPE)
  assert.ok(form.find(({ name }) => name === 'file')?.bytes.equals(file))
  assert.equal(fieldText(form, 'model'), 'fake-transcription')
  assert.equal(received?.headers['content-length'], String(body.length - 2))
  assert.equal(received?.headers['transfer-encoding'], undefined)
})

test('a form over the limit is refused while it still comes', async () => {
  const body = Buffer.concat([Buffer.from(FILE_HEAD), Buffer.alloc(200)])
  await using small = await startV1Server(undefined, { maxFormBytes: 100 })
  const said = await send(body, TYPE, small.url)
  assert.equal(said.status, 413)
})

test('a caller that hangs up in the middle of its form leaves nothing behind', async () => {
  const before = suppliers.openai.received.length
  const socket = connect(server.port, '127.0.0.1')
  socket.write(
    `POST /v1/audio/transcriptions HTTP/1.1\r\nhost: x\r\nauthorization: Bearer ${TEST_KEY}\r\n` +
      `content-type: ${TYPE}\r\ncontent-length: 100000\r\n\r\n${MODEL}${FILE_HEAD}`,
  )
  await new Promise<void>((resolve) => socket.end(() => resolve()))
  assert.equal((await send(MODEL + FILE + END, TYPE)).status, 200)
  assert.equal(suppliers.openai.received.length, before + 1)
})

test('a form cut anywhere is read the same', () => {
  const whole = Buffer.from(`preamble\r\n${MODEL}${FILE}${END}epilogue`)
  const partsOf = (size: number) => {
    const scanner = createFormScanner('XX')
    for (let at = 0; at < whole.length; at += size) scanner.push(whole.subarray(at, at + size))
    scanner.end()
    return scanner.parts
  }
  const [model, file] = partsOf(whole.length)
  assert.equal(model?.text, 'openai-transcription')
  assert.equal(whole.toString('utf8', file?.start, file?.end), 'sound')
  for (const size of [1, 2, 3, 5, 7, 11, 64]) assert.deepEqual(partsOf(size), [model, file])
})

test('what is too large for the memory is read back as it was, any number of times', async () => {
  const spool = createSpool({ memoryBytes: 1000 })
  const chunks = Array.from({ length: 50 }, (_, index) => Buffer.alloc(7001, `${index} ž`))
  for (const chunk of chunks) await spool.append(chunk)
  for (let time = 0; time < 2; time += 1) {
    assert.ok(Buffer.concat(await Array.fromAsync(spool.read())).equals(Buffer.concat(chunks)))
  }
  await spool.close()
})

test('a call that failed is made again with the whole form', async () => {
  const body = `${FILE}${MODEL}--XX\r\ncontent-disposition: form-data; name="prompt"\r\n\r\n[[fault: status=503 times=1]]\r\n${END}`
  const before = suppliers.openai.received.length
  assert.equal((await send(body, TYPE)).status, 200)
  const [first, second] = suppliers.openai.received.slice(before)
  assert.ok(first && second?.body.equals(first.body))
})

function send(body: string | Buffer, type: string, url = server.url) {
  return new Promise<{ status: number; text: string }>((resolve, reject) => {
    const request = httpRequest(`${url}/v1/audio/transcriptions`, {
      method: 'POST',
      headers: { authorization: `Bearer ${TEST_KEY}`, 'content-type': type },
    })
    request.on('response', (response) => {
      let text = ''
      response.on('data', (chunk) => (text += String(chunk)))
      response.on('end', () => resolve({ status: response.statusCode ?? 0, text }))
    })
    request.on('error', reject)
    request.end(body)
  })
}
