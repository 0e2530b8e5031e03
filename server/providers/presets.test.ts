import assert from 'node:assert/strict'
import { generateKeyPairSync } from 'node:crypto'
import { test } from 'node:test'
import { inspect } from 'node:util'
import { readYaml } from '#server/lib/yaml-source.ts'
import { addressPartsOf, findPreset, presetFields, PRESETS } from './presets.ts'
import { httpOptionsFor } from './provider-config.ts'
import { ProvidersSettings } from './provider-settings.ts'
import { findProtocols } from './protocols/protocols.ts'

const { privateKey } = generateKeyPairSync('rsa', { modulusLength: 2048 })
const ENVIRONMENT = {
  KEY: 'key-secret',
  SECRET: 'client-secret',
  GOOGLE: JSON.stringify({
    client_email: 'galerne@project.iam.gserviceaccount.com',
    private_key: privateKey.export({ type: 'pkcs8', format: 'pem' }),
  }),
}

const AUTH = {
  key: 'apiKey: ${KEY}',
  entra: 'entra: { tenantId: t, clientId: c, clientSecret: "${SECRET}" }',
  google: 'google: { credentials: "${GOOGLE}" }',
  aws: 'aws: { accessKeyId: AKIAIOSFODNN7EXAMPLE, secretAccessKey: "${SECRET}" }',
}

for (const [name, preset] of Object.entries(PRESETS)) {
  test(`${name} needs no more than a way in, its own address and models, by each way in`, () => {
    for (const kind of preset.auth) {
      const parts = addressPartsOf(preset).map((part) => `${part}: eu-central-1`)
      const isOwn = preset.baseUrl === null && parts.length === 0
      const lines = [AUTH[kind], ...parts, ...(isOwn ? [`baseUrl: ${preset.exampleUrl}`] : [])]
      const options = load(`${name}:\n  ${lines.join('\n  ')}\n  models: [m]`)
      const { endpoint, protocols, tags } = options
      assert.match(endpoint.baseUrl, /^https:|^http:\/\/127\./)
      assert.doesNotMatch(endpoint.baseUrl, /[{}]|\/$/)
      assert.equal(findProtocols(protocols).length, protocols.length, 'all its wires are spoken')
      assert.ok(preset.tags.operator ?? preset.tags.isOwnHardware)
      assert.equal(tags.operator, preset.tags.operator ?? null)
      assert.doesNotMatch(inspect(options, { depth: 9 }), /key-secret|client-secret|PRIVATE/)
    }
  })
}

const ADDRESSES: [string, string, string][] = [
  ['Mistral anywhere', 'mistral: { apiKey: x, models: [m] }', 'https://api.mistral.ai/v1'],
  [
    'Mistral in the EU',
    'mistral: { apiKey: x, region: eu, models: [m] }',
    'https://api.eu.mistral.ai/v1',
  ],
  [
    'OpenAI in the EU',
    'openai: { apiKey: x, region: eu, models: [m] }',
    'https://eu.api.openai.com/v1',
  ],
  [
    'Azure by its resource',
    'azure: { resource: ours, apiKey: x, models: [m] }',
    'https://ours.openai.azure.com/openai/v1',
  ],
  [
    'Azure’s older address',
    'azure: { resource: ours, apiVersion: 2024-10-21, apiKey: x, models: [m] }',
    'https://ours.openai.azure.com',
  ],
  [
    'Mistral on Azure, of an address alone',
    'azure-mistral: { baseUrl: "https://ours.services.ai.azure.com", apiKey: x, models: [m] }',
    'https://ours.services.ai.azure.com/openai/v1',
  ],
  [
    'Anthropic on Azure',
    'azure-anthropic: { resource: ours, apiKey: x, models: [m] }',
    'https://ours.services.ai.azure.com/anthropic/v1',
  ],
  [
    'Vertex in one region',
    'vertex: { region: europe-west4, project: p, google: { credentials: "${GOOGLE}" }, models: [m] }',
    'https://europe-west4-aiplatform.googleapis.com/v1/projects/p/locations/europe-west4',
  ],
  [
    'Vertex anywhere',
    'vertex: { region: global, project: p, google: { credentials: "${GOOGLE}" }, models: [m] }',
    'https://aiplatform.googleapis.com/v1/projects/p/locations/global',
  ],
  [
    'Bedrock',
    'bedrock: { region: eu-central-1, apiKey: x, models: [m] }',
    'https://bedrock-runtime.eu-central-1.amazonaws.com',
  ],
]

