import { AppError } from '#server/lib/app-error.ts'
import type { Log } from '#server/lib/log.ts'
import { createHttpProvider } from '#server/providers/http-provider.ts'
import { createLeavingProviders } from '#server/providers/leaving-providers.ts'
import type { Provider } from '#server/providers/provider.ts'
import { optionsFrom } from './provider-form.ts'
import type { ProviderSecrets } from './provider-secrets.ts'
import type { ProvidersStore, StoredProvider } from './providers-store.ts'

export interface RunningProvider {
  stored: StoredProvider
  /** Null: switched off, or see `problem`. */
  provider: Provider | null
  problem: string | null
}

export interface RunningProviders {
  /** Those that take calls; another array after each change, never changed itself. */
  list(): readonly Provider[]
  all(): readonly RunningProvider[]
  /** Takes over what the database says now. One that cannot be made keeps no other from running. */
  reload(): Promise<void>
  close(): Promise<void>
}

export interface RunningProvidersOptions {
  store: ProvidersStore
  secrets: ProviderSecrets
  tenantId: string
  /** Ids that are taken: the configuration's providers and our own. */
  isTaken: (id: string) => boolean
  log: Log
  /** How often the database is asked what other processes changed; null: there are none. */
  pollMs: number | null
}

/** The stored providers, made and kept up to date. */
export function createRunningProviders(options: RunningProvidersOptions): RunningProviders {
  const { store, tenantId, log, pollMs } = options
  let mark: string | null = null
  let running: readonly RunningProvider[] = []
  let active: readonly Provider[] = []
  let turn = Promise.resolve()
  const leaving = createLeavingProviders()

  async function load(): Promise<void> {
    const nextMark = await store.mark(tenantId)
    if (nextMark === mark) return
    const stored = await store.list(tenantId)
    const before = running
    running = stored.map((one) => {
      const same = before.find(({ stored: old }) => old.version === one.version)
      return same ?? start(one, options)
    })
    active = running.flatMap(({ provider }) => provider ?? [])
    mark = nextMark
    for (const { provider } of before) {
      if (provider && !active.includes(provider)) leaving.add(provider)
    }
  }

  // One after the other, so that the later state is the one that stays.
  function reload(): Promise<void> {
    const next = turn.then(load)
    turn = next.catch(() => undefined)
    return next
  }

  const poll =
    pollMs === null
      ? undefined
      : setInterval(() => {
          reload().catch((error: unknown) => log.warn('catalogue.not_reloaded', { error }))
        }, pollMs).unref()

  return {
    list: () => active,
    all: () => running,
    reload,
    async close() {
      clearInterval(poll)
      await turn
      await Promise.all([leaving.close(), ...active.map((provider) => provider.close())])
    },
  }
}

function start(stored: StoredProvider, options: RunningProvidersOptions): RunningProvider {
  const { id, isEnabled, settings } = stored
  if (options.isTaken(id)) {
    const problem = `galerne.yaml has a provider “${id}” too, which goes first. Give one of them another name.`
    return { stored, provider: null, problem }
  }
  try {
    const made = optionsFrom(id, settings, options.secrets.read(stored))
    return { stored, provider: isEnabled ? createHttpProvider(made) : null, problem: null }
  } catch (error) {
    if (!(error instanceof AppError)) throw error
    options.log.warn('catalogue.provider_unusable', { provider: id, reason: error.message })
    return { stored, provider: null, problem: error.message }
  }
}
