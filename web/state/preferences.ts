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

/** How much of an answer a screen reader is told while it is written. */
export const READING_MODES = ['sentences', 'end', 'nothing'] as const
export type ReadingMode = (typeof READING_MODES)[number]

export function createReading(storage: KeyValueStorage) {
  const stored = storage.get('reading')
  const mode = createStore<ReadingMode>(
    READING_MODES.find((each) => each === stored) ?? 'sentences',
  )
  /** How often somebody wanted quiet: what is being read is read no further. */
  const quietCount = createStore(0)

  function choose(next: ReadingMode): void {
    storage.set('reading', next === 'sentences' ? null : next)
    mode.set(next)
  }

  return { mode, choose, quietCount, beQuiet: () => quietCount.update((count) => count + 1) }
}
