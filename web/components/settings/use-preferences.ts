import { useEffect } from 'react'
import type { Preferences } from '#wire/preferences.ts'
import { useStore } from '../../state/external-store.ts'
import { useApp } from '../app-context.ts'
import { composingOf } from '../composing/composing-of.ts'
import { useTask } from '../use-task.ts'

/** What one has set for oneself; null until it was read. `change` keeps it on the server at once. */
export function usePreferences() {
  const composing = composingOf(useApp())
  const preferences = useStore(composing.preferences)
  const { run, isRunning, failure } = useTask()
  useEffect(() => void run(() => composing.loadPreferences()), [composing, run])
  const change = (changed: Partial<Preferences>) => run(() => composing.changePreferences(changed))
  return { preferences, change, isRunning, failure }
}
