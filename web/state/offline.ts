import { createStore } from './external-store.ts'
import type { KeyValueStorage } from './storage.ts'

/** What an answer has that came from the device, because the server cannot be reached. */
export const OFFLINE_HEADER = 'x-galerne-offline'

const WORKER = '/service-worker.js'

/** Whether conversations that are opened can be read on this device without a network. Off unless somebody wants it. */
export function createOffline(storage: KeyValueStorage, navigator: Navigator) {
  // Not there where the page came over plain HTTP from another machine.
  const workers = 'serviceWorker' in navigator ? navigator.serviceWorker : undefined
  const isKeeping = createStore(storage.get('offline') === 'yes')

  /** The worker is there only for those who want it: nobody else's page has anything between it and the server. */
  async function start(): Promise<void> {
    if (!workers || !isKeeping.get()) return
    await workers.register(WORKER)
    const { active } = await workers.ready
    const loaded = performance
      .getEntriesByType('resource')
      .map(({ name }) => new URL(name).pathname)
    // A worker is of our own origin: there is no other to name.
    // oxlint-disable-next-line unicorn/require-post-message-target-origin
    active?.postMessage({ type: 'keep', loaded })
  }

  async function keep(next: boolean): Promise<void> {
    storage.set('offline', next ? 'yes' : null)
    isKeeping.set(next)
    await (next ? start() : leave())
  }

  async function leave(): Promise<void> {
    const registration = await workers?.getRegistration()
    await registration?.unregister()
    const names = await caches.keys()
    await Promise.all(
      names.filter((name) => name.startsWith('galerne-')).map((name) => caches.delete(name)),
    )
  }

  /** Nobody is signed in any more: nothing of theirs stays. */
  function forget(): void {
    if (isKeeping.get()) void keep(false)
  }

  return { isPossible: workers !== undefined, isKeeping, keep, start, forget }
}
