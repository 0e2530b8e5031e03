import type { Provider } from './provider.ts'

/** Providers that were replaced: calls that were under way still have their connections. */
export interface LeavingProviders {
  add(provider: Provider): void
  close(): Promise<void>
}

/** Until then calls that were under way have to end; milliseconds. */
const FAREWELL_MS = 15 * 60_000

export function createLeavingProviders(): LeavingProviders {
  const leaving = new Set<Provider>()
  return {
    add(provider) {
      leaving.add(provider)
      setTimeout(() => {
        leaving.delete(provider)
        void provider.close()
      }, FAREWELL_MS).unref()
    },
    async close() {
      await Promise.all([...leaving].map((provider) => provider.close()))
    },
  }
}
