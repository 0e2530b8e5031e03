import type { Organisations } from './access/organisations.ts'
import { openStoredProviders, type StoredProviders } from './catalogue/catalogue.ts'
import { openStoredRoutes, type StoredRoutes } from './catalogue/own-routes/open-own-routes.ts'
import type { Config } from './config.ts'
import { EVERYBODYS } from './gateway/routing/routing.ts'
import type { Database } from './lib/database.ts'
import type { Log } from './lib/log.ts'
import type { PriceList } from './metering/prices.ts'
import type { EmbeddedModel } from './models/embedded-model.ts'
import {
  createConfiguredProviders,
  type ConfiguredProviders,
} from './providers/configured-providers.ts'
import { createFakeProvider } from './providers/fake.ts'
import { mayBeUsedIn, type Provider } from './providers/provider.ts'

export interface OpenProviders {
  configured: ConfiguredProviders
  stored: StoredProviders
  ownRoutes: StoredRoutes
  /**
   * Those of the configuration, those that the organisation added, and the models of this machine, in this order. By scope,
   * which is the organisation's id or, of all that have nothing of their own, EVERYBODYS.
   */
  providers: (scope: string) => Provider[]
  /** The same by organisation. */
  providersOf: (tenantId: string) => Provider[]
  /** Of all organisations. */
  everybodys: () => Provider[]
  scopeOf: (tenantId: string) => string
}

interface Parts {
  config: Config
  database: Database
  organisations: Organisations
  embedded: EmbeddedModel | undefined
  log: Log
  closers: (() => Promise<void> | void)[]
  /** Once it is there: organisations with prices of their own. */
  prices: () => Pick<PriceList, 'hasOwn'>
}

/** Everybody who can be called, for whom. Closed with the others. */
export async function openProviders(parts: Parts): Promise<OpenProviders> {
  const { config, embedded, closers, prices } = parts
  const configured = createConfiguredProviders(
    { settings: config.providers, places: config.providerPlaces },
    config.development.fakeProvider ? [createFakeProvider()] : [],
  )
  closers.push(() => configured.close())
  const stored = await openStoredProviders({ ...parts, configured })
  closers.push(() => stored.close())
  const ownRoutes = await openStoredRoutes(parts)
  closers.push(() => ownRoutes.close())
  const ours = () => embedded?.providers() ?? []
  const scopeOf = (tenantId: string) => {
    const hasOwn =
      stored.running.list(tenantId).length > 0 ||
      prices().hasOwn(tenantId) ||
      ownRoutes.running.hasAny(tenantId) ||
      configured.list().some(({ organisations }) => organisations?.includes(tenantId))
    return hasOwn ? tenantId : EVERYBODYS
  }
  const providers = (scope: string) => [
    ...listConfigured(configured.list(), scope),
    ...listAdded(stored.running.list(scope), configured.list()),
    ...ours(),
  ]
  return {
    configured,
    stored,
    ownRoutes,
    providers,
    providersOf: (tenantId) => providers(scopeOf(tenantId)),
    everybodys: () => [...configured.list(), ...stored.running.everybodys(), ...ours()],
    scopeOf,
  }
}

function listConfigured(providers: readonly Provider[], scope: string): readonly Provider[] {
  const isForAll = providers.every(({ organisations }) => organisations === undefined)
  return isForAll ? providers : providers.filter((one) => mayBeUsedIn(one, scope))
}

/** An edit of the file may have taken the id of one that was added before: then the file's goes first. */
function listAdded(added: readonly Provider[], configured: readonly Provider[]) {
  if (added.length === 0) return added
  return added.filter(({ id }) => !configured.some((one) => one.id === id))
}
