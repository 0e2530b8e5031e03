import assert from 'node:assert/strict'
import { after, test } from 'node:test'
import { LOCAL_TENANT_ID } from '#server/access/principal.ts'
import { createManualClock } from '#server/lib/clock.ts'
import { openTestDatabase } from '#server/lib/database-testing.ts'
import type { Accounts, Reservation } from './accounts.ts'
import { openTestMetering, requestOf } from './metering-testing.ts'
import { reserveLeased } from './reserve-leased.ts'

const database = await openTestDatabase()
after(() => database.close())

/** Those of so many calls that were let in. */
async function call(processes: Accounts[], count: number): Promise<Reservation[]> {
  const asked = Array.from({ length: count }, async (_, index) => {
    const accounts = processes[index % processes.length]
    return accounts && reserveLeased(accounts, requestOf())
  })
  const ended = await Promise.allSettled(asked)
  return ended.flatMap((one) => (one.status === 'fulfilled' && one.value ? [one.value] : []))
}

test('what was used in the minute before counts on where several processes share a limit', async () => {
  const clock = createManualClock(Math.ceil(Date.now() / 60_000) * 60_000)
  const open = () => openTestMetering(database, { isSole: false, clock })
  const [one, two] = await Promise.all([open(), open()])
  const subject = { kind: 'organisation', id: '' } as const
  await one.budgets.createLimit(LOCAL_TENANT_ID, { subject, metric: 'requests', amount: 100 })
  // By which it learns of the other one, as it would from a notification.
  await two.budgets.createLimit(LOCAL_TENANT_ID, { subject, metric: 'concurrency', amount: 9999 })
  const burst = await call([one.accounts], 150)
  assert.equal(burst.length, 100)
  clock.advance(60_000)
  assert.equal((await call([one.accounts], 10)).length, 0)
  clock.advance(30_000)
  const later = await call([two.accounts, one.accounts], 150)
  assert.equal(later.length, 50)
  for (const each of [...burst, ...later]) each.settle('failed')
  await Promise.all([one.close(), two.close()])
})
