import { useCallback, useRef, useState } from 'react'
import { ApiFailure } from '#sdk/api-failure.ts'

/**
 * Runs one piece of work at a time and holds how the last one failed. `run` resolves to whether it succeeded; a call while
 * one is under way is dropped. What is not an ApiFailure is a bug and is thrown on.
 */
export function useTask() {
  const [isRunning, setIsRunning] = useState(false)
  const [failure, setFailure] = useState<ApiFailure | null>(null)
  const isUnderWay = useRef(false)

  const run = useCallback(async (work: () => Promise<unknown>): Promise<boolean> => {
    if (isUnderWay.current) return false
    isUnderWay.current = true
    setIsRunning(true)
    setFailure(null)
    try {
      await work()
      return true
    } catch (error) {
      if (!(error instanceof ApiFailure)) throw error
      setFailure(error)
      return false
    } finally {
      isUnderWay.current = false
      setIsRunning(false)
    }
  }, [])

  return { run, isRunning, failure }
}
