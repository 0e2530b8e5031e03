import assert from 'node:assert/strict'
import { test } from 'node:test'
import { AppError } from '#server/lib/app-error.ts'
import { scanCall } from './scan.ts'

const MESSAGES = '"messages":[{"role":"user","content":"\\"model\\":\\"evil\\",\\"stream\\":true"}]'

test('what routing needs is read from the top of the body, wherever it stands', () => {
  const call = scanCall(
    Buffer.from(
      `{${MESSAGES}, "n":2,"max_tokens":7,"max_completion_tokens":9,"user":"ž",
       "stream_options":{"include_usage":true},"stream":true,"mod\\u0065l":"mistral/large"}`,
    ),
    'chat',
  )
  const { model, isStream, choices, maxTokens, user, wantsUsage } = call
  assert.deepEqual(
    { model, isStream, choices, maxTokens, user, wantsUsage },
    {
      model: 'mistral/large',
      isStream: true,
      choices: 2,
      maxTokens: 9,
      user: 'ž',
      wantsUsage: true,
    },
  )
})

test('what is absent or null has its usual meaning', () => {
  const call = scanCall(
    Buffer.from(`{"model":"m","stream":null,"max_tokens":null,"n":null,${MESSAGES}}`),
    'chat',
  )
  assert.equal(call.isStream, false)
  assert.equal(call.maxTokens, null)
  assert.equal(call.choices, 1)
  assert.equal(call.wantsUsage, false)
})

const WRONG: [string, string | null, RegExp][] = [
  [`{${MESSAGES}}`, 'model', /missing.*GET \/v1\/models/],
  [`{"model":7,${MESSAGES}}`, 'model', /must be a string/],
  [`{"model":"",${MESSAGES}}`, 'model', /empty/],
  [`{"model":"${'x'.repeat(201)}",${MESSAGES}}`, 'model', /over 200/],
  ['{"model":"m"}', 'messages', /missing/],
  ['{"model":"m","messages":"Hello"}', 'messages', /array/],
  ['{"model":"m","messages":[ ]}', 'messages', /at least one/],
  [`{"model":"m","stream":"yes",${MESSAGES}}`, 'stream', /true or false/],
  [`{"model":"m","max_tokens":0,${MESSAGES}}`, 'max_tokens', /above 0/],
  [`{"model":"m","max_tokens":1.5,${MESSAGES}}`, 'max_tokens', /whole number/],
  [`{"model":"m","max_tokens":1e400,${MESSAGES}}`, 'max_tokens', /whole number/],
  [`{"model":"m","n":"2",${MESSAGES}}`, 'n', /whole number/],
  [`{"model":"m","n":${' '.repeat(3)}1${'0'.repeat(11_000)},${MESSAGES}}`, 'n', /too long/],
  [`{"model":"m","user":{},${MESSAGES}}`, 'user', /string/],
  [`{"model":"m","stream_options":[],${MESSAGES}}`, 'stream_options', /object/],
  [`{"model":"m","stream_options":true,${MESSAGES}}`, 'stream_options', /object/],
  [`{"model":"m","model":"n",${MESSAGES}}`, null, /"model" twice/],
  ['', null, /empty/],
  ['null', null, /object was expected/],
]

for (const [body, param, reason] of WRONG) {
  test(`${body.slice(0, 60) || 'nothing'} is refused with what is wrong`, () => {
    assert.throws(
      () => scanCall(Buffer.from(body), 'chat'),
      (error) => {
        assert.ok(error instanceof AppError)
        assert.match(error.message, reason)
        assert.equal(error.param ?? null, param)
        return true
      },
    )
  })
}

test('embeddings need an input, as text or as a list, and are not streamed', () => {
  const scan = (body: string) => scanCall(Buffer.from(body), 'embeddings')
  assert.equal(scan('{"model":"m","input":"Hei"}').model, 'm')
  assert.equal(scan('{"model":"m","input":["Hei",[1,2]]}').model, 'm')
  assert.throws(() => scan('{"model":"m"}'), /“input” is wrong: it is missing/)
  assert.throws(() => scan('{"model":"m","input":{}}'), /“input” is wrong/)
  assert.throws(() => scan('{"model":"m","input":"a","stream":true}'), /cannot be streamed/)
})

test('a second model in other letters is refused: providers that do not mind case would call that one', () => {
  for (const name of [
    'Model',
    'MODEL',
    'mode\\u004c',
    'STREAM',
    '\u017ftream',
    'Max_Tokens',
    'N',
  ]) {
    const body = `{"model":"m","messages":[{}],"${name}":"dear"}`
    assert.throws(() => scanCall(Buffer.from(body), 'chat'), { code: 'invalid_request' }, name)
  }
  const harmless = '{"model":"m","messages":[{}],"responseMimeType":"x","Größe":1,"topK":4}'
  assert.equal(scanCall(Buffer.from(harmless), 'chat').model, 'm')
})
