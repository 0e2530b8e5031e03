import assert from 'node:assert/strict'
import { test } from 'node:test'
import { AppError } from '#server/lib/app-error.ts'
import type { ChatCall, Message, Part } from './conversation.ts'
import { gemini } from './gemini/gemini.ts'
import { ollama } from './ollama/ollama.ts'
import { openaiResponses } from './openai-responses/openai-responses.ts'
import { markProof } from './proof.ts'

const TARGET = { model: 'theirs', maxOutputTokens: null }
const DIALECTS = [gemini, ollama, openaiResponses]

function callOf(messages: Message[], rest: Partial<ChatCall> = {}): ChatCall {
  return {
    dialect: 'anthropic-messages',
    messages,
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
    ...rest,
  }
}

const user = (...parts: Part[]): Message => ({ role: 'user', parts })
const text = (said: string): Part => ({ type: 'text', text: said })
const HI = user(text('Hi'))

const TALK: Message[] = [
  { role: 'system', parts: [text('Be brief.')] },
  user(text('Weather?')),
  {
    role: 'assistant',
    parts: [
      { type: 'reasoning', text: 'Hm.', signature: markProof('gemini', 'Sig1') },
      { type: 'tool-call', id: 'a', name: 'w', arguments: '{"p":"Brno"}', signature: 'x:y' },
      { type: 'tool-call', id: 'b', name: 'v', arguments: '' },
    ],
  },
  {
    role: 'tool',
    parts: [
      { type: 'tool-result', callId: 'a', name: null, parts: [text('{"sun":true}')] },
      { type: 'tool-result', callId: 'b', name: null, parts: [text('no')], isError: true },
    ],
  },
]

test('Gemini gets calls with a signature, results by the tool’s name, and one instruction', () => {
  const { body, dropped } = gemini.writeRequest(callOf(TALK), TARGET)
  assert.deepEqual(body, {
    systemInstruction: { parts: [{ text: 'Be brief.' }] },
    contents: [
      { role: 'user', parts: [{ text: 'Weather?' }] },
      {
        role: 'model',
        parts: [
          { text: 'Hm.', thought: true, thoughtSignature: 'Sig1' },
          {
            functionCall: { name: 'w', args: { p: 'Brno' } },
            thoughtSignature: 'skip_thought_signature_validator',
          },
          { functionCall: { name: 'v', args: {} } },
        ],
      },
      {
        role: 'user',
        parts: [
          { functionResponse: { name: 'w', response: { sun: true } } },
          { functionResponse: { name: 'v', response: { error: 'no' } } },
        ],
      },
    ],
  })
  assert.deepEqual(dropped, [])
})

test('the signature of a call goes through a caller and back to Gemini as it came', () => {
  const part = { functionCall: { name: 'w', args: {} }, thoughtSignature: 'CpcB' }
  const candidates = [{ content: { parts: [part] }, finishReason: 'STOP' }]
  const [choice] = gemini.readAnswer({ candidates, responseId: 'r' }).choices
  const parts = choice?.parts ?? []
  const call = callOf([HI, { role: 'assistant', parts }])
  assert.deepEqual(Object(gemini.writeRequest(call, TARGET).body).contents[1].parts, [part])

  const server = openaiResponses.server ?? assert.fail()
  const about = { model: 'ours', requestId: 'r', created: 0, wantsUsage: true, call }
  const answer = Object(server.writeAnswer(gemini.readAnswer({ candidates }), about))
  const again = server.readRequest({ input: [{ role: 'user', content: 'Hi' }, ...answer.output] })
  assert.deepEqual(Object(gemini.writeRequest(again, TARGET).body).contents[1].parts, [part])
})

test('Ollama gets arguments as objects, and results with the tool’s name', () => {
  const { body } = ollama.writeRequest(callOf(TALK), TARGET)
  assert.deepEqual(Object(body).messages.slice(2), [
    {
      role: 'assistant',
      content: '',
      thinking: 'Hm.',
      tool_calls: [
        { function: { name: 'w', arguments: { p: 'Brno' } } },
        { function: { name: 'v', arguments: {} } },
      ],
    },
    { role: 'tool', content: '{"sun":true}', tool_name: 'w', tool_call_id: 'a' },
    { role: 'tool', content: 'no', tool_name: 'v', tool_call_id: 'b' },
  ])
})

test('Responses get items, without thoughts that only another model can read', () => {
  const { body, dropped } = openaiResponses.writeRequest(callOf(TALK), TARGET)
  assert.deepEqual(Object(body).instructions, 'Be brief.')
  assert.deepEqual(Object(body).input.slice(1), [
    { type: 'function_call', call_id: 'a', name: 'w', arguments: '{"p":"Brno"}' },
    { type: 'function_call', call_id: 'b', name: 'v', arguments: '{}' },
    { type: 'function_call_output', call_id: 'a', output: '{"sun":true}' },
    { type: 'function_call_output', call_id: 'b', output: 'no' },
  ])
  assert.deepEqual(dropped, ['reasoning'])
})

