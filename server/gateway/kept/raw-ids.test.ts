import assert from 'node:assert/strict'
import { test } from 'node:test'
import { createManualClock } from '#server/lib/clock.ts'
import { silentLog } from '#server/lib/log.ts'
import { createAccounts } from '#server/metering/accounts.ts'
import type { Provider } from '#server/providers/provider.ts'
import { createGateway } from '../gateway.ts'
import { scripted } from '../routing/scripted-testing.ts'
import { TEST_PRINCIPAL } from '../v1/testing.ts'

const ANSWER = { id: 'resp_1', object: 'response', status: 'completed', output: [] }

/** Who answered, or the code of the refusal. */
async function ask(
  fields: object,
  { hasNeighbours, provider = {} }: { hasNeighbours: boolean; provider?: Partial<Provider> },
): Promise<string> {
  const native: Provider = {
    ...scripted('shared', () =>
      Promise.resolve({
        status: 200,
        headers: { 'content-type': 'application/json' },
        body: (async function* () {
          yield Buffer.from(JSON.stringify(ANSWER))
        })(),
      }),
    ),
    dialects: ['openai-responses'],
    ...provider,
  }
  const clock = createManualClock()
  const gateway = createGateway({
    providers: () => [native],
    accounts: createAccounts({ clock, recordUsage: () => undefined }),
    clock,
    log: silentLog,
    hasNeighbours: () => hasNeighbours,
  })
  try {
    const { headers } = await gateway.call({
      operation: 'chat',
      dialect: 'openai-responses',
      principal: TEST_PRINCIPAL,
      requestId: 'r',
      signal: new AbortController().signal,
      body: Buffer.from(JSON.stringify({ model: 'm', input: 'Hi', ...fields })),
    })
    return headers['x-galerne-provider'] ?? ''
  } catch (error) {
    return error instanceof Error && 'code' in error ? String(error.code) : String(error)
  }
}

const FOREIGN = [
  { conversation: 'conv_of_another' },
  { conversation: { id: 'conv_of_another' } },
  { prompt: { id: 'pmpt_of_another' } },
  { tools: [{ type: 'file_search', vector_store_ids: ['vs_of_another'] }] },
  { tools: [{ type: 'code_interpreter', container: 'cntr_of_another' }] },
]

test('an organisation reads what another keeps in an account that both use, by its id', async () => {
  for (const fields of FOREIGN) {
    // As if there were nobody else.
    assert.equal(await ask(fields, { hasNeighbours: false }), 'shared')
    assert.equal(await ask(fields, { hasNeighbours: true }), 'invalid_request')
  }
})

test('in an account of its own it names what it likes, and texts about such ids harm nobody', async () => {
  const { tenantId } = TEST_PRINCIPAL
  for (const fields of FOREIGN) {
    for (const provider of [{ tenantId }, { organisations: [tenantId] }]) {
      assert.equal(await ask(fields, { hasNeighbours: true, provider }), 'shared')
    }
  }
  const described = 'Set "vector_store_ids": ["vs_1"] and "container": "cntr_1"'
  const harmless = [
    { conversation: null, prompt: null },
    { tools: [{ type: 'code_interpreter', container: { type: 'auto' } }] },
    { input: described, tools: [{ type: 'function', name: 'f', description: described }] },
  ]
  for (const fields of harmless) {
    assert.equal(await ask(fields, { hasNeighbours: true }), 'shared')
  }
})
