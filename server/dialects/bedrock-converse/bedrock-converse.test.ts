import assert from 'node:assert/strict'
import { test } from 'node:test'
import { AppError } from '#server/lib/app-error.ts'
import type { ChatCall, ChatEvent, Message, Part } from '../conversation.ts'
import { markProof } from '../proof.ts'
import { bedrockConverse } from './bedrock-converse.ts'

const TARGET = { model: 'eu.model-v1:0', maxOutputTokens: null }
const HELLO: Message = { role: 'user', parts: [{ type: 'text', text: 'Dobrý den' }] }
const WEATHER = {
  name: 'weather',
  description: 'The weather of a place',
  parameters: { type: 'object', properties: { place: { type: 'string' } } },
  isStrict: true,
}

test('a conversation becomes turns that alternate, with system texts apart', () => {
  const { body, dropped } = write({
    messages: [
      { role: 'system', parts: [text('Be kind.', { type: 'ephemeral', ttl: '1h' })] },
      HELLO,
      { role: 'user', parts: [text('A je tu někdo?'), text('   ')] },
      { role: 'assistant', parts: [text('Ano.')] },
      { role: 'user', parts: [text('Kdo?', { type: 'ephemeral' })] },
    ],
    maxTokens: 100,
    sampling: { temperature: 0.2, topP: 0.9, stop: ['###'] },
  })
  assert.deepEqual(body, {
    messages: [
      { role: 'user', content: [{ text: 'Dobrý den' }, { text: 'A je tu někdo?' }] },
      { role: 'assistant', content: [{ text: 'Ano.' }] },
      { role: 'user', content: [{ text: 'Kdo?' }, { cachePoint: { type: 'default' } }] },
    ],
    system: [{ text: 'Be kind.' }, { cachePoint: { type: 'default', ttl: '1h' } }],
    inferenceConfig: { maxTokens: 100, temperature: 0.2, topP: 0.9, stopSequences: ['###'] },
  })
  assert.deepEqual(dropped, [])
})

test('tools, a forced one, and results that are the user’s', () => {
  const { body } = write({
    messages: [
      HELLO,
      { role: 'assistant', parts: [call('call_1', '{"place":"Łódź"}'), call('bad id!', '')] },
      { role: 'tool', parts: [result('call_1', 'sunny')] },
      { role: 'tool', parts: [result('bad id!', 'no such place', true)] },
    ],
    tools: [{ ...WEATHER, cache: { type: 'ephemeral' } }],
    toolChoice: { type: 'tool', name: 'weather' },
  })
  const { messages, toolConfig } = body
  const id = 'call_' // a digest follows
  assert.equal(messages.length, 3)
  const [first, second] = messages[1].content
  assert.deepEqual(first, {
    toolUse: { toolUseId: 'call_1', name: 'weather', input: { place: 'Łódź' } },
  })
  assert.match(second.toolUse.toolUseId, new RegExp(`^${id}[0-9a-f]{32}$`))
  assert.deepEqual(second.toolUse.input, {})
  assert.deepEqual(messages[2], {
    role: 'user',
    content: [
      { toolResult: { toolUseId: 'call_1', content: [{ text: 'sunny' }] } },
      {
        toolResult: {
          toolUseId: second.toolUse.toolUseId,
          content: [{ text: 'no such place' }],
          status: 'error',
        },
      },
    ],
  })
  assert.deepEqual(toolConfig, {
    tools: [
      {
        toolSpec: {
          name: 'weather',
          description: 'The weather of a place',
          inputSchema: { json: WEATHER.parameters },
          strict: true,
        },
      },
      { cachePoint: { type: 'default' } },
    ],
    toolChoice: { tool: { name: 'weather' } },
  })
})