for (const [what, yaml, expected] of ADDRESSES) {
  test(`${what} is called where it is documented to be`, () => {
    assert.equal(load(yaml).endpoint.baseUrl, expected)
  })
}

test('a region says where data goes, and without one nothing is claimed', () => {
  assert.equal(load('mistral: { apiKey: x, models: [m] }').tags.dataZone, null)
  const { tags, place } = load('mistral: { apiKey: x, region: eu, models: [m] }')
  assert.equal(tags.dataZone, 'EU')
  assert.equal(place, 'EU (eu), Mistral AI')
  const bedrock = load('bedrock: { region: eu-central-1, apiKey: x, models: [m] }')
  // An inference profile may compute elsewhere: only whoever made it knows.
  assert.deepEqual([bedrock.tags.region, bedrock.tags.dataZone], ['eu-central-1', null])
})

test('at an address that is not the supplier’s own nothing is known but what was declared', () => {
  const foreign = [
    'scaleway: { baseUrl: "https://models.example.us/v1", apiKey: x, models: [m] }',
    'openai: { region: eu, baseUrl: "https://proxy.example.com/v1", apiKey: x, models: [m] }',
    'azure: { baseUrl: "https://ours.openai.azure.com.example.us", apiKey: x, models: [m] }',
    'azure: { baseUrl: "https://ours.openai.azure.cn", apiKey: x, models: [m] }',
    'bedrock: { region: eu-central-1, baseUrl: "https://bedrock.example.com", apiKey: x, models: [m] }',
  ]
  for (const yaml of foreign) {
    const { tags, place } = load(yaml)
    const { region, dataZone, jurisdiction, operator, trainsOnData, retentionDays } = tags
    const known = [region, dataZone, jurisdiction, operator, trainsOnData, retentionDays, place]
    assert.deepEqual([...new Set(known)], [null], yaml)
  }
  const declared = load(`
    scaleway:
      baseUrl: https://proxy.our-town.example/v1
      apiKey: x
      tags: { dataZone: EU, region: fr-par }
      models: [m]
  `)
  assert.equal(declared.place, 'EU (fr-par)')
  // The address says where it is, whatever region was named beside it.
  const american = load(
    'mistral: { region: eu, baseUrl: "https://api.us.mistral.ai/v1", apiKey: x, models: [m] }',
  )
  assert.deepEqual([american.tags.dataZone, american.tags.jurisdiction], ['US', 'EU'])
  const plain = load('scaleway: { baseUrl: "https://api.scaleway.ai/v1/", apiKey: x, models: [m] }')
  assert.equal(plain.tags.dataZone, 'EU')
  const azure = load('azure: { baseUrl: "https://a.openai.azure.com", apiKey: x, models: [m] }')
  assert.deepEqual([azure.tags.operator, azure.tags.dataZone], ['Microsoft', null])
  const moved = load(
    'bedrock: { region: eu-central-1, baseUrl: "https://bedrock-runtime.us-east-1.amazonaws.com", apiKey: x, models: [m] }',
  )
  assert.deepEqual([moved.tags.operator, moved.tags.region], ['Amazon', null])
})

test('a model may lie elsewhere than its provider, and say what it can do', () => {
  const { models } = load(`
    azure:
      resource: ours
      apiKey: x
      tags: { region: swedencentral, dataZone: EU, certifications: [C5] }
      models:
        - { upstreamName: a, maxOutputTokens: 100, retiresOn: 2026-12-31 }
        - upstreamName: b
          tags: { region: null, dataZone: global }
          capabilities: { vision: true, reasoning: true, operations: [chat, fim] }
          price: { currency: EUR, inputMicros: 2000000, outputMicros: 6000000, date: 2026-10-01 }
          status: deprecated
  `)
  const [a, b] = models
  assert.ok(a && b)
  assert.equal(a.tags.dataZone, 'EU')
  assert.deepEqual(a.lifecycle, { status: 'active', retiresOn: '2026-12-31' })
  assert.equal(a.maxOutputTokens, 100)
  assert.deepEqual(b.tags, { ...a.tags, region: null, dataZone: 'global' })
  assert.deepEqual(b.capabilities.operations, ['chat', 'fim'])
  assert.ok(b.capabilities.vision && b.capabilities.tools && !b.capabilities.audioInput)
  assert.equal(b.price?.inputMicros, 2_000_000)
  assert.equal(b.lifecycle?.status, 'deprecated')
})

