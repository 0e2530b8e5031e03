import assert from 'node:assert/strict'
import { test } from 'node:test'
import {
  LENIENT_QUIRKS,
  MISTRAL_QUIRKS,
  OPENAI_QUIRKS,
  quirksFor,
  type Quirks,
} from '#server/providers/quirks.ts'
import { adaptCall } from './adapt.ts'
import { scanCall } from './scan.ts'

const MESSAGES = '"messages" : [ {"role":"user" ,"content":"Zażółć \\u0141 \\"model\\": 1.0e2"}\n]'

test('a request of the same dialect keeps every byte but those of the model name', () => {
  const odd = `{ "temperature":1.50e+0,\t${MESSAGES} ,"model"  :"ours", "unknown":{"a":[1 , 2]}, "cache_control":null }`
  assert.equal(adapt(odd, LENIENT_QUIRKS, 'theirs').body, odd.replace('"ours"', '"theirs"'))
  assert.equal(adapt(odd, LENIENT_QUIRKS, 'ours').body, odd)
})

test('usage is asked for in streams where the provider must be asked, and the caller did not', () => {
  const stream = `{"model":"ours","stream":true,${MESSAGES}}`
  assert.equal(
    adapt(stream, LENIENT_QUIRKS).body,
    stream.replace('{', '{"stream_options":{"include_usage":true},'),
  )
  const some = `{"model":"ours","stream_options":{"include_obfuscation":false},"stream":true,${MESSAGES}}`
  assert.deepEqual(JSON.parse(adapt(some, LENIENT_QUIRKS).body).stream_options, {
    include_obfuscation: false,
    include_usage: true,
  })
  const asked = `{"model":"ours","stream":true,"stream_options":{"include_usage":true},${MESSAGES}}`
  assert.equal(adapt(asked, LENIENT_QUIRKS).body, asked)
  const whole = `{"model":"ours",${MESSAGES}}`
  assert.equal(adapt(whole, LENIENT_QUIRKS).body, whole)
})

test('Mistral gets its own names, and nothing that it would refuse', () => {
  const { body, dropped } = adapt(
    `{"user":"ž","model":"ours","max_completion_tokens":5,"seed":7,"stream":true,
      "stream_options":{"include_usage":true},"tool_choice":"required",${MESSAGES},
      "logprobs":true,"safe_prompt":true,"top_logprobs":2}`,
    MISTRAL_QUIRKS,
    'mistral-large-latest',
  )
  const { messages, ...rest } = JSON.parse(body)
  assert.ok(messages)
  assert.deepEqual(rest, {
    model: 'mistral-large-latest',
    max_tokens: 5,
    random_seed: 7,
    stream: true,
    tool_choice: 'any',
    safe_prompt: true,
  })
  assert.deepEqual(dropped, ['user', 'logprobs', 'top_logprobs'])
})

test('OpenAI gets its own names for what Mistral’s client sends', () => {
  const { body, dropped } = adapt(
    '{"random_seed":7,"safe_prompt":false,"tool_choice":"any","model":"ours","messages":[{"role":"assistant","prefix":true,"content":"Il"}]}',
    OPENAI_QUIRKS,
  )
  assert.equal(
    body,
    '{"seed":7,"tool_choice":"required","model":"ours","messages":[{"role":"assistant","content":"Il"}]}',
  )
  assert.deepEqual(dropped, ['safe_prompt', 'messages.prefix'])
})

test('reasoning that a caller plays back is kept from those who refuse it', () => {
  const { body, dropped } = adapt(
    '{"model":"ours","messages":[{"role":"assistant","content":"\\"reasoning_content\\"","reasoning_content":"Hm"},{"role":"user","content":"?"}]}',
    MISTRAL_QUIRKS,
  )
  assert.deepEqual(JSON.parse(body).messages[0], {
    role: 'assistant',
    content: '"reasoning_content"',
  })
  assert.deepEqual(dropped, ['messages.reasoning_content'])
})

test('a name inside text alone changes no byte', () => {
  const body = '{"model":"ours","messages":[{"role":"user", "content":"what is a \\"prefix\\"?"}]}'
  assert.equal(adapt(body, OPENAI_QUIRKS).body, body)
})

test('of two names for one field, the one that the provider knows counts', () => {
  const body = `{"model":"ours","max_completion_tokens":5,"max_tokens":6,${MESSAGES}}`
  const adapted = adapt(body, MISTRAL_QUIRKS)
  assert.equal(JSON.parse(adapted.body).max_tokens, 6)
  assert.deepEqual(adapted.dropped, ['max_completion_tokens'])
})

test('Mistral gets no field that it has not documented, in requests, parts and tools', () => {
  const mark = '"cache_control":{"type":"ephemeral"}'
  const body = `{"model":"ours","messages":[{"role":"user","content":[{"type":"text","text":"Ahoj",${mark}}]}],"tools":[{"type":"function","function":{"name":"f","parameters":{}},${mark}}],"prompt_cache_retention":"24h","moderation":{},"audio":{},"function_call":"auto","random_seed":3,"safe_prompt":true,"reasoning":{"effort":"high"}}`
  const adapted = adapt(body, MISTRAL_QUIRKS)
  assert.deepEqual(JSON.parse(adapted.body), {
    model: 'ours',
    messages: [{ role: 'user', content: [{ type: 'text', text: 'Ahoj' }] }],
    tools: [{ type: 'function', function: { name: 'f', parameters: {} } }],
    random_seed: 3,
    safe_prompt: true,
  })
  assert.deepEqual(adapted.dropped.toSorted(), [
    'audio',
    'function_call',
    'messages.content.cache_control',
    'moderation',
    'prompt_cache_retention',
    'reasoning',
    'tools.cache_control',
  ])
  const thinking = JSON.parse(adapt(body, quirksFor(MISTRAL_QUIRKS, true)).body)
  assert.equal(thinking.reasoning_effort, 'high')
})

test('whatever is dropped, wherever it stands, the rest is still the same object', () => {
  const fields = [
    '"user":"a"',
    '"model":"ours"',
    '"logprobs":true',
    MESSAGES,
    '"store":{}',
    '"n":1',
  ]
  for (const order of permutations(fields)) {
    const text = `{${order.join(' , ')} }`
    const expected = JSON.parse(text)
    for (const name of MISTRAL_QUIRKS.drop) delete expected[name]
    assert.deepEqual(JSON.parse(adapt(text, MISTRAL_QUIRKS).body), expected, text)
  }
})

function adapt(text: string, quirks: Quirks, upstreamName = 'ours') {
  const { body, dropped } = adaptCall(scanCall(Buffer.from(text), 'chat'), upstreamName, quirks)
  return { body: body.toString(), dropped }
}

function permutations<T>(items: T[]): T[][] {
  if (items.length < 2) return [items]
  return items.flatMap((item, index) =>
    permutations(items.toSpliced(index, 1)).map((rest) => [item, ...rest]),
  )
}

test('a field that is called as what every object has is one like any other', () => {
  for (const name of ['constructor', '__proto__', 'toString']) {
    const body = `{"model":"ours",${MESSAGES},"${name}":{"a":1}}`
    assert.equal(adapt(body, LENIENT_QUIRKS, 'ours').body, body)
    assert.deepEqual(adapt(body, MISTRAL_QUIRKS, 'ours').dropped, [name])
  }
})
