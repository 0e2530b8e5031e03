import assert from 'node:assert/strict'
import { test } from 'node:test'
import { AppError } from '#server/lib/app-error.ts'
import { createEventSplitter, readEvent, splitEvents } from './stream-events.ts'

const TEXT =
  'data: {"choices":[{"delta":{"role":"assistant"}}]}\n\n: ping\n\ndata: {"choices":[{"delta":{"content":"čau 👩🏽‍🚀"}}]}\n\ndata: [DONE]\n\n'

for (const lineBreak of ['\n', '\r\n', '\r']) {
  const bytes = Buffer.from(TEXT.replaceAll('\n', lineBreak))
  test(`a stream with ${JSON.stringify(lineBreak)} is cut at events only, and no byte is lost`, () => {
    const whole = splitEvents(bytes).map(String)
    assert.equal(whole.length, 4)
    for (let size = 1; size <= 30; size += 1) {
      const splitter = createEventSplitter()
      const events: string[] = []
      for (let at = 0; at < bytes.length; at += size) {
        const complete = splitter.push(bytes.subarray(at, at + size))
        if (complete) events.push(...splitEvents(complete).map(String))
      }
      assert.equal(events.join('') + splitter.rest().toString(), bytes.toString())
      assert.deepEqual(
        events.filter((event) => event.trim() !== '').map((event) => event.trim()),
        whole.map((event) => event.trim()),
        `pieces of ${size}`,
      )
    }
  })
}

test('an event without end is refused, not kept in memory', () => {
  const splitter = createEventSplitter(1000)
  assert.throws(() => {
    for (let n = 0; n < 20; n += 1) splitter.push(Buffer.alloc(100, 'x'))
  }, AppError)
})

const KINDS: [string, string][] = [
  ['{"choices":[{"delta":{"role":"assistant","content":""}}]}', 'metadata'],
  ['{"choices":[{"delta":{"role":"assistant","content":null,"tool_calls":[]}}]}', 'metadata'],
  ['{"choices":[],"prompt_filter_results":[{}]}', 'metadata'],
  ['{"choices":[{"delta":{"content":"a"}}],"usage":null}', 'content'],
  ['{"choices":[{"delta":{"content":[{"type":"thinking","thinking":[]}]}}]}', 'content'],
  ['{"choices":[{"delta":{"reasoning_content":"hm"}}]}', 'content'],
  ['{"choices":[{"delta":{"tool_calls":[{"index":0}]}}]}', 'content'],
  ['{"choices":[{"delta":{"refusal":"no"}}]}', 'content'],
  ['{"choices":[{"delta":{},"finish_reason":"stop"}]}', 'content'],
  ['{"choices":[],"usage":{"prompt_tokens":1,"completion_tokens":2}}', 'usage'],
  ['[DONE]', 'done'],
  ['{"error":{"message":"no"}}', 'error'],
  ['{"object":"error","message":"no"}', 'error'],
  ['{"error":null,"choices":[{"delta":{"content":"a"}}]}', 'content'],
  ['{"choices":[{"delta":{"content":"a', 'malformed'],
  ['7', 'malformed'],
]

for (const [data, kind] of KINDS) {
  test(`${data.slice(0, 70)} is ${kind}`, () => {
    assert.equal(readEvent(Buffer.from(`data: ${data}\n\n`)).kind, kind)
  })
}
