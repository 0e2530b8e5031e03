import { useSyncExternalStore } from 'react'

/** Whether a media query holds, now and as it changes. */
export function useMedia(query: string): boolean {
  return useSyncExternalStore(
    (listener) => {
      const media = window.matchMedia(query)
      media.addEventListener('change', listener)
      return () => media.removeEventListener('change', listener)
    },
    () => window.matchMedia(query).matches,
  )
}

/** Room for the list of conversations beside the conversation. */
export const WIDE = '(min-width: 52rem)'
/** A finger, and no keyboard that one would press Enter on to send. */
export const TOUCH = '(hover: none) and (pointer: coarse)'
