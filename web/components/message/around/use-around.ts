import { useEffect, useState } from 'react'
import { ApiFailure } from '#sdk/api-failure.ts'
import { aroundCalls } from '#sdk/around-answers.ts'
import type { AroundAnswer } from '#wire/around-answers.ts'
import type { Message } from '#wire/conversations.ts'
import { useApp } from '../../app-context.ts'

/** After an answer has ended here: when what stands below it is looked for, as long as it is not there. */
const LOOKS_MS = [700, 1_500, 3_000, 6_000, 10_000]
/** Of an answer that is younger than this, something may still be on its way that nobody has begun yet. */
const FRESH_MS = 60_000

/** What stands below an answer; null: not known yet, or nothing. `isFresh`: it came while somebody was looking. */
export function useAround({ id, createdAt }: Message) {
  const { client } = useApp()
  const [around, setAround] = useState<AroundAnswer | null>(null)
  const [isFresh, setIsFresh] = useState(false)
  useEffect(() => {
    const leaving = new AbortController()
    const { signal } = leaving
    const calls = aroundCalls(client.http)
    const isYoung = Date.now() - Date.parse(createdAt) < FRESH_MS
    const look = async () => {
      for (const [at, afterMs] of [0, ...LOOKS_MS].entries()) {
        if (at > 0) await pause(afterMs, signal)
        const found = await calls.around(id, signal)
        const isThere = found.questions.length > 0 || found.proposal !== null
        if (isThere) {
          if (isNews(id, createdAt)) setIsFresh(true)
          setAround(found)
        }
        if (!found.isPending && (isThere || !isYoung)) return
      }
    }
    look().catch((error: unknown) => {
      // Without it the answer is as good as before.
      if (!signal.aborted && !(error instanceof ApiFailure)) throw error
    })
    return () => leaving.abort()
  }, [client, id, createdAt])
  return { around, isFresh, setAround }
}

const told = new Set<string>()

/** Of an answer that came after this page did, once: what one comes back to is no news. */
function isNews(id: string, createdAt: string): boolean {
  if (told.has(id) || Date.parse(createdAt) < performance.timeOrigin) return false
  told.add(id)
  return true
}

function pause(ms: number, signal: AbortSignal): Promise<void> {
  const { promise, resolve, reject } = Promise.withResolvers<void>()
  const timer = setTimeout(resolve, ms)
  signal.addEventListener('abort', () => {
    clearTimeout(timer)
    reject(signal.reason)
  })
  return promise
}
