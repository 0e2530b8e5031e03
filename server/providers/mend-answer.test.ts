import assert from 'node:assert/strict'
import { test } from 'node:test'
import { mendAnswer } from './mend-answer.ts'
import type { Operation } from './provider.ts'
import { MISTRAL_QUIRKS, OLLAMA_QUIRKS } from './quirks.ts'
import type { Repair } from './repairs.ts'

const STREAM = { 'content-type': 'text/event-stream; charset=utf-8' }
const JSON_TYPE = { 'content-type': 'application/json' }

test('tool calls of a stream get their numbers and texts, however the bytes are cut', async () => {
  const chunks = [
    { choices: [{ index: 0, delta: { role: 'assistant', content: 'Zażółć' } }] },
    { choices: [{ index: 0, delta: { tool_calls: [call('a', 'f', { place: 'Łódź' })] } }] },
    { choices: [{ index: 0, delta: { tool_calls: [call('b', 'g', '{"x":')] } }] },
    { choices: [{ index: 0, delta: { tool_calls: [{ function: { arguments: '1}' } }] } }] },
    { choices: [{ index: 0, delta: {}, finish_reason: 'stop' }] },
  ]
  const text = `: keep-alive\n\n${chunks.map((one) => `data: ${JSON.stringify(one)}\n\n`).join('')}data: [DONE]\n\n`
  for (const size of [1, 3, 17, 100, 10_000]) {
    const mended = await streamed(text, size, OLLAMA_QUIRKS.repairs)
    const read = mended
      .split('\n')
      .filter((line) => line.startsWith('data: {'))
      .map((line) => JSON.parse(line.slice(6)).choices[0])
    const calls = read.flatMap(({ delta }) => delta.tool_calls ?? [])
    assert.deepEqual(
      calls.map(({ index, id, type }) => [index, id, type]),
      [
        [0, 'a', 'function'],
        [1, 'b', 'function'],
        [1, undefined, undefined],
      ],
    )
    assert.equal(calls[0].function.arguments, '{"place":"Łódź"}')
    assert.equal(read.at(-1).finish_reason, 'tool_calls')
    assert.ok(mended.startsWith(': keep-alive\n\n'))
    assert.ok(mended.endsWith('data: [DONE]\n\n'))
  }
})

test('what needs no mending passes byte for byte', async () => {
  const odd = 'data:  { "choices" : [ {"delta":{"content":"\\u0141 tool_calls"}} ] }\r\n\r\n'
  const good =
    'data: {"choices":[{"index":0,"delta":{"tool_calls":[{"index":0,"id":"a","type":"function","function":{"name":"f","arguments":"{}"}}]},"finish_reason":"tool_calls"}]}\n\n'
  const broken = 'data: {"tool_calls": \n\ndata: half of a line "tool_calls"'
  for (const text of [odd, good, broken, odd + good]) {
    for (const size of [1, 7, 1000]) {
      assert.equal(await streamed(text, size, MISTRAL_QUIRKS.repairs), text)
    }
  }
})

test('a whole answer gets its arguments as text', async () => {
  const message = { role: 'assistant', tool_calls: [{ ...call('a', 'f', { x: 1 }), index: 0 }] }
  const answer = await whole(
    { choices: [{ index: 0, message, finish_reason: 'stop' }] },
    OLLAMA_QUIRKS.repairs,
  )
  assert.equal(answer.choices[0].message.tool_calls[0].function.arguments, '{"x":1}')
  assert.equal(answer.choices[0].finish_reason, 'tool_calls')
})

test('thoughts beside what was said are counted with it, once and only where the total says so', async () => {
  const usage = (completion: number, total: number) => ({
    prompt_tokens: 10,
    completion_tokens: completion,
    total_tokens: total,
    completion_tokens_details: { reasoning_tokens: 300 },
  })
  const mended = async (before: object) =>
    (await whole({ usage: before }, ['reasoning-apart'])).usage
  assert.equal((await mended(usage(5, 315))).completion_tokens, 305)
  assert.equal((await mended(usage(305, 315))).completion_tokens, 305)
})

test('usage under other names is found', async () => {
  const groq = await whole({ x_groq: { usage: { prompt_tokens: 3 } } }, ['x-groq-usage'])
  assert.equal(groq.usage.prompt_tokens, 3)
  const told = { usage: { prompt_tokens: 9 }, x_groq: { usage: { prompt_tokens: 3 } } }
  assert.equal((await whole(told, ['x-groq-usage'])).usage.prompt_tokens, 9)
  const hits = await whole({ usage: { prompt_cache_hit_tokens: 7 } }, ['cache-hit-usage'])
  assert.equal(hits.usage.prompt_tokens_details.cached_tokens, 7)
})

test('who asks for base64 gets base64, from a server that knows only numbers', async () => {
  const answer = {
    data: [
      { index: 0, embedding: [0.5, -1, 2] },
      { index: 1, embedding: 'AAA=' },
    ],
  }
  const asked = Buffer.from('{"model":"m","encoding_format" : "base64","input":"x"}')
  const { data } = await whole(answer, OLLAMA_QUIRKS.repairs, {
    operation: 'embeddings',
    body: asked,
  })
  const bytes = Buffer.from(data[0].embedding, 'base64')
  assert.deepEqual(
    [0, 4, 8].map((at) => bytes.readFloatLE(at)),
    [0.5, -1, 2],
  )
  assert.equal(data[1].embedding, 'AAA=')
  const quoted = Buffer.from(JSON.stringify({ input: '"encoding_format":"base64"' }))
  const plain = await whole(answer, OLLAMA_QUIRKS.repairs, {
    operation: 'embeddings',
    body: quoted,
  })
  assert.deepEqual(plain.data[0].embedding, [0.5, -1, 2])
})

test('what is no JSON of an answer is left for others to judge', async () => {
  for (const text of ['', 'null', '[1]', '{"tool_calls"', '"tool_calls"', '<html>"usage"</html>']) {
    assert.equal(await joined(respond(text, 3, JSON_TYPE), OLLAMA_QUIRKS.repairs), text)
  }
  const audio = respond('"tool_calls"', 4, { 'content-type': 'audio/mpeg' })
  assert.equal(await joined(audio, OLLAMA_QUIRKS.repairs), '"tool_calls"')
})

function call(id: string, name: string, args: unknown) {
  return { id, function: { name, arguments: args } }
}

function respond(text: string, size: number, headers: Record<string, string>) {
  const bytes = Buffer.from(text)
  async function* body() {
    for (let at = 0; at < bytes.length; at += size) yield bytes.subarray(at, at + size)
  }
  return { status: 200, headers, body: body() }
}

const CHAT = { operation: 'chat' as Operation, body: Buffer.from('{}') }

async function joined(
  response: ReturnType<typeof respond>,
  repairs: readonly Repair[],
  asked = CHAT,
): Promise<string> {
  const { body } = mendAnswer(response, asked, repairs)
  return Buffer.concat(await Array.fromAsync(body)).toString()
}

function streamed(text: string, size: number, repairs: readonly Repair[]): Promise<string> {
  return joined(respond(text, size, STREAM), repairs)
}

async function whole(answer: object, repairs: readonly Repair[], asked = CHAT) {
  return JSON.parse(await joined(respond(JSON.stringify(answer), 11, JSON_TYPE), repairs, asked))
}
