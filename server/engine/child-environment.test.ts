import assert from 'node:assert/strict'
import { test } from 'node:test'
import { createChildEnvironment } from './child-environment.ts'

test('the process that opens model files knows no secret of the server', (context) => {
  const secrets = { MISTRAL_API_KEY: 'k', DATABASE_URL: 'postgres://u:p@h/d', NODE_OPTIONS: '-r x' }
  Object.assign(process.env, secrets)
  context.after(() => {
    for (const name of Object.keys(secrets)) delete process.env[name]
  })
  const environment = createChildEnvironment()
  for (const name of Object.keys(secrets)) assert.ok(!(name in environment), name)
  assert.equal(environment.PATH, process.env.PATH)
})
