import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { LOCAL_OWNER, type Principal } from '#server/access/principal.ts'
import { createManualClock } from '#server/lib/clock.ts'
import { fixedOrganisations } from '#server/access/organisations-testing.ts'
import type { Database } from '#server/lib/database.ts'
import { createId } from '#server/lib/ids.ts'
import { silentLog } from '#server/lib/log.ts'
import { createProviderModel } from '#server/providers/provider-model.ts'
import type { ReservationRequest, UsageRecord } from './accounts.ts'
import type { BudgetEvent } from './allowance.ts'
import { createMetering, type MeteringSetup } from './metering.ts'
import { priceRows, type Row } from './price-list/rows.ts'
import type { PricedDeployment } from './pricing.ts'
import { MoneySettings } from './settings.ts'

export const PAGE = {
  provider: 'test',
  currency: 'EUR',
  source: 'https://test.example',
  date: '2025-01-01',
} as const

/** For tests: a deployment of the preset `test`, which knows its models by the same names. */
export function deploymentOf(
  model: string,
  maxOutputTokens: number | null = 1000,
): PricedDeployment {
  return {
    provider: { id: 'test', presetName: 'test' },
    model: createProviderModel({
      id: model,
      maxOutputTokens,
      capabilities: { operations: ['chat'] },
    }),
  }
}

/** For tests: metering on a database of the test’s, in a folder of its own, with a clock that stands still. */
export async function openTestMetering(
  database: Database,
  options: Partial<MeteringSetup> & { rows?: readonly Row[]; money?: object } = {},
) {
  const folder = options.folder ?? mkdtempSync(join(tmpdir(), 'galerne-ledger-'))
  const clock = options.clock ?? createManualClock()
  const records: UsageRecord[] = []
  const events: BudgetEvent[] = []
  const { rows = [['m', 1, 1]], money = {}, ...setup } = options
  const metering = await createMetering({
    database,
    organisations: fixedOrganisations(),
    folder,
    clock,
    log: silentLog,
    settings: MoneySettings.parse(money),
    priceRows: priceRows(PAGE, rows),
    observe: (record) => records.push(record),
    onBudget: (event) => events.push(event),
    ...setup,
  })
  return {
    ...metering,
    folder,
    clock,
    records,
    events,
    async close() {
      await metering.close()
      if (options.folder === undefined) rmSync(folder, { recursive: true, force: true })
    },
  }
}

/** For tests: a call of `m`, of the owner unless said otherwise, that may write 100 tokens. */
export function requestOf(wish: Partial<ReservationRequest> = {}): ReservationRequest {
  return {
    principal: LOCAL_OWNER,
    requestId: createId(),
    operation: 'chat',
    model: 'm',
    isStream: false,
    requestBytes: 0,
    maxTokens: 100,
    choices: 1,
    deployments: [deploymentOf('m')],
    ...wish,
  }
}

/** For tests: the holder of a key. */
export function keyPrincipal(wish: Partial<NonNullable<Principal['grant']>> = {}): Principal {
  return {
    kind: 'key',
    id: createId(),
    name: 'test',
    tenantId: LOCAL_OWNER.tenantId,
    grant: {
      owner: { kind: 'person', id: LOCAL_OWNER.id },
      group: null,
      scopes: null,
      models: null,
      tags: null,
      ...wish,
    },
  }
}

/** For tests: a finished request of one attempt, as the ledger takes it. */
export function recordedRequest(wish: Partial<UsageRecord> = {}): UsageRecord {
  const startedAtMs = Date.UTC(2026, 0, 1)
  const usage = {
    inputTokens: 1,
    outputTokens: 2,
    cachedInputTokens: 0,
    reasoningTokens: 0,
    isEstimated: false,
  }
  const outcome = {
    outcome: 'complete',
    errorCode: null,
    usage,
    startedAtMs,
    durationMs: 5,
  } as const
  return {
    requestId: createId(),
    tenantId: LOCAL_OWNER.tenantId,
    principalKind: 'person',
    principalId: LOCAL_OWNER.id,
    operation: 'chat',
    model: 'm',
    isStream: false,
    ...outcome,
    attempts: [
      { ...outcome, number: 0, providerId: 'test', upstreamModel: 'm', firstContentMs: 1 },
    ],
    ...wish,
  }
}
