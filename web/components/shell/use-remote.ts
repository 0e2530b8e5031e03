import { useCallback, useEffect, useRef, useState } from 'react'
import { ApiFailure } from '#sdk/api-failure.ts'

export interface Remote<T> {
  /** The last that came; stays while it is fetched anew. */
  value: T | undefined
  failure: ApiFailure | undefined
  reload: () => void
}

/**
 * What the server says, asked for again whenever `load` is another function (keep it by useCallback) and every `everyMs` while
 * the window is looked at.
 */
export function useRemote<T>(
  load: (signal: AbortSignal) => Promise<T>,
  everyMs: number | null = null,
): Remote<T> {
  const [state, setState] = useState<{ value?: T; failure?: ApiFailure }>({})
  const asking = useRef<AbortController | null>(null)

  const ask = useCallback(async () => {
    asking.current?.abort()
    const { signal } = (asking.current = new AbortController())
    try {
      const value = await load(signal)
      if (!signal.aborted) setState({ value })
    } catch (error) {
      if (signal.aborted) return
      if (!(error instanceof ApiFailure)) throw error
      setState((before) => ({ ...before, failure: error }))
    }
  }, [load])

  useEffect(() => {
    void ask()
    const timer = everyMs && setInterval(() => !document.hidden && void ask(), everyMs)
    return () => {
      if (timer) clearInterval(timer)
      asking.current?.abort()
    }
  }, [ask, everyMs])

  const reload = useCallback(() => void ask(), [ask])
  return { value: state.value, failure: state.failure, reload }
}
