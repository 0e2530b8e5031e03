import assert from 'node:assert/strict'
import { test } from 'node:test'
import { createManualClock } from '#server/lib/clock.ts'
import type { AuditEvent } from '#server/lib/database-outbox.ts'
import { silentLog } from '#server/lib/log.ts'
import { createDenials, type Denial } from './denials.ts'

function setup() {
  const written: AuditEvent[] = []
  const clock = createManualClock()
  const denials = createDenials({
    clock,
    log: silentLog,
    async write(_tenantId, events) {
      written.push(...events)
    },
  })
  return { written, clock, denials }
}

const denial = (more: Partial<Denial> = {}): Denial => ({
  tenantId: 't',
  actor: { kind: 'key', id: 'k', name: 'CI' },
  address: null,
  requestId: null,
  action: 'key.create',
  resource: { kind: 'key', id: null },
  reason: 'no',
  rule: null,
  ...more,
})

test('what is refused a thousand times is one entry, which says how often', async () => {
  const { written, denials } = setup()
  for (let times = 0; times < 1000; times += 1) denials.note(denial())
  await denials.close()
  assert.deepEqual(
    written.map(({ outcome, facts }) => [outcome, facts?.['times']]),
    [['denied', 1000]],
  )
})

test('a flood that goes on for a day fills no disk, whatever it asks for', async () => {
  const { written, clock, denials } = setup()
  for (let second = 0; second < 86_400; second += 10) {
    for (let kind = 0; kind < 3; kind += 1) denials.note(denial({ action: `a.${kind}` }))
    clock.advance(10_000)
    await denials.writeDue()
  }
  await denials.close()
  assert.ok(written.length < 3 * 40, `${written.length} entries`)
  const times = written.reduce((sum, { facts }) => sum + Number(facts?.['times'] ?? 1), 0)
  assert.equal(times, 3 * 8640)
})

test('more kinds than are told apart are counted together', async () => {
  const { written, denials } = setup()
  for (let kind = 0; kind < 500; kind += 1) denials.note(denial({ action: `a.${kind}` }))
  await denials.close()
  assert.equal(written.length, 101)
  assert.equal(written.find(({ action }) => action === 'several')?.facts?.['times'], 400)
})
