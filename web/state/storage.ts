/** What the browser keeps for this page; forgets quietly where storage is blocked or full. */
export interface KeyValueStorage {
  get: (key: string) => string | null
  set: (key: string, value: string | null) => void
}

/** What is needed of the browser's. */
export type BrowserStorage = Pick<Storage, 'getItem' | 'setItem' | 'removeItem'>

const PREFIX = 'galerne.'

/** Set while somebody is signed in here, as far as this browser knows. */
export const WAS_IN = 'was-in'

/** In the session's: the link to something shared that somebody came by before they signed in. */
export const LINK = 'link'

export function createKeyValueStorage(open: () => BrowserStorage): KeyValueStorage {
  return {
    get(key) {
      try {
        return open().getItem(PREFIX + key)
      } catch {
        return null
      }
    },
    set(key, value) {
      try {
        if (value === null) open().removeItem(PREFIX + key)
        else open().setItem(PREFIX + key, value)
      } catch {
        // Nothing to do: the page works without, only its memory is shorter.
      }
    },
  }
}

/** Whoever signs out leaves on the device nothing of what begins so. */
export function forgetAll(open: () => BrowserStorage, start: string): void {
  try {
    const storage = open()
    for (const name of Object.keys(storage)) {
      if (name.startsWith(PREFIX + start)) storage.removeItem(name)
    }
  } catch {
    // What is blocked keeps nothing.
  }
}
