import type { z } from 'zod'
import type { Reloaded } from '#wire/configuration.ts'
import { LOCAL_TENANT_ID } from '#server/access/principal.ts'
import type { OwnPlace } from '#server/gateway/routing/own-place.ts'
import type { Routing } from '#server/gateway/routing/routing.ts'
import { AppError } from '#server/lib/app-error.ts'
import type { Log, LogLevel } from '#server/lib/log.ts'
import { toPriceRows, type PricesSettings } from '#server/metering/settings.ts'
import type { Metering } from '#server/metering/metering.ts'
import { fingerprintOf, type ConfiguredProviders } from '#server/providers/configured-providers.ts'
import type { Provider } from '#server/providers/provider.ts'
import type { ProvidersSettings } from '#server/providers/provider-settings.ts'
import { isLive, isPartOf, LIVE_PATHS } from './live-settings.ts'

/** What galerne.yaml, flags and environment say together, as far as it matters here. */
export interface LiveSettings {
  readonly providers: z.infer<typeof ProvidersSettings>
  readonly providerPlaces: Readonly<Record<string, string>>
  readonly routes: Parameters<Routing['swapRoutes']>[0]
  readonly prices: z.infer<typeof PricesSettings>
  readonly place: OwnPlace
  readonly log: { readonly level: LogLevel | null }
  readonly fileText: () => string | null
}

/** As `LiveSettings`, with the means to read them anew. Throws with every problem and its place. */
type Readable<Settings> = Settings & { readonly readAgain: () => Settings }

export interface ReloadOptions<Settings extends LiveSettings> {
  /** As it was at the start. */
  config: Readable<Settings>
  /** Told of all that holds from now on. */
  live: { take(next: Settings): void }
  configured: ConfiguredProviders
  /** Providers that were added in the web app. */
  stored: { running: { list(tenantId: string): readonly Pick<Provider, 'id'>[] } }
  routing: Pick<Routing, 'swapRoutes' | 'swapPlace'>
  metering: Pick<Metering, 'setConfiguredPrices'>
  log: Log
}

export interface Reloading {
  /**
   * Reads the settings and replaces all that can change while Galerne runs, in one turn: a call is made under the old ones or under the
   * new ones. Throws AppError `invalid_request` where they cannot be used; then the old ones stay.
   */
  reload(): Reloaded
  /** Of the settings file that holds now; null: there was none. */
  fileText(): string | null
}

/** What is not a setting but about them. */
const ABOUT = new Set(['providerPlaces', 'dataFolder', 'modelsFolder', 'configPath'])

export function createReloading<Settings extends LiveSettings>(
  options: ReloadOptions<Settings>,
): Reloading {
  const { config: started, configured, routing, metering, live, log } = options
  let current: Settings = started
  return {
    fileText: () => current.fileText(),
    reload() {
      const next = read(started)
      refuseTaken(next, options)
      const { providers, providerPlaces, routes, prices } = next
      const takeProviders = configured.prepare({ settings: providers, places: providerPlaces })
      const rows = toPriceRows(prices)
      const paths = changedPaths(current, next)
      const changed = LIVE_PATHS.filter((whole) => paths.some((path) => isPartOf(path, whole)))
      takeProviders()
      if (changed.includes('routes')) routing.swapRoutes(routes)
      if (changed.includes('prices')) metering.setConfiguredPrices(rows)
      if (changed.includes('place')) routing.swapPlace(next.place)
      if (changed.includes('log.level')) log.setLevel?.(next.log.level)
      live.take(next)
      current = next
      const needsRestart = changedPaths(started, next).filter((path) => !isLive(path))
      const said = { changed, needsRestart }
      log.info('configuration.reloaded', said)
      return said
    },
  }
}

/** Each setting that differs, by its whole name: `server.port`. */
function changedPaths(before: object, after: object): string[] {
  const names = [...new Set([...Object.keys(before), ...Object.keys(after)])]
  return names
    .filter((name) => !ABOUT.has(name))
    .flatMap((name) => {
      const [was, is]: unknown[] = [Reflect.get(before, name), Reflect.get(after, name)]
      if (!isChanged(was, is)) return []
      if (!isSection(was) || !isSection(is)) return [name]
      return changedPaths(was, is).map((path) => `${name}.${path}`)
    })
}

/** A value of several settings, each with a name. */
function isSection(value: unknown): value is object {
  return typeof value === 'object' && value !== null && value.constructor === Object
}

function isChanged(before: unknown, after: unknown): boolean {
  if (typeof before === 'function') return false
  return fingerprintOf(before ?? null) !== fingerprintOf(after ?? null)
}

function read<Settings>(started: Readable<Settings>): Settings {
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
function refuseTaken(
  { providers, providerPlaces }: LiveSettings,
  { stored }: Pick<ReloadOptions<LiveSettings>, 'stored'>,
): void {
  const taken = stored.running
    .list(LOCAL_TENANT_ID)
    .find(({ id }) => Object.hasOwn(providers, id))?.id
  if (taken === undefined) return
  throw new AppError(
    'invalid_request',
    `Nothing was changed.\n${providerPlaces[taken]}  providers.${taken}: this is the name of a provider that was added in the web app. Give one of them another name.`,
  )
}
