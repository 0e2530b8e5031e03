import assert from 'node:assert/strict'
import { test } from 'node:test'
import { adaptMessages, needsMessageEdits, nineAlphanumeric } from './message-quirks.ts'
import {
  LENIENT_QUIRKS,
  MISTRAL_QUIRKS,
  OPEN_SERVER_QUIRKS,
  quirksFor,
  OPENAI_QUIRKS,
} from './quirks.ts'

test('ids of other models become Mistral’s nine characters, calls and results alike', () => {
  const { messages, dropped } = adapt([
    { role: 'user', content: 'Počasí?' },
    {
      role: 'assistant',
      content: null,
      tool_calls: [
        { id: 'call_abc-123', type: 'function', function: { name: 'f', arguments: '{}' } },
        { id: 'D681PevKs', type: 'function', function: { name: 'g', arguments: '{}' } },
      ],
    },
    { role: 'tool', tool_call_id: 'call_abc-123', name: 'f', content: '1' },
    { role: 'tool', tool_call_id: 'D681PevKs', name: 'g', content: '2' },
  ])
  const [foreign, own] = messages[1].tool_calls
  assert.match(foreign.id, /^[A-Za-z0-9]{9}$/)
  assert.equal(messages[2].tool_call_id, foreign.id)
  assert.equal(own.id, 'D681PevKs')
  assert.equal(messages[3].tool_call_id, 'D681PevKs')
  assert.equal(messages[2].name, 'f', 'the name of a tool stays')
  assert.deepEqual(dropped, [])
  const ids = new Set(Array.from({ length: 20_000 }, (_, at) => nineAlphanumeric(`call_${at}`)))
  assert.equal(ids.size, 20_000)
})

test('the prefix goes to those alone who declare that they know it', () => {
  const messages = [{ role: 'assistant', content: 'Tak', prefix: true }]
  const dropped = new Set<string>()
  assert.ok(needsMessageEdits(Buffer.from(JSON.stringify(messages)), LENIENT_QUIRKS))
  assert.deepEqual(adaptMessages(messages, LENIENT_QUIRKS, dropped), [
    { role: 'assistant', content: 'Tak' },
  ])
  assert.deepEqual([...dropped], ['messages.prefix'])
  assert.equal(adaptMessages(messages, MISTRAL_QUIRKS, dropped), messages)
})

test('what Mistral forbids in messages is left out and named; the prefix stays where it may be', () => {
  const { messages, dropped } = adapt([
    { role: 'developer', content: 'Be kind.', name: 'ops' },
    { role: 'user', content: 'Hej', name: 'eva' },
    {
      role: 'assistant',
      content: 'Hm',
      prefix: true,
      reasoning_content: 'thinking',
      refusal: null,
    },
    { role: 'user', content: 'Dál' },
    { role: 'assistant', content: 'Tak', prefix: true },
  ])
  assert.deepEqual(messages, [
    { role: 'system', content: 'Be kind.' },
    { role: 'user', content: 'Hej' },
    { role: 'assistant', content: 'Hm' },
    { role: 'user', content: 'Dál' },
    { role: 'assistant', content: 'Tak', prefix: true },
  ])
  assert.deepEqual(dropped.toSorted(), [
    'messages.name',
    'messages.prefix',
    'messages.reasoning_content',
    'messages.refusal',
  ])
})

test('OpenAI’s sounds and files reach Mistral in its own words', () => {
  const sound = { type: 'input_audio', input_audio: { data: 'UklGRg==', format: 'wav' } }
  const stored = { type: 'file', file: { file_id: 'file-1' } }
  const given = {
    type: 'file',
    file: { filename: 'a.pdf', file_data: 'data:application/pdf;base64,JVBE' },
  }
  const own = [
    { type: 'input_audio', input_audio: 'UklGRg==' },
    { type: 'file', file_id: 'file-2' },
  ]
  const { messages } = adapt([{ role: 'user', content: [sound, stored, given, ...own] }])
  assert.deepEqual(messages[0].content, [
    { type: 'input_audio', input_audio: 'UklGRg==' },
    { type: 'file', file_id: 'file-1' },
    {
      type: 'document_url',
      document_url: 'data:application/pdf;base64,JVBE',
      document_name: 'a.pdf',
    },
    ...own,
  ])
  const same = [{ role: 'user', content: own }]
  assert.equal(adaptMessages(same, MISTRAL_QUIRKS, new Set()), same)
})

test('messages without any of it are not even read, and words of the text change nothing', () => {
  const plain = [{ role: 'user', content: 'prefix developer name tool_calls' }]
  assert.equal(needsMessageEdits(Buffer.from(JSON.stringify(plain)), MISTRAL_QUIRKS), false)
  assert.equal(needsMessageEdits(Buffer.from(JSON.stringify(plain)), LENIENT_QUIRKS), false)
  const quoted = [{ role: 'user', content: 'say "developer" and "prefix"' }]
  assert.equal(adaptMessages(quoted, MISTRAL_QUIRKS, new Set()), quoted)
  for (const odd of [null, 'text', [null, 3, 'x', []], [{ role: 'tool', tool_call_id: 5 }]]) {
    assert.deepEqual(adaptMessages(odd, MISTRAL_QUIRKS, new Set()), odd)
  }
})

test('servers of open models hear “system” where OpenAI says “developer”', () => {
  const messages = [{ role: 'developer', content: 'x' }]
  assert.deepEqual(adaptMessages(messages, OPEN_SERVER_QUIRKS, new Set()), [
    { role: 'system', content: 'x' },
  ])
  assert.equal(adaptMessages(messages, OPENAI_QUIRKS, new Set()), messages)
})

test('models that are declared to reason get max_completion_tokens, others what was sent', () => {
  assert.equal(quirksFor(OPENAI_QUIRKS, false), OPENAI_QUIRKS)
  assert.equal(quirksFor(OPENAI_QUIRKS, true).rename.max_tokens, 'max_completion_tokens')
  assert.equal(quirksFor(OPENAI_QUIRKS, true), quirksFor(OPENAI_QUIRKS, true))
  assert.equal(quirksFor(MISTRAL_QUIRKS, true).isReasoning, true)
  assert.equal(quirksFor(LENIENT_QUIRKS, true), LENIENT_QUIRKS)
})

function adapt(messages: object[]) {
  const before = JSON.stringify(messages)
  assert.ok(needsMessageEdits(Buffer.from(before), MISTRAL_QUIRKS))
  const dropped = new Set<string>()
  const adapted = adaptMessages(messages, MISTRAL_QUIRKS, dropped)
  assert.equal(JSON.stringify(messages), before, 'the caller’s own are left alone')
  return { messages: JSON.parse(JSON.stringify(adapted)), dropped: [...dropped] }
}
