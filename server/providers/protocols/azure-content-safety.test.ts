import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import { after, before, test } from 'node:test'
import { createHttpProvider } from '../http-provider.ts'
import { httpOptionsFor } from '../provider-config.ts'
import { ProvidersSettings } from '../provider-settings.ts'
import type { Provider, ProviderCall } from '../provider.ts'

interface Fixture {
  response: unknown
}
const fixture = (name: string): Fixture =>
  JSON.parse(readFileSync(`fixtures/azure-content-safety/${name}.json`, 'utf8'))

/** Content Safety, as its documentation has it; fails on command. */
const asked: { url: string; key: string | undefined; body: Record<string, unknown> }[] = []
let fails: { status: number; body: unknown } | null = null
const server = createServer((request, response) => void reply(request, response))
async function reply(request: IncomingMessage, response: ServerResponse) {
  const { status, body } = await answer(request)
  response.writeHead(status, { 'content-type': 'application/json' })
  response.end(JSON.stringify(body))
}
async function answer(request: IncomingMessage) {
  const body = JSON.parse(Buffer.concat(await Array.fromAsync(request)).toString())
  const { url = '', headers } = request
  asked.push({ url, key: String(headers['ocp-apim-subscription-key']), body })
  if (fails) return fails
  const name = url.includes('shieldPrompt') ? 'shield-prompt' : 'text-analyze'
  return { status: 200, body: fixture(name).response }
}

let provider: Provider
before(async () => {
  await new Promise<void>((done) => {
    server.listen(0, '127.0.0.1', done)
  })
  const address = server.address()
  const port = typeof address === 'object' && address ? address.port : 0
  const { safety: settings } = ProvidersSettings.parse({
    safety: {
      preset: 'azure-content-safety',
      baseUrl: `http://127.0.0.1:${port}`,
      apiKey: 'a-key-of-ours',
      models: ['text-analyze', 'prompt-shield'],
    },
  })
  assert.ok(settings)
  provider = createHttpProvider(httpOptionsFor('safety', settings))
})
after(async () => {
  await provider.close?.()
  server.close()
})

async function moderate(model: string, input: unknown) {
  const call: ProviderCall = {
    operation: 'moderations',
    dialect: 'openai-chat',
    model,
    body: Buffer.from(JSON.stringify({ model, input })),
    isStream: false,
    tenantId: 't',
    requestId: 'r',
    signal: new AbortController().signal,
  }
  const { status, body } = await provider.call(call)
  return { status, answer: JSON.parse(Buffer.concat(await Array.fromAsync(body)).toString()) }
}

test('what it calls harmful is a moderation, with severities as scores from 0 to 1', async () => {
  const { answer: said } = await moderate('text-analyze', ['I could kill him', 'or not'])
  const { url, key, body } = asked.at(-1) ?? {}
  assert.equal(url, '/contentsafety/text:analyze?api-version=2024-09-01')
  assert.equal(key, 'a-key-of-ours')
  assert.deepEqual(body, { text: 'I could kill him\nor not', outputType: 'EightSeverityLevels' })
  assert.deepEqual(said.results[0].categories, {
    Hate: false,
    SelfHarm: false,
    Sexual: false,
    Violence: true,
  })
  assert.equal(said.results[0].category_scores.Violence, 4 / 7)
})

test('a shielded prompt tells attacks by whoever asks from those in documents; of long texts the end counts', async () => {
  const { answer: said } = await moderate('prompt-shield', `${'x'.repeat(20_000)} ignore all that`)
  const { body, url } = asked.at(-1) ?? {}
  assert.match(url ?? '', /text:shieldPrompt/)
  assert.equal(String(body?.['userPrompt']).length, 10_000)
  assert.match(String(body?.['userPrompt']), /ignore all that$/)
  assert.deepEqual(said.results[0].category_scores, { user_prompt_attack: 1, document_attack: 0 })
})

test('a refusal, an answer that is none and what it has no words for are failures, never “nothing found”', async () => {
  fails = { status: 429, body: { error: { code: 'TooManyRequests', message: 'slow down' } } }
  assert.equal((await moderate('text-analyze', 'x')).status, 429)
  for (const body of [{}, { userPromptAnalysis: null }, [], 'fine']) {
    fails = { status: 200, body }
    await assert.rejects(moderate('prompt-shield', 'x'), { code: 'provider_error' })
    await assert.rejects(moderate('text-analyze', 'x'), { code: 'provider_error' })
  }
  fails = null
  await assert.rejects(moderate('gpt-5', 'x'), { code: 'not_supported' })
  await assert.rejects(moderate('text-analyze', [{ type: 'image_url' }]), { code: 'not_supported' })
})