test('encrypted thoughts go back to where they came from', () => {
  const item = { type: 'reasoning', id: 'rs_1', summary: [], encrypted_content: 'gAAA' }
  const { choices } = openaiResponses.readAnswer({ output: [item], status: 'completed' })
  const message: Message = { role: 'assistant', parts: choices[0]?.parts ?? [] }
  const { body } = openaiResponses.writeRequest(callOf([HI, message]), TARGET)
  assert.deepEqual(Object(body).input[1], item)
})

test('pictures travel by address or as bytes, as far as the provider takes them', () => {
  const bytes = user({
    type: 'image',
    source: { kind: 'base64', mediaType: 'image/png', base64: 'AAAA' },
  })
  const address = user({ type: 'image', source: { kind: 'url', url: 'https://a.eu/b.webp?x' } })
  const written = (call: Message, dialect = gemini) =>
    Object(dialect.writeRequest(callOf([call]), TARGET).body)
  assert.deepEqual(written(bytes).contents[0].parts, [
    { inlineData: { mimeType: 'image/png', data: 'AAAA' } },
  ])
  assert.deepEqual(written(address).contents[0].parts, [
    { fileData: { fileUri: 'https://a.eu/b.webp?x', mimeType: 'image/webp' } },
  ])
  assert.deepEqual(written(bytes, ollama).messages[0].images, ['AAAA'])
  assert.throws(() => written(address, ollama), /send its bytes/)
  const [image] = written(bytes, openaiResponses).input[0].content
  assert.equal(image.image_url, 'data:image/png;base64,AAAA')
})

test('what cannot be said is named in the caller’s words', () => {
  const call = callOf([HI], {
    sampling: { topK: 5, stop: ['x'], seed: 1, minP: 0.1, choices: 1 },
    user: 'u',
    metadata: { a: 1 },
    extra: { container: 'c' },
  })
  const droppedBy = (dialect = gemini) => dialect.writeRequest(call, TARGET).dropped.toSorted()
  assert.deepEqual(droppedBy(), ['container', 'metadata', 'metadata.user_id', 'min_p'])
  assert.deepEqual(droppedBy(ollama), ['container', 'metadata', 'metadata.user_id'])
  const others = ['container', 'metadata', 'min_p', 'seed', 'stop_sequences', 'top_k']
  assert.deepEqual(droppedBy(openaiResponses), others)
})

test('what chat completions say in the words of Responses is said there', () => {
  const extra = { store: true, verbosity: 'low', safety_identifier: 's', logit_x: 1 }
  const call = callOf([HI], { dialect: 'openai-chat', extra, metadata: { a: 'b' } })
  const { body, dropped } = openaiResponses.writeRequest(call, TARGET)
  const { store, text: said, safety_identifier: id, metadata } = Object(body)
  assert.deepEqual([store, said, id, metadata], [true, { verbosity: 'low' }, 's', { a: 'b' }])
  assert.deepEqual(dropped, ['logit_x'])
})

test('what would change the question is refused, not left out', () => {
  const webSearch = { name: 'web_search', description: null, parameters: null, isStrict: null }
  const tools = [{ ...webSearch, foreign: { type: 'web_search' } }]
  const foreign = user({ type: 'foreign', dialect: 'anthropic-messages', value: { type: 'x' } })
  for (const dialect of DIALECTS) {
    const refuses = (call: ChatCall, param: string) =>
      assert.throws(
        () => dialect.writeRequest(call, TARGET),
        (error) => error instanceof AppError && error.param === param,
      )
    refuses(callOf([HI], { tools }), 'tools')
    refuses(callOf([foreign]), 'messages')
  }
  const tool = { name: 'f', description: null, parameters: null, isStrict: null }
  const must = callOf([HI], { tools: [tool], toolChoice: { type: 'any' } })
  assert.throws(() => ollama.writeRequest(must, TARGET), /a tool must be called/)
})

test('how much to think is said in each one’s words', () => {
  const wish = (effort: string | null, budgetTokens: number | null = null) => ({
    effort,
    budgetTokens,
    summary: null,
  })
  const think = (reasoning: ChatCall['reasoning'], dialect = gemini, hasReasoning = true) =>
    Object(dialect.writeRequest(callOf([HI], { reasoning }), { ...TARGET, hasReasoning }).body)
  const budget = (thinkingBudget: number) => ({
    thinkingConfig: { includeThoughts: true, thinkingBudget },
  })
  assert.deepEqual(think(wish('high')).generationConfig, budget(24_576))
  assert.deepEqual(think(wish(null, 3000)).generationConfig, budget(3000))
  const off = { thinkingConfig: { thinkingBudget: 0 } }
  assert.deepEqual(think(wish('none')).generationConfig, off)
  assert.equal(think(wish('none'), ollama).think, false)
  assert.equal(think(wish('xhigh'), ollama).think, 'high')
  assert.equal(think(wish(null, 100), ollama).think, true)
  const { reasoning } = think(wish(null, 20_000), openaiResponses)
  assert.deepEqual(reasoning, { effort: 'high', summary: 'auto' })
  for (const dialect of DIALECTS) {
    const body = think(wish('high'), dialect, false)
    assert.equal(body.think ?? body.reasoning ?? body.generationConfig, undefined)
  }
})
