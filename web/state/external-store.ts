import { useSyncExternalStore } from 'react'

/** A value that components follow. `set` tells the listeners only when the value is another one. */
export interface Store<T> {
  get: () => T
  set: (next: T) => void
  update: (change: (previous: T) => T) => void
  subscribe: (listener: () => void) => () => void
}

export function createStore<T>(initial: T): Store<T> {
  let value = initial
  const listeners = new Set<() => void>()

  function set(next: T): void {
    if (Object.is(value, next)) return
    value = next
    for (const listener of listeners) listener()
  }

  return {
    get: () => value,
    set,
    update: (change) => set(change(value)),
    subscribe(listener) {
      listeners.add(listener)
      return () => listeners.delete(listener)
    },
  }
}

/** Renders again whenever the store changes. */
export function useStore<T>(store: Pick<Store<T>, 'get' | 'subscribe'>): T {
  return useSyncExternalStore(store.subscribe, store.get)
}
