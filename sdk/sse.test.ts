import assert from 'node:assert/strict'
import { test } from 'node:test'
import { readSseEvents } from './sse.ts'

async function* inPieces(text: string, size: number) {
  const bytes = new TextEncoder().encode(text)
  for (let at = 0; at < bytes.length; at += size) yield bytes.slice(at, at + size)
}
const read = (text: string, size = text.length) =>
  Array.fromAsync(readSseEvents(inPieces(text, size)))

const STREAM = ':\n\nid: 1\ndata: {"text":"Łódź 🌍"}\n\nid: 2\ndata: a\ndata: b\nevent: x\n\n'

test('events are the same however their bytes are cut, also within a letter', async () => {
  const whole = await read(STREAM)
  assert.deepEqual(whole, [
    { id: '1', data: '{"text":"Łódź 🌍"}' },
    { id: '2', data: 'a\nb' },
  ])
  for (const size of [1, 2, 3, 5, 8]) assert.deepEqual(await read(STREAM, size), whole)
})

test('all three line breaks are understood, also when one is cut in half', async () => {
  for (const size of [1, 2, 100]) {
    assert.deepEqual(await read('data: a\r\n\r\ndata: b\r\rdata: c\n\n', size), [
      { id: undefined, data: 'a' },
      { id: undefined, data: 'b' },
      { id: undefined, data: 'c' },
    ])
  }
})

test('an event that the end cuts off is no event', async () => {
  assert.deepEqual(await read('data: whole\n\ndata: cut'), [{ id: undefined, data: 'whole' }])
})
