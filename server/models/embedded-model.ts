import type { Provider } from '../providers/provider.ts'
import type { ModelStore } from './store.ts'

/** The models that this machine runs itself. */
export interface EmbeddedModel {
  /** The engine over the installed models; and in place of the wanted one, if it is not here, why. */
  providers(): Provider[]
  /** The embedded model for those who chose none; null: there is none. */
  readonly defaultModelId: string | null
  /** Loads that model. A failure is told by its state, in the log, and by the answer; it does not keep Galerne from starting. */
  warm(): Promise<{ name: string; problem: string | null } | null>
  /** The models of this machine, and those that it could fetch; absent: another process has them. */
  store?: ModelStore
  /** Offers what has come into the store since, beside what is there. */
  adopt(): Promise<void>
  close(): Promise<void>
}
