import type { Catalogue } from '#wire/catalogue.ts'
import { authorize } from '#server/access/authorize.ts'
import type { Organisations } from '#server/access/organisations.ts'
import type { Principal } from '#server/access/principal.ts'
import { requireAllowed } from '#server/access/require-allowed.ts'
import { createGateway, type Gateway } from '#server/gateway/gateway.ts'
import { AppError } from '#server/lib/app-error.ts'
import type { Clock } from '#server/lib/clock.ts'
import { noteEvent } from '#server/lib/database-outbox.ts'
import type { Database } from '#server/lib/database.ts'
import { watchRevisions } from '#server/lib/database-revisions.ts'
import type { Log } from '#server/lib/log.ts'
import type { Secret } from '#server/lib/secret.ts'
import type { Accounts } from '#server/metering/accounts.ts'
import type { PriceList } from '#server/metering/prices.ts'
import type { ModelStore } from '#server/models/store.ts'
import type { ConfiguredProviders } from '#server/providers/configured-providers.ts'
import { mayBeUsedIn, type Provider } from '#server/providers/provider.ts'
import { listCatalogue } from './list-catalogue.ts'
import { createPlayground, type PlaygroundDesk } from './playground.ts'
import { createPlaygroundsStore } from './playgrounds-store.ts'
import {
  createProviderAdmin,
  type ProviderAdmin,
  type ProviderAdminOptions,
} from './provider-admin.ts'
import { createProviderSecrets, type ProviderSecrets } from './provider-secrets.ts'
import { createProviderTester } from './provider-tester.ts'
import { createProvidersStore, PROVIDERS_TOPIC, type ProvidersStore } from './providers-store.ts'
import { createPulls, type Pulls } from './pulls.ts'
import type { Receipts } from './receipts.ts'
import { createRunningProviders, type RunningProviders } from './running-providers.ts'
import { createSecretBox } from '#server/lib/secret-box.ts'
import { loadSecretKeys } from '#server/lib/secret-keys.ts'

const EMBEDDED = 'embedded'

export interface StoredProviders {
  store: ProvidersStore
  secretsOf: (tenantId: string) => ProviderSecrets
  running: RunningProviders
  close(): Promise<void>
}

/** What of the configuration matters here. */
export interface CatalogueConfig {
  dataFolder: string
  secrets: { keys: readonly Secret[] }
}

/** The providers that were added in the web app, running. Comes before the gateway, which calls them. */
export async function openStoredProviders(options: {
  database: Database
  organisations: Pick<Organisations, 'forEach'>
  config: CatalogueConfig
  configured: Pick<ConfiguredProviders, 'list'>
  log: Log
}): Promise<StoredProviders> {
  const { database, organisations, config, configured, log } = options
  const store = createProvidersStore(database)
  const box = createSecretBox(loadSecretKeys(config.dataFolder, config.secrets.keys))
  const secretsOf = (tenantId: string) => createProviderSecrets(box, tenantId)
  const running = createRunningProviders({
    store,
    secretsOf,
    isTaken: (id, tenantId) =>
      id === EMBEDDED ||
      configured.list().some((one) => one.id === id && mayBeUsedIn(one, tenantId)),
    log,
  })
  const topics = { [PROVIDERS_TOPIC]: (tenantId: string) => running.reload(tenantId) }
  const unwatch = await watchRevisions({ database, log, topics })
  await organisations.forEach(async (tenantId) => {
    await sealAnew(store, secretsOf(tenantId), tenantId)
    await running.reload(tenantId)
  })
  return {
    store,
    secretsOf,
    running,
    async close() {
      await unwatch()
      await running.close()
    },
  }
}

/** After a new key was put before the old one: then the old one can go. */
async function sealAnew(
  store: ProvidersStore,
  secrets: ProviderSecrets,
  tenantId: string,
): Promise<void> {
  for (const provider of await store.list(tenantId)) {
    if (provider.sealed === null || !secrets.isOutdated(provider.sealed)) continue
    try {
      const sealed = secrets.seal(provider.id, secrets.read(provider))
      if (sealed !== null) await store.reseal(tenantId, provider, sealed)
    } catch (error) {
      // Its key is not here: the page says so.
      if (!(error instanceof AppError)) throw error
    }
  }
}

/** Who would miss a provider: routes that name it, and keys that may call nothing else than its models. */
function createUserFinder({
  gateway,
  listKeys,
}: CatalogueOptions): ProviderAdminOptions['findUsers'] {
  return (principal, { providerId, models }) => {
    const { settings, own } = gateway.routing.snapshot(principal.tenantId)
    const routes = Object.entries({ ...own, ...settings })
      .filter(([, { to }]) => to.some(({ deployment }) => deployment.startsWith(`${providerId}/`)))
      .map(([name]) => name)
    const keys = listKeys(principal)
      .filter((key) => key.models?.every((name) => models.includes(name)))
      .map(({ name }) => name)
    return { routes, keys }
  }
}