test('Mistral’s OCR on Azure has an address of its own; its chat has not', () => {
  const { endpoint } = load('azure-mistral: { resource: ours, apiKey: x, models: [m] }')
  const [protocol] = findProtocols(['openai-chat'])
  const pathOf = (operation: 'ocr' | 'chat') =>
    protocol?.toWireRequest({ operation, model: 'm', isStream: false }, endpoint).path
  assert.equal(pathOf('ocr'), '/providers/mistral/azure/ocr')
  assert.equal(pathOf('chat'), '/openai/v1/chat/completions')
})

test('Azure’s Model Inference names the model in the body, and its version in the address', () => {
  const { endpoint } = load(`
    azure-mistral:
      baseUrl: https://ours.services.ai.azure.com/models
      apiVersion: 2024-05-01-preview
      apiKey: x
      models: [m]
  `)
  const [protocol] = findProtocols(['openai-chat'])
  const wire = protocol?.toWireRequest({ operation: 'chat', model: 'm', isStream: true }, endpoint)
  assert.equal(wire?.path, '/models/chat/completions?api-version=2024-05-01-preview')
  assert.ok(wire.headers.includes('pass-through'))
})

const MISTAKES: [string, RegExp][] = [
  [
    'mistral: { region: mars, apiKey: x, models: [m] }',
    /“mars” is no region of Mistral AI: it has eu, us/,
  ],
  ['groq: { region: eu, apiKey: x, models: [m] }', /it has none to choose from/],
  ['bedrock: { apiKey: x, models: [m] }', /is missing: .*\(or region\)/],
  ['bedrock: { region: eu-central-1, models: [m] }', /aws.*is missing \(or apiKey\)/],
  ['vertex: { region: global, project: p, models: [m] }', /google.*is missing/],
  [
    'mistral: { aws: { accessKeyId: AKIAIOSFODNN7EXAMPLE, secretAccessKey: x }, models: [m] }',
    /no way into Mistral AI: it takes apiKey/,
  ],
  [
    'azure: { resource: ours, apiKey: x, entra: { tenantId: t, clientId: c, clientSecret: s }, models: [m] }',
    /one way in too many/,
  ],
  ['azure: { resource: "evil.example/x", apiKey: x, models: [m] }', /must be lower-case letters/],
  [
    'vertex: { region: global, project: p, google: {}, models: [m] }',
    /either credentials or credentialsFile/,
  ],
  [
    'azure: { resource: ours, entra: { tenantId: "a/b", clientId: c, clientSecret: s }, models: [m] }',
    /id of a directory/,
  ],
]

for (const [yaml, expected] of MISTAKES) {
  test(`refused with what to do: ${yaml}`, () => {
    const parsed = ProvidersSettings.safeParse(readYaml(yaml, 'galerne.yaml', ENVIRONMENT).value)
    assert.match(JSON.stringify(parsed.error?.issues), expected)
  })
}

test('a broken key file is told without any of it', () => {
  const yaml =
    'vertex: { region: global, project: p, google: { credentials: secret-text }, models: [m] }'
  assert.throws(
    () => load(yaml),
    /providers\.vertex\.google: credentials is not JSON: it must hold the key file/,
  )
})

test('a form asks for what each supplier needs', () => {
  const fieldsOf = (name: string) => {
    const preset = findPreset(name)
    assert.ok(preset)
    return presetFields(preset).map(({ name: field, isNeeded }) => `${field}${isNeeded ? '!' : ''}`)
  }
  assert.deepEqual(fieldsOf('mistral'), ['region', 'apiKey!'])
  assert.deepEqual(fieldsOf('ollama'), ['apiKey'])
  assert.deepEqual(fieldsOf('vertex'), ['region', 'project', 'google.credentials!'])
  assert.deepEqual(fieldsOf('azure').slice(0, 2), ['resource', 'apiKey'])
  assert.ok(fieldsOf('bedrock').includes('aws.secretAccessKey'))
  assert.equal(findPreset('toString'), undefined)
})

function load(yaml: string) {
  const { value } = readYaml(yaml, 'galerne.yaml', ENVIRONMENT)
  const [entry] = Object.entries(ProvidersSettings.parse(value))
  assert.ok(entry)
  const options = httpOptionsFor(...entry)
  const [first] = options.models
  assert.ok(first)
  return { ...options, protocols: options.protocols ?? [], tags: first.tags }
}
