import { useLayoutEffect, useState } from 'react'
import { flushSync } from 'react-dom'
import type { Store } from '../state/external-store.ts'

/**
 * As `useStore`, for what changes with each frame: React's own way has a task of its own follow every change. `isSame` says
 * which changes do not matter here: the same function every time.
 */
export function useFrames<T>(
  store: Pick<Store<T>, 'get' | 'subscribe'>,
  isSame: (shown: T, next: T) => boolean = Object.is,
): T {
  const [value, setValue] = useState(store.get)
  useLayoutEffect(() => {
    let shown = value
    const look = () => {
      const next = store.get()
      if (isSame(shown, next)) return false
      shown = next
      return true
    }
    if (look()) setValue(shown)
    return store.subscribe(() => look() && flushSync(() => setValue(shown)))
    // What was drawn first is compared once.
    // oxlint-disable-next-line react/exhaustive-deps
  }, [store, isSame])
  return value
}