test('a history with tools declares them even where the caller no longer does', () => {
  const messages: Message[] = [
    HELLO,
    { role: 'assistant', parts: [call('call_1', '{}')] },
    { role: 'tool', parts: [result('call_1', 'sunny')] },
  ]
  const json = { type: 'object', properties: {} }
  const declared = { tools: [{ toolSpec: { name: 'weather', inputSchema: { json } } }] }
  assert.deepEqual(write({ messages }).body.toolConfig, declared)
  const forbidden = write({ messages, tools: [WEATHER], toolChoice: { type: 'none' } })
  assert.equal(forbidden.body.toolConfig.toolChoice, undefined)
  assert.deepEqual(forbidden.dropped, ['tool_choice'])
  const unused = write({ messages: [HELLO], tools: [WEATHER], toolChoice: { type: 'none' } })
  assert.equal(unused.body.toolConfig, undefined)
  assert.deepEqual(unused.dropped, [])
})

test('pictures and documents go along; what would have to be fetched is refused', () => {
  const pdf = { kind: 'base64', mediaType: 'application/pdf', base64: 'JVBERi0=' } as const
  const png = { kind: 'base64', mediaType: 'image/png', base64: 'iVBO' } as const
  const { body } = write({
    messages: [
      {
        role: 'user',
        parts: [
          text('Look'),
          { type: 'image', source: png },
          { type: 'document', source: pdf, name: 'Vertrag_(2026).pdf' },
          { type: 'image', source: { kind: 'url', url: 's3://bucket/a.jpg' } },
        ],
      },
    ],
  })
  assert.deepEqual(body.messages[0].content.slice(1), [
    { image: { format: 'png', source: { bytes: 'iVBO' } } },
    { document: { format: 'pdf', name: 'Vertrag (2026) pdf', source: { bytes: 'JVBERi0=' } } },
    { image: { format: 'jpeg', source: { s3Location: { uri: 's3://bucket/a.jpg' } } } },
  ])
  const refused: Part[] = [
    { type: 'image', source: { kind: 'url', url: 'https://example.eu/a.png' } },
    { type: 'image', source: { kind: 'base64', mediaType: 'image/tiff', base64: 'AA' } },
    { type: 'document', source: { kind: 'file', fileId: 'file-1' } },
    { type: 'foreign', dialect: 'anthropic-messages', value: { type: 'container_upload' } },
  ]
  for (const part of refused) {
    assert.throws(
      () => write({ messages: [{ role: 'user', parts: [part] }] }),
      (error) => error instanceof AppError && error.code === 'invalid_request',
    )
  }
})

test('thoughts go back with Bedrock’s own proof, and with no other', () => {
  const thought = { type: 'reasoning' as const, text: 'Hmm' }
  const { body, dropped } = write({
    messages: [
      HELLO,
      {
        role: 'assistant',
        parts: [
          { ...thought, signature: markProof('bedrock-converse', 'sig==') },
          { ...thought, text: '', encrypted: markProof('bedrock-converse', 'b64') },
          { ...thought, signature: markProof('anthropic-messages', 'other') },
          text('Ano.'),
        ],
      },
    ],
  })
  assert.deepEqual(body.messages[1].content, [
    { reasoningContent: { reasoningText: { text: 'Hmm', signature: 'sig==' } } },
    { reasoningContent: { redactedContent: 'b64' } },
    { text: 'Ano.' },
  ])
  assert.deepEqual(dropped, ['reasoning'])
})

test('what Converse has words for is said, its own fields pass, and the rest is named', () => {
  const guardrailConfig = { guardrailIdentifier: 'g', guardrailVersion: '1' }
  const { body, dropped } = write({
    messages: [HELLO],
    responseFormat: {
      type: 'json-schema',
      name: 'answer',
      description: null,
      schema: { type: 'object' },
      isStrict: true,
    },
    reasoning: { effort: 'high', budgetTokens: 2048, summary: null },
    metadata: { team: 'data', list: [1] },
    serviceTier: 'priority',
    sampling: { topK: 5, seed: 3, presencePenalty: 1, choices: 1 },
    user: 'someone',
    extra: { guardrailConfig, safe_prompt: true, additionalModelRequestFields: { a: 1 } },
  })
  assert.deepEqual(body.outputConfig, {
    textFormat: {
      type: 'json_schema',
      structure: { jsonSchema: { name: 'answer', schema: '{"type":"object"}' } },
    },
    effort: 'high',
  })
  assert.deepEqual(body.guardrailConfig, guardrailConfig)
  assert.deepEqual(body.additionalModelRequestFields, {
    thinking: { type: 'enabled', budget_tokens: 2048 },
    a: 1,
  })
  assert.deepEqual(body.requestMetadata, { team: 'data' })
  assert.deepEqual(body.serviceTier, { type: 'priority' })
  assert.deepEqual(
    new Set(dropped),
    new Set(['top_k', 'seed', 'presence_penalty', 'safe_prompt', 'user', 'metadata']),
  )
})

