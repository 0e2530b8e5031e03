import assert from 'node:assert/strict'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, test } from 'node:test'
import { LOCAL_TENANT_ID } from '#server/access/principal.ts'
import { openTestDatabase } from '#server/lib/database-testing.ts'
import type { Database } from '#server/lib/database.ts'
import type { Reservation } from './accounts.ts'
import { openTestMetering, requestOf } from './metering-testing.ts'
import { reserveLeased } from './reserve-leased.ts'

const database = await openTestDatabase()
const root = mkdtempSync(join(tmpdir(), 'galerne-properties-'))
after(async () => {
  await database.close()
  rmSync(root, { recursive: true, force: true })
})

/** Small and repeatable: mulberry32. */
function randomFrom(seed: number): (below: number) => number {
  let state = seed
  return (below) => {
    state = (state + 0x6d2b79f5) | 0
    let t = Math.imul(state ^ (state >>> 15), 1 | state)
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t
    return ((t ^ (t >>> 14)) >>> 0) % below
  }
}

const HARD = 1_000_000
/** A token out is 1000 micro-euros. */
const ROWS: [string, number, number][] = [['m', 0, 1000]]

interface Call {
  reservation: Reservation
  heldMicros: number
  attempt: ReturnType<Reservation['startAttempt']>
}

/** A process that can die: from then on its database hears nothing of it, and its files are left as they are. */
async function openProcess(folder: string) {
  let isDead = false
  const own: Database = {
    ...database,
    withTenant: (tenantId, work) =>
      isDead ? Promise.reject(new Error('dead')) : database.withTenant(tenantId, work),
  }
  const metering = await openTestMetering(own, {
    rows: ROWS,
    folder,
    isSole: false,
    leaseMs: 600_000,
  })
  return {
    metering,
    calls: [] as Call[],
    die: () => {
      isDead = true
    },
  }
}

for (const seed of [1, 2, 3, 4]) {
  test(`whatever is reserved, settled, lent and killed, nothing is overspent and nothing is lost (seed ${seed})`, async () => {
    const random = randomFrom(seed)
    const folders = [0, 1, 2].map((n) => join(root, `${seed}-${n}`))
    const processes = await Promise.all(folders.map((folder) => openProcess(folder)))
    const first = processes[0] ?? assert.fail()
    const subject = { kind: 'model', id: `m${seed}` } as const
    const wish = {
      subject,
      period: 'month',
      currency: 'EUR',
      softMicros: null,
      hardMicros: HARD,
    } as const
    const { id } = await first.metering.budgets.create(LOCAL_TENANT_ID, wish)
    for (const at of [1, 2]) {
      processes[at]?.die()
      processes[at] = await openProcess(folders[at] ?? '')
    }
    let billedMicros = 0
    let refused = 0
    for (let step = 0; step < 160; step += 1) {
      const at = random(processes.length)
      const one = processes[at] ?? assert.fail()
      const dice = random(100)
      if (dice < 55) {
        const maxTokens = 1 + random(60)
        try {
          const request = requestOf({ model: subject.id, maxTokens })
          const reservation = await reserveLeased(one.metering.accounts, request)
          const attempt = reservation.startAttempt({ providerId: 'test', upstreamModel: 'm' })
          one.calls.push({ reservation, attempt, heldMicros: maxTokens * 1000 })
        } catch {
          refused += 1
        }
      } else if (dice < 92) {
        const [call] = one.calls.splice(random(Math.max(1, one.calls.length)), 1)
        if (call) billedMicros += finish(call, random(call.heldMicros / 1000 + 1))
      } else if (dice < 96) {
        await one.metering.ledger.flush()
      } else {
        one.die()
        processes[at] = await openProcess(folders[at] ?? '')
      }
      const heldMicros = processes
        .flatMap(({ calls }) => calls)
        .reduce((sum, call) => sum + call.heldMicros, 0)
      assert.ok(billedMicros + heldMicros <= HARD, `step ${step}: ${billedMicros} + ${heldMicros}`)
    }
    assert.ok(refused > 0, 'the budget was met')
    for (const { calls } of processes) {
      for (const call of calls) billedMicros += finish(call, call.heldMicros / 1000)
    }
    for (const { metering } of processes) await metering.close()
    assert.deepEqual(await readTotals(subject.id, id), {
      ledger: billedMicros,
      budget: billedMicros,
    })
  })
}

/** What the provider asks for it. */
function finish({ reservation, attempt }: Call, outputTokens: number): number {
  attempt.noteFirstContent()
  const none = { inputTokens: 0, cachedInputTokens: 0, reasoningTokens: 0, isEstimated: false }
  attempt.end({ outcome: 'complete', usage: { ...none, outputTokens } })
  reservation.settle('complete')
  return outputTokens * 1000
}

async function readTotals(model: string, budgetId: string) {
  return database.withTenant(LOCAL_TENANT_ID, async (sql) => {
    const [ledger] = await sql`
      select coalesce(sum(cost_micros), 0) as micros from usage_attempts
      join usage_requests using (request_id) where model = ${model}`
    const [budget] = await sql`
      select coalesce(sum(spent), 0) as micros from allowance_periods where allowance_id = ${budgetId}`
    return { ledger: Number(ledger?.micros), budget: Number(budget?.micros) }
  })
}
