// oxlint-disable typescript/no-floating-promises -- node:test waits for its tests by itself
import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { test } from 'node:test'
import { isNewEnough } from './node-runtime.mjs'

test('a Node is used from 24.2 on, as package.json says', () => {
  for (const version of ['24.2.0', '24.21.0', '25.0.0', '26.1.3']) assert.ok(isNewEnough(version))
  for (const version of ['18.20.4', '22.19.0', '24.0.0', '24.1.9']) assert.ok(!isNewEnough(version))
  const manifest = JSON.parse(readFileSync(new URL('../package.json', import.meta.url), 'utf8'))
  assert.equal(manifest.engines.node, '>=24.2')
})
