import { useCallback, useEffect, useRef, useState } from 'react'
import { ApiFailure } from '#sdk/api-failure.ts'

export interface Loaded<T> {
  /** The last that came; stays while newer is fetched. */
  value: T | undefined
  failure: ApiFailure | undefined
  isLoading: boolean
  reload: () => void
}

/**
 * Asks the server, again whenever `load` is another function (keep it by useCallback), and every `everyMs` while the window is
 * looked at. What is not an ApiFailure is a bug and is thrown on.
 */
export function useLoaded<T>(
  load: (signal: AbortSignal) => Promise<T>,
  everyMs: number | null = null,
): Loaded<T> {
  const [state, setState] = useState<{
    load: unknown
    value?: T
    failure?: ApiFailure
    isLoading: boolean
  }>({ load, isLoading: true })
  const again = useRef<() => void>(null)
  const reload = useCallback(() => again.current?.(), [])

  useEffect(() => {
    const leaving = new AbortController()
    const { signal } = leaving
    async function ask() {
      setState((before) => ({ ...before, isLoading: true }))
      try {
        const value = await load(signal)
        if (!signal.aborted) setState({ load, value, isLoading: false })
      } catch (error) {
        if (signal.aborted) return
        if (!(error instanceof ApiFailure)) throw error
        setState((before) => ({ ...before, failure: error, isLoading: false }))
      }
    }
    again.current = () => void ask()
    void ask()
    const timer =
      everyMs === null
        ? undefined
        : setInterval(() => {
            if (!document.hidden) void ask()
          }, everyMs)
    return () => {
      leaving.abort()
      clearInterval(timer)
    }
  }, [load, everyMs])

  return { value: state.value, failure: state.failure, isLoading: state.isLoading, reload }
}
