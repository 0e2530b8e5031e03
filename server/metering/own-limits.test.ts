import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { LOCAL_OWNER, type Principal } from '#server/access/principal.ts'
import { openTestDatabase } from '#server/lib/database-testing.ts'
import type { Database } from '#server/lib/database.ts'
import { createId } from '#server/lib/ids.ts'
import { deploymentOf, openTestMetering } from './metering-testing.ts'

let database: Database
before(async () => {
  database = await openTestDatabase()
})
after(() => database.close())

const somebody: Principal = { ...LOCAL_OWNER, roles: ['member'] }

test('a person’s limit in tokens counts what was said; the organisation’s counts the tokens', async () => {
  const metering = await openTestMetering(database)
  const { tenantId, id } = somebody
  const subject = { kind: 'person', id } as const
  await metering.budgets.createLimit(tenantId, { subject, metric: 'tokens', amount: 10_000 })
  const everybody = { kind: 'organisation', id: '' } as const
  await metering.budgets.createLimit(tenantId, {
    subject: everybody,
    metric: 'tokens',
    amount: 10_000,
  })
  const spend = (tokenWeight: number | undefined) => {
    const reservation = metering.accounts.reserve({
      principal: somebody,
      requestId: createId(),
      operation: 'chat',
      model: 'm',
      isStream: false,
      requestBytes: 100,
      maxTokens: 10,
      choices: 1,
      deployments: [deploymentOf('m')],
      ...(tokenWeight !== undefined && { tokenWeight }),
    })
    const attempt = reservation.startAttempt({ providerId: 'test', upstreamModel: 'm' })
    attempt.end({
      outcome: 'complete',
      usage: {
        inputTokens: 2000,
        outputTokens: 1000,
        cachedInputTokens: 0,
        reasoningTokens: 0,
        isEstimated: false,
      },
    })
    reservation.settle('complete')
  }
  const left = () =>
    Object.fromEntries(
      metering
        .limitsOf(somebody, 'm')
        .map(({ of, left: own, leftShare }) => [of, [own, leftShare]]),
    )
  spend(1 / 3)
  assert.deepEqual(left(), { person: [9000, 0.9], organisation: [null, 0.7] })
  // Of the API, which names no language.
  spend(undefined)
  assert.deepEqual(left(), { person: [6000, 0.6], organisation: [null, 0.4] })
  await metering.close()
})

test('what counts somebody else is not told, and numbers only of what is one’s own', async () => {
  const metering = await openTestMetering(database)
  const { tenantId } = somebody
  const other = { kind: 'person', id: createId() } as const
  const [all, money] = [
    { kind: 'organisation', id: '' } as const,
    { period: 'month', currency: 'EUR' } as const,
  ]
  await metering.budgets.create(tenantId, {
    subject: other,
    ...money,
    softMicros: null,
    hardMicros: 5_000_000,
  })
  await metering.budgets.create(tenantId, {
    subject: all,
    ...money,
    softMicros: null,
    hardMicros: 9_000_000,
  })
  const budgets = metering.limitsOf(somebody, 'm').filter(({ metric }) => metric === 'money')
  assert.deepEqual(
    budgets.map(({ of, left, most, leftShare }) => ({ of, left, most, leftShare })),
    [{ of: 'organisation', left: null, most: null, leftShare: 1 }],
  )
  await metering.close()
})
