// oxlint-disable typescript/no-floating-promises -- node:test waits for its tests by itself
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { explainNpm } from './npm.mjs'

const CASES = [
  ['npm error code ENOTFOUND', /registry does not answer/],
  ['npm error code EAI_AGAIN', /registry does not answer/],
  ['npm error code ENOSPC', /disk is full/],
  ['npm error code EACCES', /cannot be written to/],
  ['npm error code EINTEGRITY', /not the one that the lockfile names/],
  ['npm error code EUSAGE', /do not belong together/],
  ['spawn npm ENOENT', /npm was not found/],
  ['npm error code SELF_SIGNED_CERT_IN_CHAIN', /certificate/],
]

test('a failed npm is explained by what to do, and keeps its own words', () => {
  for (const [output, advice] of CASES) {
    assert.match(explainNpm(output), advice, output)
    assert.ok(explainNpm(output).includes(output))
  }
})
