import assert from 'node:assert/strict'
import { inspect } from 'node:util'
import { test } from 'node:test'
import { describeIssues } from '#server/lib/setting-problems.ts'
import { readYaml } from '#server/lib/yaml-source.ts'
import { httpOptionsFor } from './provider-config.ts'
import { ProvidersSettings } from './provider-settings.ts'
import { openaiChat } from './protocols/openai-chat.ts'

const ENVIRONMENT = { MISTRAL_API_KEY: 'mistral-secret', AZURE_API_KEY: 'azure-secret' }

test('four lines add Mistral', () => {
  const [mistral] = load(`
    mistral:
      apiKey: \${MISTRAL_API_KEY}
      models: [mistral-large-latest]
  `)
  assert.ok(mistral)
  assert.equal(mistral.place, 'Mistral AI', 'it computes where it likes: its law is no place')
  const { origin, path, headers } = wireOf(mistral)
  assert.equal(origin + path, 'https://api.mistral.ai/v1/chat/completions')
  assert.ok(headers.includes('Bearer mistral-secret'))
  assert.equal(mistral.quirks.rename.seed, 'random_seed')
  assert.doesNotMatch(inspect(mistral, { depth: 9 }) + JSON.stringify(mistral), /mistral-secret/)
})

test('Azure is called at its v1 address, or at a deployment with a version', () => {
  const [v1, older] = load(`
    azure:
      baseUrl: https://ours.openai.azure.com/
      apiKey: \${AZURE_API_KEY}
      models: [gpt-4o]
    azure-sweden:
      preset: azure
      baseUrl: https://sweden.openai.azure.com
      apiVersion: 2024-10-21
      apiKey: \${AZURE_API_KEY}
      tags: { region: swedencentral, dataZone: EU }
      models: [{ upstreamName: our deployment, id: gpt-4o-eu }]
  `)
  assert.ok(v1 && older)
  assert.equal(urlOf(v1), 'https://ours.openai.azure.com/openai/v1/chat/completions')
  assert.equal(
    urlOf(older),
    'https://sweden.openai.azure.com/openai/deployments/our%20deployment/chat/completions?api-version=2024-10-21',
  )
  const { headers } = wireOf(older)
  assert.equal(headers[headers.indexOf('api-key') + 1], 'azure-secret')
  assert.equal(older.place, 'EU (swedencentral), Microsoft')
  assert.equal(older.models[0]?.id, 'gpt-4o-eu')
})

test('any compatible server needs an address and models, and no key', () => {
  const [ours] = load(`
    our-gpu:
      baseUrl: http://gpu.example.eu:8000/v1/
      models:
        - { upstreamName: bge-m3, kind: embedding }
  `)
  assert.ok(ours)
  const { origin, path } = openaiChat.toWireRequest(
    { operation: 'embeddings', model: 'bge-m3', isStream: false },
    ours.endpoint,
  )
  assert.equal(origin + path, 'http://gpu.example.eu:8000/v1/embeddings')
  assert.equal(ours.models[0]?.capabilities.operations[0], 'embeddings')
  assert.equal(ours.place, null)
})

const MISTAKES: [string, string, RegExp][] = [
  [
    'an unknown setting',
    'mistral: { apiKey: x, modells: [a], models: [a] }',
    /modells is not a setting\. Did you mean models\?/,
  ],
  [
    'a missing key',
    'mistral: { models: [a] }',
    /mistral\.apiKey: is missing, such as \$\{MISTRAL_API_KEY\}.*Example: apiKey/,
  ],
  [
    'a misspelt provider',
    'mistrl: { apiKey: x, models: [a] }',
    /mistrl\.baseUrl: is missing: did you mean the provider mistral\?/,
  ],
  [
    'an unknown preset',
    'a: { preset: azur, models: [a] }',
    /“azur” is not a preset\. Did you mean azure\?/,
  ],
  [
    'a missing address',
    'azure: { apiKey: x, models: [a] }',
    /azure\.baseUrl: is missing.*my-resource\.openai\.azure\.com/,
  ],
  [
    'no models',
    'ollama: { models: [] }',
    /ollama\.models: must name at least one model\. Example: models: \["mistral-large-latest"\]/,
  ],
  [
    'an unknown setting of a model',
    'ollama: { models: [{ upstreamName: a, contextTokns: 5 }] }',
    /contextTokns is not a setting of a model; did you mean contextTokens\?.*Example/,
  ],
  [
    'an address that is none',
    'ollama: { baseUrl: localhost, models: [a] }',
    /baseUrl: .*Example: baseUrl/,
  ],
  [
    'a header that would smuggle another',
    'ollama: { headers: { x-a: "a\\r\\nb: c" }, models: [a] }',
    /headers/,
  ],
  ['a list in place of groups', '[mistral]', /group of settings/],
]

for (const [what, yaml, expected] of MISTAKES) {
  test(`${what} is told with its name, the nearest one and an example`, () => {
    const source = readYaml(yaml, 'galerne.yaml', ENVIRONMENT)
    const parsed = ProvidersSettings.safeParse(source.value)
    assert.ok(parsed.error)
    const problems = describeIssues(parsed.error, ProvidersSettings, (path, name) =>
      source.whereIs(path, name),
    )
    assert.match(problems.join('\n'), expected)
  })
}

function load(yaml: string) {
  const { value } = readYaml(yaml, 'galerne.yaml', ENVIRONMENT)
  const providers = ProvidersSettings.parse(value)
  return Object.entries(providers).map(([id, settings]) => httpOptionsFor(id, settings))
}

type HttpOptions = ReturnType<typeof httpOptionsFor>

function wireOf({ endpoint, models }: HttpOptions) {
  const model = models[0]?.upstreamName ?? ''
  const wire = openaiChat.toWireRequest({ operation: 'chat', model, isStream: true }, endpoint)
  const url = new URL(wire.path, wire.origin)
  const added = endpoint.auth.headersFor({ method: wire.method, url, body: Buffer.alloc(0) })
  assert.ok(Array.isArray(added))
  return { ...wire, headers: [...wire.headers, ...added] }
}

function urlOf(options: HttpOptions): string {
  const { origin, path } = wireOf(options)
  return origin + path
}
