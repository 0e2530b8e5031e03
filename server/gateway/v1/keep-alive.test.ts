import assert from 'node:assert/strict'
import { after, test } from 'node:test'
import Anthropic from '@anthropic-ai/sdk'
import { Mistral } from '@mistralai/mistralai'
import OpenAI from 'openai'
import { startV1Server, TEST_KEY } from './testing.ts'

/** Silent far longer between two words than its callers are left alone. */
const server = await startV1Server(undefined, { keepAliveMs: 4 })
after(() => server[Symbol.asyncDispose]())
const messages = [{ role: 'user' as const, content: 'Hei [[fault: size=4 delay=40]]' }]
const asked = { model: 'fake', max_tokens: 100, messages, stream: true as const }

test('OpenAI’s, Mistral’s and Anthropic’s clients read over what fills a silence', async () => {
  const openai = new OpenAI({ baseURL: `${server.url}/v1`, apiKey: TEST_KEY, maxRetries: 0 })
  const mistral = new Mistral({ serverURL: server.url, apiKey: TEST_KEY })
  const anthropic = new Anthropic({ baseURL: server.url, apiKey: TEST_KEY, maxRetries: 0 })
  let [fromOpenAi, fromResponses, fromMistral] = ['', '', '']
  for await (const { choices } of await openai.chat.completions.create(asked)) {
    fromOpenAi += choices[0]?.delta.content ?? ''
  }
  const input = messages[0]?.content ?? ''
  for await (const event of await openai.responses.create({ model: 'fake', input, stream: true })) {
    if (event.type === 'response.output_text.delta') fromResponses += event.delta
  }
  for await (const { data } of await mistral.chat.stream({ model: 'fake', messages })) {
    const said = data.choices[0]?.delta.content
    if (typeof said === 'string') fromMistral += said
  }
  const { content } = await anthropic.messages.stream(asked).finalMessage()
  const fromAnthropic = content.map((part) => (part.type === 'text' ? part.text : '')).join('')
  assert.ok(fromOpenAi.length > 3)
  for (const text of [fromResponses, fromMistral, fromAnthropic]) assert.equal(text, fromOpenAi)
})

test('the signs stand between whole events, in the words of the dialect, and only where there was silence', async () => {
  const chat = eventsOf(await ask('/v1/chat/completions', asked))
  assert.ok(chat.filter((event) => event === ': keep-alive').length > 3)
  assert.ok(chat.every((event) => event === ': keep-alive' || event.startsWith('data: ')))
  const anthropics = eventsOf(await ask('/v1/messages', asked))
  const ping = 'event: ping\ndata: {"type": "ping"}'
  assert.ok(anthropics.filter((event) => event === ping).length > 3)
  const quick = { ...asked, messages: [{ role: 'user', content: 'Hei' }] }
  await using calm = await startV1Server()
  const text = await ask('/v1/chat/completions', quick, calm.url)
  assert.ok(!text.includes('keep-alive'))
})

async function ask(path: string, body: object, url = server.url): Promise<string> {
  const response = await fetch(`${url}${path}`, {
    method: 'POST',
    headers: { authorization: `Bearer ${TEST_KEY}`, 'content-type': 'application/json' },
    body: JSON.stringify(body),
  })
  return response.text()
}

function eventsOf(text: string): string[] {
  return text.trimEnd().split('\n\n')
}
