import assert from 'node:assert/strict'
import { createServer } from 'node:http'
import { test } from 'node:test'
import { systemClock } from '#server/lib/clock.ts'
import { listenOnLoopback } from '#server/lib/loopback.ts'
import { Secret } from '#server/lib/secret.ts'
import { createKeyRing } from './auth/key-ring.ts'
import { createHttpProvider } from './http-provider.ts'
import { DEFAULT_LIMITS } from './http-transport.ts'
import { createProviderModel } from './provider-model.ts'
import { LENIENT_QUIRKS } from './quirks.ts'
import { saysPolicy, saysTooLong } from './refusal-words.ts'

const FLAGGED = {
  error: { code: 403, message: 'Your input was flagged', metadata: { reasons: ['violence'] } },
}

test('content that is not welcome is told from a key that is not', () => {
  for (const error of [
    FLAGGED.error,
    { message: 'Request blocked: prompt injection patterns detected' },
    { code: 'content_policy_violation', message: 'no' },
    { type: 'guardrail_blocked', message: 'no' },
    { detail: 'It violates our usage policies.' },
  ]) {
    assert.ok(saysPolicy(error), JSON.stringify(error))
  }
  for (const error of [
    { message: 'Missing scopes: api.moderation.request.' },
    { message: 'Project does not have access to model `omni-moderation-latest`.' },
    { message: 'User is not authorized, with an explicit deny in a service control policy' },
    { message: 'Request violates the organization policy of VPC service controls' },
    { message: 'This API key was blocked.' },
    'Forbidden',
    undefined,
    null,
    7,
  ]) {
    assert.ok(!saysPolicy(error), JSON.stringify(error))
  }
})

test('each supplier’s sentence for what is too long is known, and limits of answers are not taken for it', () => {
  for (const message of [
    'Prompt contains 40969 tokens and 0 draft tokens, too large for model with 32768 maximum context length',
    "This model's maximum prompt length is 131072 but the request contains 140000 tokens.",
    'the request exceeds the available context size, try increasing it',
    'Context size has been exceeded.',
    '`inputs` tokens + `max_new_tokens` must be <= 4096. Given: 5000',
    'too many tokens: total number of tokens in the prompt cannot exceed 4081',
  ]) {
    assert.ok(saysTooLong({ message }), message)
  }
  const raw = '{"error":{"message":"This model\'s maximum context length is 262144 tokens."}}'
  assert.ok(saysTooLong({ message: 'Provider returned error', metadata: { raw } }))
  for (const message of [
    'max_tokens is too large: 99999. This model supports at most 16384 completion tokens.',
    'Rate limit reached: 30000 tokens per minute',
    'messages: the context is missing',
  ]) {
    assert.ok(!saysTooLong({ message }), message)
  }
})

test('what one key was refused for its content is not sent again with another', async () => {
  const keys: (string | undefined)[] = []
  let body: object = FLAGGED
  const upstream = createServer((request, response) => {
    keys.push(request.headers.authorization)
    response.writeHead(403, { 'content-type': 'application/json' }).end(JSON.stringify(body))
  })
  const port = await listenOnLoopback(upstream)
  const ring = createKeyRing(
    [new Secret('first-key'), new Secret('other-key')],
    'authorization',
    systemClock,
  )
  const provider = createHttpProvider({
    id: 'ring',
    endpoint: { baseUrl: `http://127.0.0.1:${port}/v1`, auth: ring, apiVersion: null, headers: {} },
    quirks: LENIENT_QUIRKS,
    place: null,
    models: [createProviderModel({ id: 'm', capabilities: {} })],
    limits: DEFAULT_LIMITS,
  })
  const ask = async () => {
    const { status, body: said } = await provider.call({
      operation: 'chat',
      dialect: 'openai-chat',
      model: 'm',
      body: Buffer.from('{}'),
      isStream: false,
      tenantId: 't',
      requestId: 'r',
      signal: new AbortController().signal,
    })
    return { status, text: Buffer.concat(await Array.fromAsync(said)).toString() }
  }
  try {
    assert.deepEqual(await ask(), { status: 403, text: JSON.stringify(FLAGGED) })
    assert.equal(keys.length, 1)
    body = { error: { message: 'This key may not use the model.' } }
    await ask()
    assert.equal(new Set(keys.slice(1)).size, 2, 'another key is tried for what is the key’s fault')
  } finally {
    await provider.close()
    upstream.closeAllConnections()
    await new Promise((resolve) => upstream.close(resolve))
  }
})
