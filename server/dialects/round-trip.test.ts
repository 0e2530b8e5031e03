import assert from 'node:assert/strict'
import { test } from 'node:test'
import { createArbitrary, type Arbitrary } from './arbitrary-testing.ts'
import { anthropicMessages } from './anthropic-messages/anthropic-messages.ts'
import type { Dialect } from './dialect.ts'
import { openaiChat } from './openai-chat/openai-chat.ts'

const CASES = 1500
const SCHEMA = { type: 'object', properties: { place: { type: 'string' } }, required: ['place'] }
const PNG = 'iVBORw0KGgo='

/** Requests of the dialect in its usual words, with as much in them as there can be. */
const REQUESTS: [Dialect, (arbitrary: Arbitrary) => object][] = [
  [openaiChat, openAiRequest],
  [anthropicMessages, anthropicRequest],
]

for (const [dialect, make] of REQUESTS) {
  test(`${dialect.name}: what is read from a request and written again is the same request`, () => {
    for (let seed = 0; seed < CASES; seed += 1) {
      const request = make(createArbitrary(seed))
      const call = dialect.server?.readRequest(request)
      assert.ok(call)
      const target = { model: 'theirs', maxOutputTokens: null }
      const { body, dropped } = dialect.writeRequest(call, target)
      assert.deepEqual(body, { ...request, model: 'theirs' }, `seed ${seed}`)
      assert.deepEqual(dropped, [], `seed ${seed}`)
    }
  })

  test(`${dialect.name}: a request that went through the other dialect means what it did`, () => {
    const other = dialect === openaiChat ? anthropicMessages : openaiChat
    for (let seed = 0; seed < CASES; seed += 1) {
      const arbitrary = createArbitrary(seed)
      const call = dialect.server?.readRequest(plainRequest(dialect, arbitrary))
      assert.ok(call)
      const target = { model: 'theirs', maxOutputTokens: null }
      const there = other.writeRequest(call, target)
      assert.deepEqual(there.dropped, [], `seed ${seed}`)
      const read = other.server?.readRequest(there.body)
      assert.ok(read)
      const back = dialect.writeRequest(read, target)
      assert.deepEqual(back.dropped, [], `seed ${seed}`)
      const again = dialect.server?.readRequest(back.body)
      assert.deepEqual(again, call, `seed ${seed}`)
    }
  })
}

/** What both dialects have words for. */
function plainRequest(dialect: Dialect, a: Arbitrary): object {
  const { name } = dialect
  const ids = a.some(2, () => `call_${a.int(1e6)}`)
  const tools = ids.length > 0 || a.int(2) === 1
  const turns = a.some(3, () => a.text())
  const isOpenAi = name === 'openai-chat'
  const callParts = ids.map((id) =>
    isOpenAi
      ? { id, type: 'function', function: { name: 'f', arguments: '{"place":"Łódź"}' } }
      : { type: 'tool_use', id, name: 'f', input: { place: 'Łódź' } },
  )
  const results = ids.map((id) =>
    isOpenAi
      ? { role: 'tool', tool_call_id: id, content: 'Regen' }
      : { type: 'tool_result', tool_use_id: id, content: 'Regen' },
  )
  const system = a.text()
  const messages: object[] = turns.flatMap((text) => [
    { role: 'user', content: text },
    { role: 'assistant', content: a.text() },
  ])
  messages.push({ role: 'user', content: 'Und?' })
  if (ids.length > 0) {
    messages.push(
      isOpenAi
        ? { role: 'assistant', content: null, tool_calls: callParts }
        : { role: 'assistant', content: callParts },
    )
    messages.push(...(isOpenAi ? results : [{ role: 'user', content: results }]))
  }
  const common = {
    model: 'ours',
    temperature: a.int(100) / 100,
    stream: true,
    ...a.may(() => ({ top_p: 0.5 })),
  }
  const definition = { name: 'f', description: 'Does.' }
  if (isOpenAi) {
    return {
      ...common,
      messages: [{ role: 'system', content: system }, ...messages],
      max_completion_tokens: 77,
      stream_options: { include_usage: true },
      ...a.may(() => ({ stop: ['ENDE'] })),
      ...a.may(() => ({ user: 'u' })),
      ...(tools && {
        tools: [{ type: 'function', function: { ...definition, parameters: SCHEMA } }],
        tool_choice: a.one(['auto', 'none', 'required']),
      }),
    }
  }
  return {
    ...common,
    system,
    messages,
    max_tokens: 77,
    ...a.may(() => ({ stop_sequences: ['ENDE'] })),
    ...a.may(() => ({ metadata: { user_id: 'u' } })),
    ...(tools && {
      tools: [{ ...definition, input_schema: SCHEMA }],
      tool_choice: { type: a.one(['auto', 'none', 'any']) },
    }),
  }
}

