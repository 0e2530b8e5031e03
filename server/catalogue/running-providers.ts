import { runsInstallation } from '#server/access/installation.ts'
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

/** What each organisation has added for itself. */
export interface RunningProviders {
  /** Those of an organisation that take calls; another array after each change, never changed itself. */
  list(tenantId: string): readonly Provider[]
  all(tenantId: string): readonly RunningProvider[]
  /** Of all organisations. */
  everybodys(): Provider[]
  /** Takes over what the database says now. One that cannot be made keeps no other from running. */
  reload(tenantId: string): Promise<void>
  close(): Promise<void>
}

export interface RunningProvidersOptions {
  store: ProvidersStore
  secretsOf: (tenantId: string) => ProviderSecrets
  /** Ids that are taken: the configuration's providers that the organisation may use, and our own. */
  isTaken: (id: string, tenantId: string) => boolean
  log: Log
}

interface OfTenant {
  mark: string
  running: readonly RunningProvider[]
  active: readonly Provider[]
}

/** The network around this machine: other organisations could look around in there. */
export const NOT_YOURS =
  'Models in the network of this installation are set up by whoever runs it, in galerne.yaml.'

const NOTHING: OfTenant = { mark: '', running: [], active: [] }

/** The stored providers, made and kept up to date. */
export function createRunningProviders(options: RunningProvidersOptions): RunningProviders {
  const { store } = options
  const ofTenants = new Map<string, OfTenant>()
  const turns = new Map<string, Promise<void>>()
  const leaving = createLeavingProviders()
  const of = (tenantId: string) => ofTenants.get(tenantId) ?? NOTHING

  async function load(tenantId: string): Promise<void> {
    const before = of(tenantId)
    const mark = await store.mark(tenantId)
    if (mark === before.mark) return
    const stored = await store.list(tenantId)
    const running = stored.map((one) => {
      const same = before.running.find(({ stored: old }) => old.version === one.version)
      return same ?? start(one, tenantId, options)
    })
    const active = running.flatMap(({ provider }) => provider ?? [])
    if (running.length > 0) ofTenants.set(tenantId, { mark, running, active })
    else ofTenants.delete(tenantId)
    for (const { provider } of before.running) {
      if (provider && !active.includes(provider)) leaving.add(provider)
    }
  }

  return {
    list: (tenantId) => of(tenantId).active,
    all: (tenantId) => of(tenantId).running,
    everybodys: () => [...ofTenants.values()].flatMap(({ active }) => active),
    // One after the other, so that the later state is the one that stays.
    reload(tenantId) {
      const next = (turns.get(tenantId) ?? Promise.resolve()).then(() => load(tenantId))
      turns.set(
        tenantId,
        next.catch(() => undefined),
      )
      return next
    },
    async close() {
      await Promise.all(turns.values())
      const all = this.everybodys()
      await Promise.all([leaving.close(), ...all.map((provider) => provider.close())])
    },
  }
}

function start(
  stored: StoredProvider,
  tenantId: string,
  options: RunningProvidersOptions,
): RunningProvider {
  const { id, isEnabled, settings } = stored
  if (options.isTaken(id, tenantId)) {
    const problem = `galerne.yaml has a provider “${id}” too, which goes first. Give one of them another name.`
    return { stored, provider: null, problem }
  }
  try {
    const made = optionsFrom(id, settings, options.secretsOf(tenantId).read(stored))
    if (made.reach === 'own-hardware' && !runsInstallation(tenantId)) {
      return { stored, provider: null, problem: NOT_YOURS }
    }
    const provider = isEnabled ? createHttpProvider({ ...made, tenantId }) : null
    return { stored, provider, problem: null }
  } catch (error) {
    if (!(error instanceof AppError)) throw error
    options.log.warn('catalogue.provider_unusable', { provider: id, reason: error.message })
    return { stored, provider: null, problem: error.message }
  }
}
