import { useCallback, useEffect, useRef, useState } from 'react'
import { ApiFailure } from '#sdk/api-failure.ts'
import { useApp } from '../app-context.ts'

export interface Remote<T> {
  /** The last that came; stays while it is fetched anew. */
  value: T | undefined
  failure: ApiFailure | undefined
  /** For the first time, or because somebody asked for it anew. */
  isLoading: boolean
  reload: () => void
}

/**
 * What the server says, asked for again whenever `load` is another function (keep it by useCallback), when the server is back
 * after it was away, and every `everyMs` while the window is looked at. What is not an ApiFailure is a bug and is thrown on.
 */
export function useRemote<T>(
  load: (signal: AbortSignal) => Promise<T>,
  everyMs: number | null = null,
): Remote<T> {
  const { connection } = useApp()
  const [state, setState] = useState<Omit<Remote<T>, 'reload'>>({
    value: undefined,
    failure: undefined,
    isLoading: true,
  })
  const asking = useRef<AbortController | null>(null)

  const ask = useCallback(async () => {
    asking.current?.abort()
    const { signal } = (asking.current = new AbortController())
    try {
      const value = await load(signal)
      if (!signal.aborted) setState({ value, failure: undefined, isLoading: false })
    } catch (error) {
      if (signal.aborted) return
      if (!(error instanceof ApiFailure)) throw error
      setState((before) => ({ ...before, failure: error, isLoading: false }))
    }
  }, [load])

  useEffect(() => {
    void ask()
    const timer = everyMs && setInterval(() => !document.hidden && void ask(), everyMs)
    const forget = connection.onRecovered(() => void ask())
    return () => {
      forget()
      if (timer) clearInterval(timer)
      asking.current?.abort()
    }
  }, [ask, everyMs, connection])

  const reload = useCallback(() => {
    setState((before) => ({ ...before, isLoading: true }))
    void ask()
  }, [ask])
  return { ...state, reload }
}
