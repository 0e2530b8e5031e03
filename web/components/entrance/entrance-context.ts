import { createContext, use } from 'react'
import type { EntranceClient } from '#sdk/entrance.ts'
import type { createLanguage } from '../../i18n/language.ts'

export interface Entrance {
  client: EntranceClient
  language: ReturnType<typeof createLanguage>
  /** Somebody is signed in: the app takes over. */
  enter: () => void
  /** Of a link that works once: what stands behind its `#`; empty: there is none. */
  ticket: string
  /** The directory that somebody has come for by its address; null: whichever answers for theirs. */
  way: string | null
}

export const EntranceContext = createContext<Entrance | null>(null)

/** What whoever is not signed in yet can do. */
export function useEntrance(): Entrance {
  const entrance = use(EntranceContext)
  if (!entrance) throw new Error('This component stands outside of EntranceContext')
  return entrance
}
