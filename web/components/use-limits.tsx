import { lazy, useEffect, useState, type ReactNode } from 'react'
import { ApiFailure } from '#sdk/api-failure.ts'
import type { OwnLimit } from '#wire/money.ts'
import { useApp } from './app-context.ts'
import type { ComposerHandle } from './composer-handle.ts'
import { Extra } from './Extra.tsx'

const LimitsNotice = lazy(async () => ({
  default: (await import('./composing/LimitsNotice.tsx')).LimitsNotice,
}))

/** Less than this is worth telling. */
const LITTLE = 0.2

/** What is nearly used up, in words, before it is; null: nothing. Looked up when an answer has ended. */
export function useLimits({ model, draft }: ComposerHandle, isAnswering: boolean): ReactNode {
  const { client } = useApp()
  const [limits, setLimits] = useState<readonly OwnLimit[]>([])
  const modelId = draft.modelId ?? model?.id
  useEffect(() => {
    if (modelId === undefined || isAnswering) return undefined
    const asking = new AbortController()
    const ask = async () => {
      const { createComposingClient } = await import('#sdk/composing.ts')
      try {
        const all = await createComposingClient(client.http).listOwnLimits(modelId, asking.signal)
        setLimits(all.filter(({ leftShare }) => leftShare < LITTLE))
      } catch (error) {
        // Without the notice the limits hold all the same.
        if (!asking.signal.aborted && !(error instanceof ApiFailure)) throw error
      }
    }
    void ask()
    return () => asking.abort()
  }, [modelId, isAnswering, client])

  // No language has fewer characters a token than this.
  const mayNotFit = model?.contextTokens != null && draft.text.length > model.contextTokens
  if (limits.length === 0 && !mayNotFit) return null
  return (
    <Extra>
      <LimitsNotice limits={limits} model={model} text={draft.text} />
    </Extra>
  )
}
