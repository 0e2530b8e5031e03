import type { Organisations } from './access/organisations.ts'
import type { Config } from './config.ts'
import type { LiveSettingsView } from './configuration/live-settings.ts'
import { createGateway } from './gateway/gateway.ts'
import { createGuardrailCheck, createGuardrailTrial, withGuardrails } from './gateway/guardrails.ts'
import { createAnswersStore } from './gateway/idempotency/answers-store.ts'
import { createSharedAnswers } from './gateway/idempotency/shared-answers.ts'
import { createSeal } from './gateway/kept/seal.ts'
import { createResponseCache } from './gateway/response-cache/response-cache.ts'
import { createRouting } from './gateway/routing/routing.ts'
import { shareTroubles } from './gateway/routing/share-troubles.ts'
import { systemClock } from './lib/clock.ts'
import { createId } from './lib/ids.ts'
import type { Database } from './lib/database.ts'
import type { Log } from './lib/log.ts'
import { createSecretBox } from './lib/secret-box.ts'
import type { Secret } from './lib/secret.ts'
import type { Metering } from './metering/metering.ts'
import type { openProviders } from './open-providers.ts'
import { openPurposes } from './registers/purposes.ts'
import { openGuardrails } from './screening/guardrails/guardrails.ts'
import type { AskOwnModel } from './screening/names/name-model.ts'
import { openScreening } from './screening/screening.ts'
import { createOwnModelAsker } from './screening-names.ts'

interface Parts {
  config: Config
  live: LiveSettingsView<Config>
  database: Database
  organisations: Organisations
  log: Log
  closers: (() => Promise<void> | void)[]
}

interface GatewayWiring extends Pick<
  Awaited<ReturnType<typeof openProviders>>,
  'providers' | 'scopeOf' | 'ownRoutes'
> {
  accounts: Metering['accounts']
  prices: Metering['prices']
  secretKeys: Secret[]
}

/** The one way to a model, with what it asks before a call goes out. */
export async function openGateway(parts: Parts, wiring: GatewayWiring) {
  const { config, database, live, log, closers } = parts
  const { providers, scopeOf, accounts, prices, secretKeys } = wiring
  const clock = systemClock
  const { routes, place: ownPlace } = config
  const ownRoutes = (scope: string) => wiring.ownRoutes.running.of(scope)
  const routing = createRouting({
    providers,
    scopeOf,
    clock,
    routes,
    ownRoutes,
    ownPlace,
    prices,
  })
  // Known from the start, so that what others say of them is heard.
  routing.health()
  const { states } = routing
  const processId = createId()
  closers.push(await shareTroubles({ database, processId, states, clock, log }))
  const store = createAnswersStore(database, processId)
  const sharedAnswers = createSharedAnswers({ store, box: createSecretBox(secretKeys), log })
  const cache = createResponseCache({ models: () => live.now.cache, clock })
  const seal = createSeal(secretKeys)
  const askOwnModel: AskOwnModel = (asking) => ownModel(asking)
  const screening = await openScreening({ ...parts, secretKeys, clock, askOwnModel })
  closers.push(() => screening.close())
  const purposes = await openPurposes(parts)
  const hasNeighbours = () => parts.organisations.ids().length > 1
  const gatewayParts = {
    providers,
    accounts,
    clock,
    log,
    routing,
    seal,
    cache,
    sharedAnswers,
    screening,
    hasNeighbours,
  }
  const ownModel = createOwnModelAsker(gatewayParts)
  const checkModel = createGuardrailCheck(routing)
  const guardrails = await openGuardrails({ ...parts, checkModel })
  closers.push(() => guardrails.close())
  const plain = createGateway(gatewayParts)
  const looked = withGuardrails(plain, { guardrails, log })
  const tryGuardrail = createGuardrailTrial(plain, clock)
  const gateway = purposes.guard(looked)
  return { gateway, routing, screening, guardrails, tryGuardrail, purposes }
}
