import { z } from 'zod'
import type { StoredProvider } from './providers-store.ts'
import type { SecretBox } from '#server/lib/secret-box.ts'

const Secrets = z.record(z.string(), z.string())

export interface ProviderSecrets {
  /** By name; empty where it has none. Throws AppError `not_ready` where they cannot be opened. */
  read(provider: Pick<StoredProvider, 'id' | 'sealed'>): Record<string, string>
  /** Null where there is nothing to seal: an empty text is no secret. */
  seal(id: string, secrets: Readonly<Record<string, string>>): string | null
  isOutdated(sealed: string): boolean
}

/** The secrets of one tenant's providers, each sealed for its own: a row that is copied over another one does not open. */
export function createProviderSecrets(box: SecretBox, tenantId: string): ProviderSecrets {
  const contextOf = (id: string) => `provider ${tenantId} ${id}`
  return {
    read: ({ id, sealed }) =>
      sealed === null ? {} : Secrets.parse(JSON.parse(box.open(sealed, contextOf(id)))),
    seal(id, secrets) {
      const kept = Object.entries(secrets).filter(([, text]) => text !== '')
      if (kept.length === 0) return null
      return box.seal(JSON.stringify(Object.fromEntries(kept)), contextOf(id))
    },
    isOutdated: (sealed) => box.isOutdated(sealed),
  }
}
