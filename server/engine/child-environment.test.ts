import assert from 'node:assert/strict'
import { env } from 'node:process'
import { test } from 'node:test'
import { createChildEnvironment } from './child-environment.ts'

test('an engine process is told nothing that is secret, and is tuned', () => {
  env.MISTRAL_API_KEY = 'very secret'
  const environment = createChildEnvironment()
  delete env.MISTRAL_API_KEY
  assert.ok(!Object.values(environment).includes('very secret'))
  assert.equal(environment.UV_THREADPOOL_SIZE, '1')
  assert.equal(environment.PATH, env.PATH)
})
