import assert from 'node:assert/strict'
import { test } from 'node:test'
import { AppError } from '#server/lib/app-error.ts'
import { NO_AUTH } from '../auth/auth.ts'
import { anthropicMessages } from './anthropic-messages.ts'
import { gemini } from './gemini.ts'
import { openaiChat } from './openai-chat.ts'
import { ollama } from './ollama.ts'
import { openaiResponses } from './openai-responses.ts'
import type { Endpoint, Protocol, WireCall } from './protocol.ts'

const CHAT: WireCall = { operation: 'chat', model: 'm', isStream: false }

function pathOf(
  protocol: Protocol,
  baseUrl: string,
  { apiVersion = null, ...call }: Partial<WireCall> & Partial<Pick<Endpoint, 'apiVersion'>> = {},
): string {
  const endpoint = { baseUrl, auth: NO_AUTH, apiVersion, headers: {} }
  return protocol.toWireRequest({ ...CHAT, ...call }, endpoint).path
}

function bodyOf(
  protocol: Protocol,
  baseUrl: string,
  { text, ...call }: { text: string } & Partial<WireCall>,
): string {
  const endpoint = { baseUrl, auth: NO_AUTH, apiVersion: null, headers: {} }
  const { signal } = new AbortController()
  const whole = {
    ...CHAT,
    ...call,
    dialect: protocol.dialect,
    body: Buffer.from(text),
    tenantId: 't',
    requestId: 'r',
    signal,
  }
  return String(protocol.toBody?.(whole, endpoint) ?? text)
}

test('a response is asked for at OpenAI’s address, and at both of Azure’s', () => {
  assert.equal(pathOf(openaiResponses, 'https://api.openai.com/v1'), '/v1/responses')
  const azure = 'https://r.openai.azure.com'
  assert.equal(pathOf(openaiResponses, `${azure}/openai/v1`), '/openai/v1/responses')
  assert.equal(
    pathOf(openaiResponses, azure, { apiVersion: '2025-04-01-preview' }),
    '/openai/responses?api-version=2025-04-01-preview',
  )
})

test('a response that is kept is found by its id', () => {
  const resource = { method: 'GET' as const, path: '/responses/resp_1', contentType: null }
  const path = pathOf(openaiResponses, 'https://api.openai.com/v1', { resource })
  assert.equal(path, '/v1/responses/resp_1')
})

test('Mistral’s and Anthropic’s models on Vertex AI are named in the address, and their bodies say the rest', () => {
  const base = 'https://europe-west4-aiplatform.googleapis.com/v1/projects/p/locations/europe-west4'
  const path = '/v1/projects/p/locations/europe-west4/publishers'
  const mistral = `${base}/publishers/mistralai`
  const model = 'mistral-large@2411'
  assert.equal(
    pathOf(openaiChat, mistral, { model }),
    `${path}/mistralai/models/${model}:rawPredict`,
  )
  assert.equal(
    pathOf(openaiChat, mistral, { model, isStream: true }),
    `${path}/mistralai/models/${model}:streamRawPredict`,
  )
  assert.throws(() => pathOf(openaiChat, mistral, { operation: 'embeddings' }), AppError)
  const anthropic = `${base}/publishers/anthropic`
  const claude = { model: 'claude-sonnet-4-5@20250929' }
  assert.equal(
    pathOf(anthropicMessages, anthropic, { ...claude, isStream: true }),
    `${path}/anthropic/models/${claude.model}:streamRawPredict`,
  )
  const counting = { ...claude, operation: 'count-tokens' } as const
  assert.equal(
    pathOf(anthropicMessages, anthropic, counting),
    `${path}/anthropic/models/count-tokens:rawPredict`,
  )
  const text = `{"stream":true, "model":"${claude.model}" ,"max_tokens":9}`
  assert.equal(
    bodyOf(anthropicMessages, anthropic, { text, ...claude }),
    '{"stream":true, "anthropic_version":"vertex-2023-10-16" ,"max_tokens":9}',
  )
  assert.match(
    bodyOf(anthropicMessages, anthropic, { text, ...counting }),
    /^\{"anthropic_version".*"model":/,
  )
  assert.equal(
    bodyOf(openaiChat, mistral, { text: `{"model":"${model}","n":1}`, model }),
    '{"model":"mistral-large","n":1}',
  )
  for (const plain of ['https://api.anthropic.com/v1', 'https://api.mistral.ai/v1']) {
    assert.equal(bodyOf(anthropicMessages, plain, { text, ...claude }), text)
  }
})

test('Gemini is asked by the model’s name in the address, and never with a key there', () => {
  const base = 'https://generativelanguage.googleapis.com/v1beta'
  const model = 'gemini-2.5-flash'
  assert.equal(pathOf(gemini, base, { model }), `/v1beta/models/${model}:generateContent`)
  assert.equal(
    pathOf(gemini, base, { model, isStream: true }),
    `/v1beta/models/${model}:streamGenerateContent?alt=sse`,
  )
  assert.equal(
    pathOf(gemini, base, { model: 'text-embedding-004', operation: 'embeddings' }),
    '/v1beta/models/text-embedding-004:batchEmbedContents',
  )
  assert.equal(
    pathOf(gemini, base, { model: 'tunedModels/mine' }),
    '/v1beta/tunedModels/mine:generateContent',
  )
  assert.equal(pathOf(gemini, base, { model: 'a?b#c' }), '/v1beta/models/a%3Fb%23c:generateContent')
})

test('Vertex AI is asked within its project and location', () => {
  const base = 'https://europe-west4-aiplatform.googleapis.com/v1/projects/p/locations/europe-west4'
  const place = '/v1/projects/p/locations/europe-west4'
  assert.equal(pathOf(gemini, base), `${place}/publishers/google/models/m:generateContent`)
  assert.equal(
    pathOf(gemini, base, { operation: 'embeddings' }),
    `${place}/publishers/google/models/m:predict`,
  )
  assert.equal(
    pathOf(gemini, base, { model: 'endpoints/123' }),
    `${place}/endpoints/123:generateContent`,
  )
  assert.equal(
    pathOf(gemini, `${base}/publishers/google`),
    `${place}/publishers/google/models/m:generateContent`,
  )
})

test('Ollama is asked at its own address, whichever of its addresses is configured', () => {
  for (const base of ['http://127.0.0.1:11434', 'http://127.0.0.1:11434/v1']) {
    assert.equal(pathOf(ollama, base), '/api/chat')
    assert.equal(pathOf(ollama, base, { operation: 'embeddings' }), '/api/embed')
  }
  assert.equal(pathOf(ollama, 'https://models.example.eu/ollama/'), '/ollama/api/chat')
})

test('what a wire does not have is told', () => {
  for (const protocol of [gemini, ollama, openaiResponses]) {
    assert.throws(
      () => pathOf(protocol, 'https://example.eu', { operation: 'ocr' }),
      (error) => error instanceof AppError && error.code === 'not_supported',
    )
  }
})
