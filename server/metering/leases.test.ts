import assert from 'node:assert/strict'
import { test } from 'node:test'
import { LOCAL_TENANT_ID } from '#server/access/principal.ts'
import { createManualClock } from '#server/lib/clock.ts'
import { silentLog } from '#server/lib/log.ts'
import type { Allowance } from './allowance.ts'
import { createLeases } from './leases.ts'
import { createSlot, roomIn } from './slots.ts'
import { createTurns } from './turns.ts'

const ALLOWANCE: Allowance = {
  id: 'a',
  tenantId: LOCAL_TENANT_ID,
  subject: { kind: 'organisation', id: '' },
  metric: 'requests',
  currency: 'EUR',
  period: 'day',
  soft: null,
  hard: 100,
}

test('what came for calls that wait is not given back before they have had their turn', async () => {
  const clock = createManualClock(1_000_000)
  const slot = createSlot(ALLOWANCE, clock.now(), 'UTC')
  const leases = createLeases({
    store: {
      ask: async (_tenantId, asks) => asks.map(({ missing }) => ({ headroom: missing, spent: 0 })),
      stand: async () => undefined,
      readSpent: async () => [],
      giveBack: async () => undefined,
      tidy: async () => undefined,
    },
    holder: 'p',
    clock,
    log: silentLog,
    turns: createTurns(),
    accounts: () => [{ allowance: ALLOWANCE, slot, past: [] }],
  })
  slot.missing = 40
  const coming = leases.refill([slot])
  await coming
  // The chore of every few seconds, just then.
  await leases.renew()
  assert.equal(roomIn(slot), 40)
  clock.advance(15_000)
  await leases.renew()
  assert.equal(roomIn(slot), 0)
})
