import type { z } from 'zod'
import type { Reloaded } from '#wire/configuration.ts'
import { LOCAL_TENANT_ID } from '#server/access/principal.ts'
import type { Routing } from '#server/gateway/routing/routing.ts'
import { AppError } from '#server/lib/app-error.ts'
import type { Log } from '#server/lib/log.ts'
import { toPriceRows, type PricesSettings } from '#server/metering/settings.ts'
import type { Metering } from '#server/metering/metering.ts'
import { fingerprintOf, type ConfiguredProviders } from '#server/providers/configured-providers.ts'
import type { Provider } from '#server/providers/provider.ts'
import type { ProvidersSettings } from '#server/providers/provider-settings.ts'

/** What galerne.yaml, flags and environment say together, as far as it matters here. */
export interface LiveSettings {
  readonly providers: z.infer<typeof ProvidersSettings>
  readonly providerPlaces: Readonly<Record<string, string>>
  readonly routes: Parameters<Routing['swapRoutes']>[0]
  readonly prices: z.infer<typeof PricesSettings>
  readonly fileText: () => string | null
  /** Throws with every problem and its place. */
  readonly readAgain: () => LiveSettings
}

export interface ReloadOptions {
  /** As it was at the start. */
  config: LiveSettings
  configured: ConfiguredProviders
  /** Providers that were added in the web app. */
  stored: { running: { list(tenantId: string): readonly Pick<Provider, 'id'>[] } }
  routing: Pick<Routing, 'swapRoutes'>
  metering: Pick<Metering, 'setConfiguredPrices'>
  log: Log
}

export interface Reloading {
  /**
   * Reads the settings and replaces providers, routes and prices in one turn: a call is made under the old ones or under the
   * new ones. Throws AppError `invalid_request` where they cannot be used; then the old ones stay.
   */
  reload(): Reloaded
  /** Of the settings file that holds now; null: there was none. */
  fileText(): string | null
}

const LIVE = ['providers', 'routes', 'prices'] as const

export function createReloading(options: ReloadOptions): Reloading {
  const { config: started, configured, routing, metering, log } = options
  let current = started
  return {
    fileText: () => current.fileText(),
    reload() {
      const next = read(started)
      refuseTaken(next, options)
      const { providers, providerPlaces, routes, prices } = next
      const takeProviders = configured.prepare({ settings: providers, places: providerPlaces })
      const rows = toPriceRows(prices)
      const changed = LIVE.filter((section) => isChanged(current[section], next[section]))
      takeProviders()
      if (changed.includes('routes')) routing.swapRoutes(routes)
      if (changed.includes('prices')) metering.setConfiguredPrices(rows)
      current = next
      const needsRestart = Object.entries(next)
        .filter(([name]) => !LIVE.some((section) => section === name))
        .filter(([name, value]) => isChanged(Reflect.get(started, name), value))
        .map(([name]) => name)
        .filter((name) => name !== 'providerPlaces')
      log.info('configuration.reloaded', { changed, needsRestart })
      return { changed, needsRestart }
    },
  }
}

function isChanged(before: unknown, after: unknown): boolean {
  if (typeof before === 'function') return false
  return fingerprintOf(before ?? null) !== fingerprintOf(after ?? null)
}

function read(started: LiveSettings): LiveSettings {
  try {
    return started.readAgain()
  } catch (error) {
    if (!(error instanceof Error)) throw error
    throw new AppError('invalid_request', `Nothing was changed.\n${error.message}`, {
      cause: error,
    })
  }
}

/** At the start the file goes first; a provider that runs is not pushed out by an edit. */
function refuseTaken({ providers, providerPlaces }: LiveSettings, { stored }: ReloadOptions): void {
  const taken = stored.running
    .list(LOCAL_TENANT_ID)
    .find(({ id }) => Object.hasOwn(providers, id))?.id
  if (taken === undefined) return
  throw new AppError(
    'invalid_request',
    `Nothing was changed.\n${providerPlaces[taken]}  providers.${taken}: this is the name of a provider that was added in the web app. Give one of them another name.`,
  )
}
