import { useCallback, useRef, useState } from 'react'
import { ApiFailure } from '#sdk/api-failure.ts'

export interface Question {
  onDone: () => void
  onClose: () => void
}

/**
 * Does some work; where the server wants to know first who is there, asks (`question` is then to be shown, by
 * ConfirmIdentity), and does it then.
 */
export function useFresh() {
  const [question, setQuestion] = useState<Question | null>(null)
  const asking = useRef(false)
  const fresh = useCallback(async (work: () => Promise<unknown>): Promise<boolean> => {
    try {
      await work()
      return true
    } catch (error) {
      const isAsked = error instanceof ApiFailure && error.code === 'confirmation_required'
      if (!isAsked || asking.current) throw error
    }
    asking.current = true
    const isConfirmed = await new Promise<boolean>((resolve) =>
      setQuestion({ onDone: () => resolve(true), onClose: () => resolve(false) }),
    )
    asking.current = false
    setQuestion(null)
    if (isConfirmed) await work()
    return isConfirmed
  }, [])
  return { fresh, question }
}
