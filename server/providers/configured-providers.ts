import { createHash } from 'node:crypto'
import type { z } from 'zod'
import { Secret } from '#server/lib/secret.ts'
import { createLeavingProviders } from './leaving-providers.ts'
import { createProviders } from './provider-config.ts'
import type { ProvidersSettings } from './provider-settings.ts'
import type { Provider } from './provider.ts'

export interface ProvidersSection {
  settings: z.infer<typeof ProvidersSettings>
  /** `galerne.yaml:12:3` of each. */
  places: Readonly<Record<string, string>>
}

/** The providers of galerne.yaml, replaced as a whole when it is read anew. */
export interface ConfiguredProviders {
  /** Another array after each change, never changed itself. */
  list(): readonly Provider[]
  placeOf(id: string): string | undefined
  /**
   * Makes what is new or has changed; it takes effect when the function that comes back is called, which cannot fail.
   * Throws AppError where a file that a provider names cannot be read.
   */
  prepare(section: ProvidersSection): () => void
  close(): Promise<void>
}

interface Made {
  provider: Provider
  fingerprint: string
}

/** @param fixed Come last, whatever the configuration says. */
export function createConfiguredProviders(
  section: ProvidersSection,
  fixed: readonly Provider[] = [],
): ConfiguredProviders {
  let made = new Map<string, Made>()
  let list: readonly Provider[] = []
  let { places } = section
  const leaving = createLeavingProviders()
  const prepare = (next: ProvidersSection) => {
    const prepared = makeAll(next.settings, made)
    return () => {
      for (const [id, { provider }] of made) {
        if (prepared.get(id)?.provider !== provider) leaving.add(provider)
      }
      made = prepared
      list = [...[...made.values()].map(({ provider }) => provider), ...fixed]
      ;({ places } = next)
    }
  }
  prepare(section)()
  return {
    list: () => list,
    placeOf: (id) => places[id],
    prepare,
    async close() {
      await Promise.all([leaving.close(), ...list.map((provider) => provider.close())])
    },
  }
}

/** One whose settings are as before goes on as it is, with its connections and with all that is known of it. */
function makeAll(
  settings: ProvidersSection['settings'],
  before: ReadonlyMap<string, Made>,
): Map<string, Made> {
  return new Map(
    Object.entries(settings).map(([id, one]): [string, Made] => {
      const fingerprint = fingerprintOf(one)
      const same = before.get(id)
      if (same?.fingerprint === fingerprint) return [id, same]
      const [provider] = createProviders({ [id]: one })
      if (!provider) throw new Error('One entry makes one provider.')
      return [id, { provider, fingerprint }]
    }),
  )
}

/** The same for the same settings, secrets among them. */
export function fingerprintOf(settings: unknown): string {
  return createHash('sha256')
    .update(JSON.stringify(exposed(settings)))
    .digest('base64')
}

function exposed(value: unknown): unknown {
  if (value instanceof Secret) return { secret: value.expose() }
  if (Array.isArray(value)) return value.map(exposed)
  if (typeof value !== 'object' || value === null) return value
  return Object.fromEntries(Object.entries(value).map(([name, inner]) => [name, exposed(inner)]))
}