function openAiRequest(a: Arbitrary): object {
  const cache = () => ({ cache_control: { type: 'ephemeral' } })
  const text = () => ({ type: 'text', text: a.text(), ...a.may(cache) })
  const userPart = () =>
    a.one([
      text,
      () => ({
        type: 'image_url',
        image_url: { url: 'https://a.eu/x.png', ...a.may(() => ({ detail: 'low' })) },
      }),
      () => ({
        type: 'image_url',
        image_url: { url: `data:image/png;base64,${PNG}` },
        ...a.may(cache),
      }),
      () => ({ type: 'input_audio', input_audio: { data: 'UklGRg==', format: 'wav' } }),
      () => ({
        type: 'file',
        file: { filename: 'a.pdf', file_data: 'data:application/pdf;base64,JVBE' },
      }),
      () => ({ type: 'file', file: { file_id: 'file-1' } }),
      () => ({ type: 'document_url', document_url: 'https://a.eu/b.pdf', document_name: 'b' }),
      () => ({ type: 'video_url', video_url: { url: 'https://a.eu/c.mp4' } }),
    ])()
  const call = () => ({
    id: `call_${a.int(1e6)}`,
    type: 'function',
    function: { name: 'f', arguments: a.one(['{}', '{"a": 1}', 'no json']) },
    ...a.may(() => ({ extra_content: { google: { thought_signature: 'CsQB' } } })),
  })
  const assistant = () => ({
    role: 'assistant',
    content: a.text(),
    ...a.may(() => ({ name: 'bot' })),
    ...a.may(() => ({ tool_calls: [call(), ...a.some(2, call)] })),
    ...a.may(() =>
      a.one([
        { reasoning_content: 'Also.' },
        {
          reasoning_content: 'Also.',
          reasoning_details: [
            { type: 'reasoning.text', text: 'Also.', signature: 'EqQB', index: 0 },
            { type: 'reasoning.encrypted', data: 'EmwK', id: 'r1', index: 1 },
          ],
        },
      ]),
    ),
    ...a.may(() => ({ audio: { id: 'audio_1' } })),
    ...a.may(() => ({ prefix: true })),
  })
  const message = () =>
    a.one([
      () => ({ role: a.one(['system', 'developer', 'user']), content: a.text() }),
      () => ({
        role: 'user',
        content: [userPart(), userPart(), ...a.some(3, userPart)],
        ...a.may(() => ({ name: 'Ada' })),
      }),
      assistant,
      () => ({ role: 'assistant', content: null, refusal: 'Nein.' }),
      () => ({ role: 'assistant', content: null, tool_calls: [call()] }),
      () => ({
        role: 'tool',
        tool_call_id: 'call_1',
        content: a.text(),
        ...a.may(() => ({ name: 'f' })),
      }),
    ])()
  const tool = () =>
    a.one([
      () => ({
        type: 'function',
        function: {
          name: 'f',
          ...a.may(() => ({ description: a.text(), parameters: SCHEMA, strict: a.int(2) === 1 })),
        },
      }),
      () => ({ type: 'custom', custom: { name: 'free', format: { type: 'text' } } }),
    ])()
  const format = () =>
    a.one<object>([
      { type: 'text' },
      { type: 'json_object' },
      { type: 'json_schema', json_schema: { name: 'a', schema: SCHEMA, strict: true } },
      { type: 'grammar', grammar: 'root ::= "a"' },
    ])
  return {
    model: 'ours',
    messages: [message(), ...a.some(6, message)],
    ...a.may(() => ({ tools: [tool(), ...a.some(2, tool)], parallel_tool_calls: a.int(2) === 1 })),
    ...a.may(() => ({
      tool_choice: a.one<unknown>([
        'auto',
        'none',
        'required',
        { type: 'function', function: { name: 'f' } },
        { type: 'allowed_tools', allowed_tools: { mode: 'auto', tools: [] } },
      ]),
    })),
    ...a.may(() => ({ response_format: format() })),
    ...a.may(() => ({ reasoning_effort: a.one(['none', 'minimal', 'high', 'xhigh']) })),
    ...a.may(() => ({ temperature: 0, top_p: 0.5, top_k: 3, min_p: 0.1, seed: 7, n: 2 })),
    ...a.may(() => ({ presence_penalty: 1, frequency_penalty: -1, logit_bias: { 50: -100 } })),
    ...a.may(() => ({ logprobs: true, top_logprobs: 3, stop: ['a', 'b'] })),
    ...a.may(() => ({ max_completion_tokens: 9, user: 'u', metadata: { a: 'b' } })),
    ...a.may(() => ({ service_tier: 'flex', prompt_cache_key: 'k', store: true })),
    ...a.may(() => ({
      stream: true,
      ...a.may(() => ({ stream_options: { include_usage: true } })),
    })),
    ...a.may(() => ({ safe_prompt: true, chat_template_kwargs: { enable_thinking: false } })),
  }
}

