import assert from 'node:assert/strict'
import { test } from 'node:test'
import { Hono } from 'hono'
import { z } from 'zod'
import { ApiErrorBody } from '#wire/errors.ts'
import { silentLog } from '#server/lib/log.ts'
import { body } from './body.ts'
import { toErrorResponse } from './errors.ts'

const Wish = z.strictObject({ name: z.string().max(10), size: z.int().optional() })
const app = new Hono()
app.post('/', body(Wish, 1000), (c) => c.json(c.req.valid('json')))
app.onError((error) => toErrorResponse(error, { requestId: 'r-1', log: silentLog }))

async function send(content: string | Uint8Array<ArrayBuffer>, type = 'application/json') {
  const request = { method: 'POST', body: content, headers: { 'content-type': type } }
  return app.request('/', request)
}

async function refusalOf(content: string | Uint8Array<ArrayBuffer>) {
  const response = await send(content)
  const { error } = ApiErrorBody.parse(await response.json())
  return { status: response.status, ...error }
}

test('what the schema says comes through', async () => {
  const response = await send('{"name":"Ångström"}', 'application/json; charset=utf-8')
  assert.deepEqual(await response.json(), { name: 'Ångström' })
})

test('malformed JSON is told, with where', async () => {
  const { status, code, message, requestId } = await refusalOf('{"name":')
  assert.deepEqual([status, code, requestId], [400, 'invalid_json', 'r-1'])
  assert.match(message, /not valid JSON: .*end of JSON/)
})

test('no body, and one that is not UTF-8, are told', async () => {
  assert.match((await refusalOf('')).message, /no body/)
  assert.match((await refusalOf(new Uint8Array([0x22, 0xc3, 0x22]))).message, /UTF-8/)
})

test('wrong types and unknown fields are told, all at once and by name', async () => {
  const { status, code, message } = await refusalOf('{"name":1,"size":1.5,"role":"admin"}')
  assert.deepEqual([status, code], [400, 'invalid_request'])
  for (const word of ['name', 'size', 'role']) assert.match(message, RegExp(word))
})

test('a body that is too large is refused, also when its length is not told', async () => {
  const large = JSON.stringify({ name: 'x'.repeat(2000) })
  assert.equal((await send(large)).status, 413)
  const stream = new Blob([large]).stream()
  const request = new Request('http://x/', {
    method: 'POST',
    body: stream,
    headers: { 'content-type': 'application/json' },
    duplex: 'half',
  })
  const response = await app.request(request)
  assert.equal(response.status, 413)
  assert.match(await response.text(), /1,000 bytes/)
})

test('JSON that a form of another site could send is refused', async () => {
  for (const type of ['text/plain', 'application/x-www-form-urlencoded', 'multipart/form-data']) {
    assert.equal((await send('{"name":"x"}', type)).status, 400, type)
  }
})

test('what is nested without end is refused before anything goes down into it', async () => {
  const nested = (levels: number) => `{"value":${'['.repeat(levels)}${']'.repeat(levels)}}`
  const anything = new Hono()
  anything.post('/', body(z.object({ value: z.json() })), (c) => c.json({}))
  anything.onError((error) => toErrorResponse(error, { requestId: 'r-1', log: silentLog }))
  const statusOf = async (levels: number) => {
    const headers = { 'content-type': 'application/json' }
    const request = { method: 'POST', body: nested(levels), headers }
    return (await anything.request('/', request)).status
  }
  assert.throws(() => z.json().safeParse(JSON.parse(nested(100_000))), RangeError)
  assert.equal(await statusOf(100), 200)
  assert.equal(await statusOf(100_000), 400)
})
