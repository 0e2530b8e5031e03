import assert from 'node:assert/strict'
import { test } from 'node:test'
import { createModelPatterns, type KeyGrant } from '#server/access/key-grant.ts'
import type { Principal } from '#server/access/principal.ts'
import { systemClock } from '#server/lib/clock.ts'
import { createFakeProvider } from '#server/providers/fake.ts'
import type { Provider, ProviderCall } from '#server/providers/provider.ts'
import { createRouting } from '../routing/routing.ts'
import { TEST_PRINCIPAL } from '../v1/testing.ts'
import { callKept } from './call-kept.ts'
import { createSeal } from './seal.ts'

const ANYTHING: KeyGrant = {
  owner: { kind: 'service', id: 's' },
  group: null,
  scopes: null,
  models: null,
  tags: null,
}

const body = async function* () {
  yield Buffer.from('{"id":"resp_1","object":"response"}')
}

/** Reads a kept response, with a key of these rights; what the provider was asked. */
async function read(grant: KeyGrant): Promise<{ asked: ProviderCall[]; code: string }> {
  const asked: ProviderCall[] = []
  const provider: Provider = {
    ...createFakeProvider(),
    dialects: ['openai-responses'],
    call(call) {
      asked.push(call)
      return Promise.resolve({ status: 200, headers: {}, body: body() })
    },
  }
  const principal: Principal = { ...TEST_PRINCIPAL, grant }
  const seal = createSeal([])
  const code = await callKept(
    {
      principal,
      method: 'GET',
      name: seal.seal({ providerId: provider.id, id: 'resp_1' }, principal.tenantId),
      part: '',
      query: '',
      signal: new AbortController().signal,
      requestId: 'r',
    },
    {
      routing: createRouting({ providers: () => [provider], clock: systemClock }),
      seal,
      clock: systemClock,
    },
  ).then(
    ({ status }) => String(status),
    (error: { code?: string }) => String(error.code),
  )
  return { asked, code }
}

test('a key without the right to hold conversations, or to have its data there, reads no kept response', async () => {
  assert.equal((await read(ANYTHING)).code, '200')
  for (const less of [
    { scopes: new Set(['embeddings']) },
    { scopes: new Set(['spend.read']) },
    { models: createModelPatterns(['another']) },
    { tags: { dataZones: ['nowhere'] } },
  ]) {
    const { asked, code } = await read({ ...ANYTHING, ...less })
    assert.equal(code, 'not_found', JSON.stringify(less))
    assert.deepEqual(asked, [])
  }
})