function anthropicRequest(a: Arbitrary): object {
  const rest = () => a.may(() => ({ cache_control: { type: 'ephemeral', ttl: '1h' } }))
  const text = () => ({
    type: 'text',
    text: a.text(),
    ...rest(),
    ...a.may(() => ({
      citations: [{ type: 'char_location', cited_text: 'x', document_index: 0 }],
    })),
  })
  const image = () => ({
    type: 'image',
    source: a.one<object>([
      { type: 'base64', media_type: 'image/png', data: PNG },
      { type: 'url', url: 'https://a.eu/x.png' },
      { type: 'file', file_id: 'file_1' },
    ]),
    ...rest(),
  })
  const document = () => ({
    type: 'document',
    source: a.one<object>([
      { type: 'base64', media_type: 'application/pdf', data: 'JVBERi0=' },
      { type: 'text', media_type: 'text/plain', data: a.text() },
      { type: 'content', content: [{ type: 'text', text: 'x' }] },
      { type: 'url', url: 'https://a.eu/x.pdf' },
    ]),
    ...a.may(() => ({ title: a.text() })),
    ...a.may(() => ({ citations: { enabled: true }, context: 'c' })),
    ...rest(),
  })
  const searched = () => ({ type: 'search_result', source: 's', title: 't', content: [text()] })
  const user = () => a.one([text, image, document, searched])()
  const result = () => ({
    type: 'tool_result',
    tool_use_id: `toolu_${a.int(99)}`,
    ...a.may(() => ({ content: a.one<unknown>([a.text(), [text(), image()], [document()]]) })),
    ...a.may(() => ({ is_error: true })),
    ...rest(),
  })
  const said = () =>
    a.one([
      text,
      () => ({ type: 'thinking', thinking: a.one(['', 'Also.']), signature: 'EqQBCg==' }),
      () => ({ type: 'redacted_thinking', data: 'EmwKAh==' }),
      () => ({
        type: 'tool_use',
        id: `toolu_${a.int(99)}`,
        name: 'f',
        input: { a: [1, { b: null }] },
        ...rest(),
      }),
      () => ({
        type: 'server_tool_use',
        id: 'srvtoolu_1',
        name: 'web_search',
        input: { query: 'q' },
      }),
      () => ({ type: 'web_search_tool_result', tool_use_id: 'srvtoolu_1', content: [] }),
    ])()
  const turn = () => [
    {
      role: 'user',
      content: a.one<unknown>([a.text(), [user(), image()], [result(), result(), text(), user()]]),
    },
    {
      role: 'assistant',
      content: [said(), said(), { type: 'tool_use', id: 'toolu_9', name: 'f', input: {} }],
    },
  ]
  const tool = () =>
    a.one([
      () => ({
        name: 'f',
        description: a.text(),
        input_schema: SCHEMA,
        ...rest(),
        ...a.may(() => ({ strict: true, defer_loading: true, input_examples: [{ place: 'x' }] })),
      }),
      () => ({ type: 'web_search_20260209', name: 'web_search', max_uses: 3 }),
      () => ({ type: 'bash_20250124', name: 'bash' }),
    ])()
  const thinking = () =>
    a.one<object>([
      { thinking: { type: 'enabled', budget_tokens: 2048, display: 'omitted' } },
      { thinking: { type: 'adaptive' }, output_config: { effort: 'max' } },
      { thinking: { type: 'adaptive', display: 'summarized' } },
      { thinking: { type: 'disabled' } },
      { thinking: { type: 'between_tools' } },
      { output_config: { effort: 'low', format: { type: 'json_schema', schema: SCHEMA } } },
    ])
  return {
    model: 'ours',
    max_tokens: a.int(9999),
    ...a.may(() => ({ system: a.one<unknown>([a.text(), [text(), text()]]) })),
    messages: [
      ...turn(),
      ...a.some(2, turn).flat(),
      ...a.some(1, () => ({ role: 'system', content: a.text() })),
      { role: 'user', content: 'Und?' },
    ],
    ...a.may(() => ({
      tools: [tool(), ...a.some(2, tool)],
      ...a.may(() => ({
        tool_choice: a.one<object>([
          { type: 'auto', disable_parallel_tool_use: true },
          { type: 'any' },
          { type: 'tool', name: 'f', disable_parallel_tool_use: true },
          { type: 'none' },
        ]),
      })),
    })),
    ...a.may(thinking),
    ...a.may(() => ({ temperature: 1, top_p: 0.9, top_k: 5 })),
    ...a.may(() => ({ stop_sequences: ['a'], stream: true })),
    ...a.may(() => ({ metadata: { user_id: 'u', ...a.may(() => ({ more: 1 })) } })),
    ...a.may(() => ({ service_tier: 'standard_only', inference_geo: 'eu', speed: 'fast' })),
    ...a.may(() => ({ container: 'c', context_management: { edits: [] }, mcp_servers: [] })),
  }
}
