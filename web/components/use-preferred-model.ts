import { useEffect, useEffectEvent } from 'react'
import { ApiFailure } from '#sdk/api-failure.ts'
import { useApp } from './app-context.ts'

/** Tells which model somebody wants for new conversations, once that is known; never where it is the organisation's. */
export function usePreferredModel(onKnown: (modelId: string) => void): void {
  const { client } = useApp()
  const tell = useEffectEvent(onKnown)
  useEffect(() => {
    const asking = new AbortController()
    const ask = async () => {
      const { createComposingClient } = await import('#sdk/composing.ts')
      try {
        const { defaultModelId } = await createComposingClient(client.http).getPreferences(
          asking.signal,
        )
        if (defaultModelId !== null) tell(defaultModelId)
      } catch (error) {
        // Then it is the organisation's.
        if (!asking.signal.aborted && !(error instanceof ApiFailure)) throw error
      }
    }
    void ask()
    return () => asking.abort()
  }, [client])
}
