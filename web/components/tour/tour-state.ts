import { createStore } from '../../state/external-store.ts'
import { createKeyValueStorage } from '../../state/storage.ts'

const storage = createKeyValueStorage(() => window.localStorage)
const kept = storage.get('tour')

/** The step at which one is, from 0; null: it is over, or was never wanted. Outlives a reload, so that one can go on later. */
export const tourStep = createStore<number | null>(kept === 'over' ? null : Number(kept ?? 0) || 0)

export function goToStep(step: number | null): void {
  storage.set('tour', step === null ? 'over' : String(step))
  tourStep.set(step)
}
