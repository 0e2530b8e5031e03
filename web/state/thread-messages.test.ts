import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { Message } from '#wire/conversations.ts'
import { createThreadMessages } from './thread-messages.ts'

function setup(shown: string | null = null) {
  const kept = new Map(shown === null ? [] : [['shown.one', shown]])
  const storage = {
    get: (key: string) => kept.get(key) ?? null,
    set: (key: string, value: string | null) => void kept.set(key, value ?? ''),
  }
  const messages = createThreadMessages('one', storage)
  const ids = () => messages.state.get().path.map(({ message: { id } }) => id)
  return { messages, ids }
}

/** Messages that hang one on the other. */
function chain(count: number): Message[] {
  return Array.from({ length: count }, (_, at) => message(`m${at}`, at === 0 ? null : `m${at - 1}`))
}

function message(id: string, parentId: string | null): Message {
  const at = Number(/\d+/.exec(id)?.[0])
  return {
    id,
    parentId,
    role: 'user',
    text: id,
    status: 'complete',
    runId: null,
    modelId: null,
    lang: null,
    usage: null,
    error: null,
    createdAt: new Date(at * 1000).toISOString(),
  }
}

test('the end of a long conversation is shown until the whole of it is there', () => {
  const { messages, ids } = setup()
  const whole = chain(10)
  assert.equal(messages.putEnd(whole.slice(-3)), true)
  assert.deepEqual(ids(), ['m7', 'm8', 'm9'])
  // A question is asked before the rest has come.
  messages.put([message('m10', 'm9')])
  messages.select('m10')
  assert.deepEqual(ids(), ['m7', 'm8', 'm9', 'm10'])
  messages.put(whole)
  assert.deepEqual(ids(), [...whole.map(({ id }) => id), 'm10'])
})

test('where the end does not say what is shown, the whole is waited for', () => {
  const forked = [...chain(10), message('m10', 'm7')]
  const { messages, ids } = setup()
  assert.equal(messages.putEnd(forked.slice(-4)), false)
  assert.deepEqual(ids(), [])

  const other = setup('m2')
  assert.equal(other.messages.putEnd(chain(10).slice(-3)), false)
  other.messages.put(forked)
  assert.equal(messages.putEnd(chain(10).slice(-3)), true)
  messages.put(forked)
  assert.equal(messages.putEnd(chain(10).slice(-3)), false, 'nothing shorter takes its place')
  assert.equal(ids().at(-1), 'm10')
})

test('only an answer that is whole, or another than it was, is news of the answers', () => {
  const { messages } = setup()
  const news = () => messages.state.get().wholeAnswers
  const answer = (id: string, parentId: string, change: Partial<Message>): Message => ({
    ...message(id, parentId),
    role: 'assistant',
    ...change,
  })
  messages.put([message('m0', null), answer('m1', 'm0', { status: 'streaming' })])
  assert.equal(news(), 0, 'a question, and an answer that is being written')
  messages.put([answer('m1', 'm0', { text: 'Whole.' })])
  assert.equal(news(), 1)
  messages.put([message('m2', 'm1'), answer('m3', 'm2', { status: 'streaming' })])
  messages.put([answer('m1', 'm0', { text: 'Whole.' })])
  assert.equal(news(), 1, 'the same again, and another that has begun')
  messages.change('m1', (known) => ({ ...known, text: 'Whole. And more.' }))
  assert.equal(news(), 2)
})
