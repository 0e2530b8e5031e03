import type { Principal } from '#server/access/principal.ts'
import type { Organisations } from '#server/access/organisations.ts'
import type { DeploymentHealth } from '#server/gateway/routing/health.ts'
import type { Deployment } from '#server/gateway/routing/target.ts'
import type { Clock } from '#server/lib/clock.ts'
import type { Database } from '#server/lib/database.ts'
import { answersOf, toDeployments, type RegisterFacts, type RegisterSettings } from './facts.ts'
import { createForms } from './forms.ts'
import { createLiteracyStore } from './literacy-store.ts'
import { createLiteracy } from './literacy.ts'
import type { Purposes } from './purposes.ts'
import { createRegisters } from './registers.ts'
import { createRegisterRoutes } from './routes.ts'
import { createRegisterTrafficStore } from './traffic-store.ts'
import { createUseCasesStore } from './use-cases-store.ts'
import { createUseCases } from './use-cases.ts'
import { createVersionsStore } from './versions-store.ts'

export interface RegisterParts {
  database: Database
  organisations: Pick<Organisations, 'find'>
  purposes: Purposes
  clock: Clock
  targetsOf: (tenantId: string) => readonly Deployment[]
  healthOf: (tenantId: string) => readonly DeploymentHealth[]
  settingsOf: (tenantId: string) => Promise<RegisterSettings>
  flushLedger: () => Promise<void>
}

const SPAN_MS = 30 * 86_400_000

/** Registers that write themselves, wired up. */
export function openRegisters(parts: RegisterParts) {
  const { database, purposes, clock } = parts
  const versions = createVersionsStore(database)
  const store = createUseCasesStore(database)
  const useCases = createUseCases({ store, versions, purposes, clock })
  const traffic = createRegisterTrafficStore(database)

  const collect = async (principal: Principal): Promise<RegisterFacts> => {
    const { tenantId } = principal
    const until = new Date(clock.now())
    const span = { from: new Date(until.getTime() - SPAN_MS), until }
    // What has just happened counts as well.
    await parts.flushLedger()
    const latest = await versions.latest(tenantId)
    const uses = await traffic.listUse(tenantId, span)
    return {
      organisation: parts.organisations.find(tenantId)?.name ?? '',
      said: answersOf(latest, { form: 'organisation', subject: '' }),
      madeAt: until.toISOString(),
      from: span.from.toISOString(),
      until: until.toISOString(),
      calls: uses.reduce((sum, { calls }) => sum + calls, 0),
      deployments: toDeployments({
        targets: parts.targetsOf(tenantId),
        uses,
        failures: await traffic.listFailures(tenantId, span),
        health: parts.healthOf(tenantId),
        versions: latest,
      }),
      useCases: await useCases.list(principal),
      settings: await parts.settingsOf(tenantId),
    }
  }
  const forms = createForms({
    versions,
    useCases,
    purposes,
    clock,
    listDeployments: async (principal) =>
      (await collect(principal)).deployments.map(({ name }) => name),
  })
  const registers = createRegisters(collect)
  const literacy = createLiteracy({ store: createLiteracyStore(database), clock })
  const desks = { registers, useCases, forms, literacy }
  return { ...desks, routes: createRegisterRoutes(desks) }
}
