import { useCallback, useState } from 'react'
import type { Classification } from '#wire/classification.ts'
import { useApp } from '../app-context.ts'
import { useRemote } from '../shell/use-remote.ts'

/** The class of a conversation that begins: what the organisation says, until another one is chosen. Null: not known yet. */
export function useNewClass() {
  const { client } = useApp()
  const [chosen, setClassification] = useState<Classification | null>(null)
  const load = useCallback((signal: AbortSignal) => client.getResidency(null, signal), [client])
  const { value } = useRemote(load)
  return { classification: chosen ?? value?.usual ?? null, setClassification }
}