test('a request without a single word of the user is refused as such', () => {
  const empty: Message[] = [{ role: 'system', parts: [text('Be kind.')] }]
  assert.throws(
    () => write({ messages: empty }),
    (error) => error instanceof AppError && error.param === 'messages',
  )
})

test('a whole answer is read, and the cache counts as input', () => {
  const answer = bedrockConverse.readAnswer({
    output: {
      message: {
        role: 'assistant',
        content: [
          { reasoningContent: { reasoningText: { text: 'Hmm', signature: 'sig==' } } },
          { reasoningContent: { redactedContent: 'b64' } },
          { text: 'Dobrý ' },
          { toolUse: { toolUseId: 'tooluse_1', name: 'weather', input: { place: 'Łódź' } } },
          { citationsContent: { content: [{ text: 'den' }], citations: [{ title: 'A' }] } },
          { somethingNew: {} },
        ],
      },
    },
    stopReason: 'tool_use',
    usage: {
      inputTokens: 10,
      outputTokens: 5,
      totalTokens: 145,
      cacheReadInputTokens: 100,
      cacheWriteInputTokens: 30,
    },
    metrics: { latencyMs: 3 },
  })
  const [choice] = answer.choices
  assert.equal(choice?.finish, 'tool-calls')
  assert.deepEqual(
    choice?.parts.map(({ type }) => type),
    ['reasoning', 'reasoning', 'text', 'tool-call', 'text', 'foreign'],
  )
  assert.deepEqual(choice?.parts[0], {
    type: 'reasoning',
    text: 'Hmm',
    signature: 'bedrock-converse:sig==',
  })
  assert.deepEqual(answer.usage, {
    inputTokens: 140,
    outputTokens: 5,
    cachedInputTokens: 100,
    cacheWriteTokens: 30,
    reasoningTokens: 0,
    isEstimated: false,
  })
  for (const body of [null, {}, { message: 'x' }, { output: {} }, 'text']) {
    assert.throws(() => bedrockConverse.readAnswer(body), AppError)
  }
})

test('a stream is read to its end, call by call', () => {
  const events = read([
    ['messageStart', { role: 'assistant' }],
    ['contentBlockDelta', { contentBlockIndex: 0, delta: { reasoningContent: { text: 'Hmm' } } }],
    [
      'contentBlockDelta',
      { contentBlockIndex: 0, delta: { reasoningContent: { signature: 's' } } },
    ],
    ['contentBlockStop', { contentBlockIndex: 0 }],
    ['contentBlockDelta', { contentBlockIndex: 1, delta: { text: 'Ano' }, p: 'abcdef' }],
    ['contentBlockStop', { contentBlockIndex: 1 }],
    [
      'contentBlockStart',
      { contentBlockIndex: 2, start: { toolUse: { toolUseId: 'a', name: 'f' } } },
    ],
    ['contentBlockDelta', { contentBlockIndex: 2, delta: { toolUse: { input: '' } } }],
    ['contentBlockDelta', { contentBlockIndex: 2, delta: { toolUse: { input: '{"x":' } } }],
    ['contentBlockDelta', { contentBlockIndex: 2, delta: { toolUse: { input: '1}' } } }],
    ['contentBlockStop', { contentBlockIndex: 2 }],
    [
      'contentBlockStart',
      { contentBlockIndex: 3, start: { toolUse: { toolUseId: 'b', name: 'g' } } },
    ],
    ['contentBlockStop', { contentBlockIndex: 3 }],
    ['somethingNew', {}],
    ['messageStop', { stopReason: 'tool_use' }],
    ['metadata', { usage: { inputTokens: 3, outputTokens: 4, totalTokens: 7 } }],
  ])
  const calls = events.filter((event) => event.type === 'tool-call')
  assert.deepEqual(
    calls.map(({ part, id, arguments: piece }) => [part, id, piece]),
    [
      [2, 'a', ''],
      [2, undefined, '{"x":'],
      [2, undefined, '1}'],
      [3, 'b', ''],
      [3, undefined, '{}'],
    ],
  )
  assert.deepEqual(
    events.slice(-3).map(({ type }) => type),
    ['finish', 'usage', 'done'],
  )
  assert.deepEqual(events.at(-3), { type: 'finish', choice: 0, reason: 'tool-calls' })
})

