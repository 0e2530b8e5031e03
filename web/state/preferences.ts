import { createStore } from './external-store.ts'
import type { KeyValueStorage } from './storage.ts'

export type Theme = 'system' | 'light' | 'dark'

/** Light, dark, or as the system has it; public/theme.js applies the stored choice before the first paint. */
export function createTheme(storage: KeyValueStorage, root: HTMLElement) {
  const stored = storage.get('theme')
  const theme = createStore<Theme>(stored === 'light' || stored === 'dark' ? stored : 'system')

  function choose(next: Theme): void {
    storage.set('theme', next === 'system' ? null : next)
    if (next === 'system') delete root.dataset.theme
    else root.dataset.theme = next
    theme.set(next)
  }

  return { theme, choose }
}

/** Something that is on until somebody switches it off on this device. */
export function createSwitch(storage: KeyValueStorage, name: string) {
  const isOn = createStore(storage.get(name) !== 'off')

  function turn(next: boolean): void {
    storage.set(name, next ? null : 'off')
    isOn.set(next)
  }

  return { isOn, turn }
}
