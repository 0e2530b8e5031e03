import { useSyncExternalStore } from 'react'

/** Whether the page is dark at the moment, by choice or by the system. */
export function useIsDark(): boolean {
  return useSyncExternalStore(subscribe, isDark)
}

const SYSTEM = '(prefers-color-scheme: dark)'

function isDark(): boolean {
  const { theme } = document.documentElement.dataset
  return theme === undefined ? matchMedia(SYSTEM).matches : theme === 'dark'
}

function subscribe(onChange: () => void): () => void {
  const system = matchMedia(SYSTEM)
  const observer = new MutationObserver(onChange)
  observer.observe(document.documentElement, { attributeFilter: ['data-theme'] })
  system.addEventListener('change', onChange)
  return () => {
    observer.disconnect()
    system.removeEventListener('change', onChange)
  }
}
