import { LOCAL_OWNER, LOCAL_TENANT_ID, type Principal } from '#server/access/principal.ts'
import { openOrganisations } from '#server/access/organisations.ts'
import type { Deployment } from '#server/gateway/routing/target.ts'
import { createManualClock } from '#server/lib/clock.ts'
import type { Database } from '#server/lib/database.ts'
import { silentLog } from '#server/lib/log.ts'
import { createProviderModel } from '#server/providers/provider-model.ts'
import { createFakeProvider } from '#server/providers/fake.ts'
import type { DeploymentTags } from '#server/providers/provider.ts'
import type { RegisterSettings } from './facts.ts'
import { openRegisters } from './open-registers.ts'
import { openPurposes } from './purposes.ts'

export const SETTINGS: RegisterSettings = {
  requestLogDays: 30,
  bodiesDays: null,
  conversationDays: null,
  isHttps: true,
  isFourEyes: false,
}

const TAGS: DeploymentTags = {
  region: null,
  dataZone: null,
  operator: null,
  jurisdiction: null,
  retentionDays: null,
  trainsOnData: null,
  isOwnHardware: false,
  certifications: [],
}

/** A deployment as routing knows it, as far as registers look at it. */
export function target(
  providerId: string,
  modelId: string,
  tags: Partial<DeploymentTags>,
): Deployment {
  const model = createProviderModel({
    id: modelId,
    capabilities: {},
    tags: { ...TAGS, ...tags },
  })
  const provider = { ...createFakeProvider(), id: providerId }
  return { provider, model }
}

export interface TestRegistersOptions {
  targets?: readonly Deployment[]
  settings?: RegisterSettings
}

/** All of the registers on a real database. */
export async function openTestRegisters(database: Database, options: TestRegistersOptions = {}) {
  const clock = createManualClock(Date.UTC(2026, 10, 22, 9))
  const organisations = await openOrganisations({ database, clock, log: silentLog })
  const purposes = await openPurposes({ database, organisations, log: silentLog })
  const opened = openRegisters({
    database,
    organisations,
    purposes,
    clock,
    targetsOf: (tenantId) => (tenantId === LOCAL_TENANT_ID ? (options.targets ?? []) : []),
    healthOf: () => [],
    settingsOf: () => Promise.resolve(options.settings ?? SETTINGS),
    flushLedger: () => Promise.resolve(),
  })
  return {
    ...opened,
    purposes,
    clock,
    organisations,
    async close() {
      await purposes.close()
      await organisations.close()
    },
  }
}

export function somebody(more: Partial<Principal> = {}): Principal {
  return { ...LOCAL_OWNER, ...more }
}
