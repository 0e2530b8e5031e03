import assert from 'node:assert/strict'
import { test } from 'node:test'
import { CATALOGUE, DEFAULT_MODEL_ID } from './catalogue.ts'
import { checkModelId } from './model-folder.ts'

test('every model can be told apart, and says its licence, languages and memory', () => {
  assert.equal(new Set(CATALOGUE.map(({ id }) => id)).size, CATALOGUE.length)
  for (const model of CATALOGUE) {
    assert.equal(checkModelId(model.id), model.id)
    assert.match(model.licence.url ?? '', /^https:/, model.id)
    assert.deepEqual(model.languages, Intl.getCanonicalLocales(model.languages), model.id)
    assert.ok(model.languages.length > 0 && model.sources.length > 0, model.id)
    assert.ok(model.memoryBytes > (model.sizeBytes ?? 0), model.id)
    if (model.sha256 !== null) assert.match(model.sha256, /^[0-9a-f]{64}$/, model.id)
  }
})

test('whatever a package index gives must be pinned, since nobody knows who put it there', () => {
  for (const { id, sha256, sizeBytes, sources } of CATALOGUE) {
    const isPackaged = sources.some(({ source }) => source === 'python-package')
    assert.ok(!isPackaged || (sha256 !== null && sizeBytes !== null), id)
  }
})

test('the default needs no more than a package index, and its licence is open source', () => {
  const model = CATALOGUE.find(({ id }) => id === DEFAULT_MODEL_ID)
  assert.ok(model?.licence.isOpenSource)
  assert.ok(model.sources.some(({ source }) => source === 'python-package'))
})