test('an exception in the middle says what it would have been as a status', () => {
  const cases: [string, number][] = [
    ['throttlingException', 429],
    ['ThrottlingException', 429],
    ['validationException', 400],
    ['serviceUnavailableException', 503],
    ['modelStreamErrorException', 424],
    ['internalServerException', 500],
    ['someNewException', 500],
  ]
  for (const [name, status] of cases) {
    const [event] = read([[name, { message: 'Slow down' }]])
    assert.ok(event?.type === 'error')
    const code = status === 400 ? 'invalid_request_error' : name
    assert.deepEqual(event.error, { type: name, code, status, message: 'Slow down' })
  }
})

test('errors before the stream say whether the request, its length or the key was wrong', () => {
  const readIt = (message: string, status: number) => {
    const answer = bedrockConverse.readError?.({ message }, status)
    return [answer?.status, answer?.error.code, answer?.error.message]
  }
  const long = 'Input is too long for requested model.'
  assert.deepEqual(readIt(long, 400), [400, 'context_length_exceeded', long])
  const key = 'The security token included in the request is invalid.'
  assert.deepEqual(readIt(key, 400), [403, null, key])
  assert.deepEqual(readIt('Malformed input', 400), [400, null, 'Malformed input'])
  assert.equal(readIt('The model failed', 424)[0], 502)
  assert.equal(bedrockConverse.readError?.('<html>', 503).error.message, 'HTTP 503')
})

test('noise in place of events is no event and no exception', () => {
  const reader = bedrockConverse.createEventReader()
  for (const data of ['', 'null', '[]', '{"delta":3}', '{"contentBlockIndex":"x","delta":{}}']) {
    for (const event of [null, 'contentBlockDelta', 'contentBlockStart', 'nothing']) {
      assert.deepEqual(reader.read({ event, data }), [])
    }
  }
})

function read(events: [string, object][]): ChatEvent[] {
  const reader = bedrockConverse.createEventReader()
  return events.flatMap(([event, data]) => reader.read({ event, data: JSON.stringify(data) }))
}

function write(changes: Partial<ChatCall>) {
  const request: ChatCall = {
    dialect: 'openai-chat',
    messages: [],
    tools: [],
    toolChoice: null,
    hasParallelToolCalls: null,
    responseFormat: null,
    reasoning: null,
    sampling: {},
    maxTokens: null,
    isStream: false,
    wantsUsage: true,
    user: null,
    metadata: null,
    serviceTier: null,
    promptCacheKey: null,
    extra: {},
    ...changes,
  }
  const { body, dropped } = bedrockConverse.writeRequest(request, TARGET)
  return { body: JSON.parse(JSON.stringify(body)), dropped }
}

function text(words: string, cache?: Record<string, unknown>): Part {
  return { type: 'text', text: words, ...(cache && { cache }) }
}

function call(id: string, words: string): Part {
  return { type: 'tool-call', id, name: 'weather', arguments: words }
}

function result(callId: string, words: string, isError = false): Part {
  return { type: 'tool-result', callId, name: null, parts: [text(words)], isError }
}
