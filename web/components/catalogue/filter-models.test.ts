import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { CatalogueDeployment, CatalogueModel } from '#wire/catalogue.ts'
import { filterModels, NO_FILTER, sortModels, type ModelFilter } from './filter-models.ts'
import { whereComputed } from './where-computed.ts'

const TAGS: CatalogueDeployment['tags'] = {
  region: null,
  dataZone: null,
  operator: null,
  jurisdiction: null,
  retentionDays: null,
  trainsOnData: null,
  isOwnHardware: false,
  certifications: [],
}

interface Wish {
  id: string
  tags?: Partial<CatalogueDeployment['tags']>
  inputMicros?: number
  state?: CatalogueDeployment['state']
  latencyMs?: number
  model?: Partial<CatalogueModel>
}

function model({ id, tags, inputMicros, state = 'ready', latencyMs, model: rest }: Wish) {
  const deployment: CatalogueDeployment = {
    providerId: `of-${id}`,
    preset: null,
    upstreamName: id,
    place: null,
    isEmbedded: false,
    tags: { ...TAGS, ...tags },
    contextTokens: null,
    maxOutputTokens: null,
    price:
      inputMicros === undefined
        ? null
        : {
            currency: 'EUR',
            inputMicros,
            cachedInputMicros: null,
            outputMicros: inputMicros * 3,
            source: 'test',
            date: '2026-01-01',
          },
    lifecycle: null,
    state,
    reason: null,
    health:
      latencyMs === undefined
        ? null
        : { state: 'closed', until: null, latencyMs, tokensPerSecond: null, errorRate: 0 },
  }
  const capabilities = {
    operations: ['chat'],
    tools: false,
    jsonSchema: false,
    vision: false,
    reasoning: false,
    audioInput: false,
    documents: false,
  }
  return {
    id,
    name: id,
    isDefault: false,
    capabilities,
    contextTokens: null,
    maxOutputTokens: null,
    languages: [],
    licence: null,
    route: null,
    deployments: [deployment],
    ...rest,
  } satisfies CatalogueModel
}

const MODELS = [
  model({
    id: 'Modèle-Rhône',
    tags: { dataZone: 'EU', operator: 'Scaleway' },
    inputMicros: 400_000,
  }),
  model({ id: 'cellar', tags: { isOwnHardware: true }, inputMicros: 0, latencyMs: 40 }),
  model({ id: 'pacific', tags: { jurisdiction: 'US' }, inputMicros: 3_000_000, latencyMs: 900 }),
  model({ id: 'somewhere', state: 'unavailable', model: { languages: ['mt', 'en-GB'] } }),
]
const found = (filter: Partial<ModelFilter>) =>
  filterModels(MODELS, { ...NO_FILTER, ...filter }).map(({ id }) => id)

test('a search finds words in any order, whatever their case and marks', () => {
  assert.deepEqual(found({ text: 'rhone MODELE' }), ['Modèle-Rhône'])
  assert.deepEqual(found({ text: 'scaleway' }), ['Modèle-Rhône'])
  assert.deepEqual(found({ text: 'of-pacific' }), ['pacific'])
  assert.deepEqual(found({ text: 'rhone pacific' }), [])
})

test('in the EU includes own hardware, and never what nobody declared', () => {
  assert.deepEqual(found({ where: 'eu' }), ['Modèle-Rhône', 'cellar'])
  assert.deepEqual(found({ where: 'own' }), ['cellar'])
  assert.equal(whereComputed({ ...TAGS, jurisdiction: 'EU', dataZone: 'US' }), 'elsewhere')
  assert.equal(whereComputed({ ...TAGS, jurisdiction: 'de' }), 'eu')
  assert.equal(whereComputed(TAGS), 'unknown')
})

test('a price that is not known is not taken for a low one', () => {
  assert.deepEqual(found({ maxPrice: 0.4 }), ['Modèle-Rhône', 'cellar'])
  assert.deepEqual(found({ maxPrice: 0 }), ['cellar'])
})

test('readiness, languages and capabilities narrow too', () => {
  assert.ok(!found({ isReadyOnly: true }).includes('somewhere'))
  assert.deepEqual(found({ language: 'en' }), ['somewhere'])
  assert.equal(found({ capability: 'chat' }).length, 4)
  assert.deepEqual(found({ capability: 'vision' }), [])
  assert.deepEqual(found({ capability: 'constructor' }), [])
})

test('what is not known comes last, whatever one sorts by', () => {
  const sorted = (key: 'price' | 'latency') => sortModels(MODELS, key).map(({ id }) => id)
  assert.deepEqual(sorted('price'), ['cellar', 'Modèle-Rhône', 'pacific', 'somewhere'])
  assert.deepEqual(sorted('latency').slice(0, 2), ['cellar', 'pacific'])
})
