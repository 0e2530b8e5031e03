import assert from 'node:assert/strict'
import { test } from 'node:test'
import { systemClock } from '#server/lib/clock.ts'
import { createAccounts, type ReservationRequest } from '#server/metering/accounts.ts'
import { createFakeProvider } from '#server/providers/fake.ts'
import { createRouting } from '../routing/routing.ts'
import { TEST_PRINCIPAL } from '../v1/testing.ts'
import { callProvider } from './call-provider.ts'

/** What is reserved for a call, of a model or of none. */
async function reservedFor(isOfModel: boolean): Promise<ReservationRequest | undefined> {
  const provider = createFakeProvider()
  const clock = systemClock
  const routing = createRouting({ providers: () => [provider], clock })
  const [target] = routing.snapshot(TEST_PRINCIPAL.tenantId).targets
  assert.ok(target)
  const accounts = createAccounts({ clock, recordUsage: () => undefined })
  const reserved: ReservationRequest[] = []
  const { response, reservation } = await callProvider(
    {
      provider,
      operation: isOfModel ? 'conversations' : 'files',
      principal: TEST_PRINCIPAL,
      model: isOfModel ? target.model.id : '',
      upstreamModel: isOfModel ? target.model.upstreamName : '',
      target: isOfModel ? target : undefined,
      resource: isOfModel
        ? { method: 'POST', path: '/conversations', contentType: 'application/json' }
        : { method: 'GET', path: '/files/x', contentType: null },
      body: Buffer.from(isOfModel ? '{"model":"fake","inputs":"Hi"}' : ''),
      isStream: false,
      requestId: 'r',
      signal: new AbortController().signal,
    },
    {
      clock,
      accounts: {
        reserve(request) {
          reserved.push(request)
          return accounts.reserve(request)
        },
      },
    },
  )
  await Array.fromAsync(response.body)
  reservation.settle('complete')
  return reserved[0]
}

test('a conversation at a provider is reserved at the price of its model, and what asks no model is free', async () => {
  const conversation = await reservedFor(true)
  assert.equal(conversation?.deployments?.length, 1)
  assert.ok(!conversation?.isFree)
  const file = await reservedFor(false)
  assert.equal(file?.isFree, true)
})
