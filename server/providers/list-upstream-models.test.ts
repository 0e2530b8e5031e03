import assert from 'node:assert/strict'
import { createServer } from 'node:http'
import { after, before, test } from 'node:test'
import { listenOnLoopback } from '#server/lib/loopback.ts'
import { NO_AUTH } from './auth/auth.ts'
import { createHttpProvider } from './http-provider.ts'
import { DEFAULT_LIMITS } from './http-transport.ts'
import { listUpstreamModels } from './list-upstream-models.ts'
import { findPreset, PRESETS } from './presets.ts'

let port = 0
let said: unknown = {}
const asked: string[] = []
const upstream = createServer((request, response) => {
  asked.push(`${request.method} ${request.url}`)
  response.writeHead(200, { 'content-type': 'application/json' }).end(JSON.stringify(said))
})
before(async () => {
  port = await listenOnLoopback(upstream)
})
after(async () => {
  upstream.closeAllConnections()
  await new Promise((resolve) => upstream.close(resolve))
})

/** A preset's list, asked for where its address would be. */
async function listOf(name: string) {
  const preset = findPreset(name) ?? assert.fail(name)
  const address = preset.baseUrl ?? preset.template ?? preset.exampleUrl ?? ''
  const { pathname } = new URL(address.replaceAll(/\{[a-z]+\}/g, 'x'))
  const { modelList, protocols, wire } = preset
  const provider = createHttpProvider({
    id: 'p',
    ...(protocols && { protocols }),
    ...(wire && { wire }),
    ...(modelList !== undefined && { modelList }),
    endpoint: {
      baseUrl: `http://127.0.0.1:${port}${pathname.replace(/\/$/, '')}`,
      auth: NO_AUTH,
      apiVersion: null,
      headers: {},
    },
    quirks: preset.quirks,
    place: null,
    models: [],
    limits: DEFAULT_LIMITS,
  })
  const { signal } = new AbortController()
  try {
    return await listUpstreamModels(provider, { tenantId: 't', requestId: 'r', signal })
  } finally {
    await provider.close()
  }
}

/** As each supplier documents it, 2026-10; null: it has no list that helps. */
const LISTS: Record<string, string | null> = {
  mistral: '/v1/models',
  scaleway: '/v1/models',
  ovhcloud: '/v1/models',
  ionos: '/v1/models',
  nebius: '/v1/models',
  azure: null,
  'azure-mistral': null,
  'azure-mistral-serverless': null,
  'azure-anthropic': null,
  'azure-content-safety': null,
  openai: '/v1/models',
  anthropic: '/v1/models?limit=1000',
  gemini: '/v1beta/models?pageSize=1000',
  vertex: '/v1beta1/publishers/google/models?pageSize=200',
  'vertex-mistral': '/v1beta1/publishers/mistralai/models?pageSize=200',
  'vertex-anthropic': '/v1beta1/publishers/anthropic/models?pageSize=200',
  bedrock: null,
  groq: '/openai/v1/models',
  together: '/v1/models',
  openrouter: '/api/v1/models',
  deepseek: '/v1/models',
  xai: '/v1/models',
  cohere: '/v1/models?page_size=1000',
  'github-models': '/catalog/models',
  ollama: '/v1/models',
  vllm: '/v1/models',
  'llama-cpp': '/v1/models',
  'lm-studio': '/v1/models',
}

test('each supplier is asked for its models where it lists them, or not at all', async () => {
  said = { data: [{ id: 'a' }] }
  assert.deepEqual(Object.keys(LISTS).toSorted(), Object.keys(PRESETS).toSorted())
  for (const [name, expected] of Object.entries(LISTS)) {
    asked.length = 0
    const answer = await listOf(name)
    assert.deepEqual(asked, expected === null ? [] : [`GET ${expected}`], name)
    assert.equal(answer.status, expected === null ? null : 200, name)
  }
})

test('lists are read in the words of each supplier', async () => {
  said = [
    {
      id: 'openai/gpt-4.1',
      name: 'OpenAI GPT-4.1',
      capabilities: ['streaming', 'tool-calling'],
      limits: { max_input_tokens: 1_048_576, max_output_tokens: 32_768 },
      supported_input_modalities: ['text', 'image'],
      supported_output_modalities: ['text'],
    },
  ]
  assert.deepEqual((await listOf('github-models')).models, [
    {
      upstreamName: 'openai/gpt-4.1',
      name: 'OpenAI GPT-4.1',
      kind: 'chat',
      contextTokens: 1_048_576,
      maxOutputTokens: 32_768,
      hasVision: true,
      hasReasoning: false,
    },
  ])
  said = {
    models: [
      { name: 'command-a-03-2025', endpoints: ['chat'], context_length: 288_000 },
      { name: 'embed-v4.0', endpoints: ['embed'], context_length: 128_000 },
      { name: 'rerank-v3.5', endpoints: ['rerank'] },
    ],
  }
  const kinds = (await listOf('cohere')).models?.map(({ kind }) => kind)
  assert.deepEqual(kinds, ['chat', 'embedding', null])
  said = { publisherModels: [{ name: 'publishers/google/models/gemini-2.5-flash' }] }
  const [gemini] = (await listOf('vertex')).models ?? []
  assert.equal(gemini?.upstreamName, 'gemini-2.5-flash')
})