export interface CatalogueReader {
  read(principal: Principal): Promise<Catalogue>
  startDownload(principal: Principal, id: string): Promise<void>
  stopDownload(principal: Principal, id: string): Promise<void>
}

export interface CatalogueParts {
  catalogue: CatalogueReader
  providers: ProviderAdmin
  playground: PlaygroundDesk
  /** Null: this server computes nothing itself. */
  pulls: Pulls | null
  /** Ends what is being fetched; what has come is kept. */
  close(): Promise<void>
}

/** The models of this machine. */
export interface EmbeddedModels {
  providers(): readonly Provider[]
  /** Absent: another process has them. */
  store?: ModelStore
  /** Offers what has come into the store since. */
  adopt(): Promise<void>
}

export interface CatalogueOptions {
  database: Database
  stored: StoredProviders
  configured: Pick<ConfiguredProviders, 'list' | 'placeOf'>
  /** Undefined: this server computes nothing itself. */
  embedded: EmbeddedModels | undefined
  /** Of the process that has the models; absent: of this one. */
  pulls?: Pulls
  gateway: Gateway
  accounts: Accounts
  prices: PriceList
  receipts: Receipts
  /** Keys that may call some models only. */
  listKeys: (principal: Principal) => { name: string; models: string[] | null }[]
  defaultModelId: () => string | null
  clock: Clock
  log: Log
}

/** What models there are, where they come from, and a place to try them. */
export function createCatalogue(options: CatalogueOptions): CatalogueParts {
  const { database, stored, configured, embedded } = options
  const { gateway, accounts, receipts, clock, log } = options
  const pulls = embedded ? (options.pulls ?? createOwnPulls(embedded, { clock, log })) : null
  return {
    catalogue: createReader(options, pulls),
    providers: createProviderAdmin({
      ...stored,
      fixed: (tenantId) => [
        ...configured.list().filter((one) => mayBeUsedIn(one, tenantId)),
        ...(embedded?.providers() ?? []),
      ],
      whereIs: (id) => configured.placeOf(id),
      findUsers: createUserFinder(options),
      test: createProviderTester({
        gatewayOver: (provider) =>
          createGateway({ providers: () => [provider], accounts, clock, log }),
        clock,
      }),
      clock,
    }),
    playground: createPlayground({
      gateway,
      store: createPlaygroundsStore(database),
      receipts,
      clock,
    }),
    pulls,
    close: async () => pulls?.close(),
  }
}

function createOwnPulls(
  embedded: EmbeddedModels,
  { clock, log }: Pick<CatalogueOptions, 'clock' | 'log'>,
): Pulls | null {
  const { store } = embedded
  return store ? createPulls({ store, onInstalled: () => embedded.adopt(), clock, log }) : null
}

function createReader(options: CatalogueOptions, pulls: Pulls | null): CatalogueReader {
  const { gateway, prices, defaultModelId, clock } = options
  const requirePulls = (principal: Principal): Pulls => {
    requireAllowed(principal, 'model.download', { kind: 'model' })
    if (pulls) return pulls
    throw new AppError('not_supported', 'This server computes nothing itself (--no-model).')
  }
  return {
    async read(principal) {
      requireAllowed(principal, 'model.list', { kind: 'model' })
      const routes = [...gateway.routing.snapshot(principal.tenantId).routes.values()].filter(
        ({ name }) => mayCall(principal, name),
      )
      const models = listCatalogue({
        routes,
        prices,
        health: gateway.health(principal.tenantId),
        tenantId: principal.tenantId,
        defaultModelId: defaultModelId() ?? routes[0]?.name ?? null,
        nowMs: clock.now(),
      })
      return { models, downloads: pulls && (await pulls.list()) }
    },
    async startDownload(principal, id) {
      await requirePulls(principal).start(id)
      const event = { action: 'model.download', resource: { kind: 'model', id } }
      await options.database.withTenant(principal.tenantId, (sql) =>
        noteEvent(sql, principal.tenantId, { ...event, outcome: 'done' }),
      )
    },
    stopDownload: async (principal, id) => requirePulls(principal).stop(id),
  }
}

function mayCall(principal: Principal, id: string): boolean {
  const { tenantId } = principal
  return authorize(principal, 'model.call', { kind: 'model', tenantId, id }).isAllowed
}
