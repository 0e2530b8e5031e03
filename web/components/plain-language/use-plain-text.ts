import { useCallback, useEffect, useRef, useState } from 'react'
import { ApiFailure } from '#sdk/api-failure.ts'
import type { PlainText, RewriteEvent, RewritePlainText } from '#wire/plain-language.ts'
import { usePlainClient } from './use-plain-client.ts'

/** What a model is doing, and with which part. */
export interface Working {
  what: 'rewrite' | 'read'
  blockId: string | null
  /** What has come of the part so far. */
  text: string
  attempt: number
}

export type Problem = Extract<RewriteEvent, { type: 'kept' }>['problem']

const AFTER_TYPING_MS = 600

/** One text as the page has it: what is typed is there at once, is stored shortly after, and comes back measured. */
export function usePlainText(first: PlainText) {
  const client = usePlainClient()
  const [text, setText] = useState(first)
  const [typed, setTyped] = useState<Readonly<Record<string, string>>>({})
  const [failure, setFailure] = useState<ApiFailure | null>(null)
  const { id } = first
  // Stored one after the other: each needs the version that the one before has made.
  const queue = useRef<Promise<unknown>>(Promise.resolve())
  const current = useRef(first)

  const change = useCallback((work: () => Promise<PlainText>): Promise<boolean> => {
    const next = queue.current.then(async () => {
      try {
        setFailure(null)
        current.current = await work()
        setText(current.current)
        return true
      } catch (error) {
        if (!(error instanceof ApiFailure)) throw error
        setFailure(error)
        return false
      }
    })
    queue.current = next.catch(() => undefined)
    return next
  }, [])

  const store = useCallback(
    (blockId: string, written: string) =>
      change(async () => {
        const { version } = current.current
        const stored = await client.writeBlock(id, blockId, { text: written, version })
        setTyped((before) => without(before, blockId, written))
        return stored
      }),
    [change, client, id],
  )
  useAutosave(typed, store)

  const reload = useCallback(() => change(() => client.get(id)), [change, client, id])
  const model = useModel({ id, reload, setFailure })
  return {
    text,
    failure,
    /** What a part says on the page, stored or not. */
    textOf: (blockId: string) =>
      typed[blockId] ?? text.blocks.find((block) => block.id === blockId)?.text ?? '',
    isStored: Object.keys(typed).length === 0,
    type: (blockId: string, written: string) =>
      setTyped((before) => ({ ...before, [blockId]: written })),
    change,
    reload,
    ...model,
  }
}

export type PlainTextDesk = ReturnType<typeof usePlainText>

function useAutosave(
  typed: Readonly<Record<string, string>>,
  store: (blockId: string, written: string) => Promise<boolean>,
): void {
  const waiting = useRef(typed)
  useEffect(() => {
    waiting.current = typed
    const entries = Object.entries(typed)
    if (entries.length === 0) return undefined
    const timer = setTimeout(() => {
      for (const [blockId, written] of entries) void store(blockId, written)
    }, AFTER_TYPING_MS)
    return () => clearTimeout(timer)
  }, [typed, store])
  // Who leaves the page has typed it all the same.
  useEffect(
    () => () => {
      for (const [blockId, written] of Object.entries(waiting.current)) void store(blockId, written)
    },
    [store],
  )
}

function useModel({
  id,
  reload,
  setFailure,
}: {
  id: string
  reload: () => Promise<boolean>
  setFailure: (failure: ApiFailure | null) => void
}) {
  const client = usePlainClient()
  const [working, setWorking] = useState<Working | null>(null)
  const [problems, setProblems] = useState<Readonly<Record<string, Problem>>>({})
  const asking = useRef<AbortController | null>(null)
  useEffect(() => () => asking.current?.abort(), [])

  async function work(what: Working['what'], wish: RewritePlainText) {
    if (asking.current) return
    const { signal } = (asking.current = new AbortController())
    setFailure(null)
    setWorking({ what, blockId: wish.blockId ?? null, text: '', attempt: 1 })
    try {
      const events =
        what === 'rewrite' ? client.rewrite(id, wish, signal) : client.readSecond(id, wish, signal)
      for await (const event of events) await take(event)
    } catch (error) {
      if (!signal.aborted && !(error instanceof ApiFailure)) throw error
      if (!signal.aborted && error instanceof ApiFailure) setFailure(error)
    } finally {
      asking.current = null
      setWorking(null)
      await reload()
    }
  }

  async function take(event: RewriteEvent) {
    if (event.type === 'block') {
      const { blockId, attempt } = event
      setWorking((before) => before && { ...before, blockId, attempt, text: '' })
    } else if (event.type === 'text') {
      setWorking((before) => before && { ...before, text: before.text + event.text })
    } else if (event.type === 'kept') {
      setProblems((before) => ({ ...before, [event.blockId]: event.problem }))
      await reload()
    } else if (event.type === 'failed') throw toFailure(event)
  }

  return {
    working,
    problems,
    rewrite: (wish: RewritePlainText) => void work('rewrite', wish),
    readSecond: () => void work('read', {}),
    stop: () => asking.current?.abort(),
  }
}

function toFailure({ error }: Extract<RewriteEvent, { type: 'failed' }>): ApiFailure {
  return new ApiFailure(error.code, error.message, { error })
}

/** Unless more was typed meanwhile. */
function without(
  typed: Readonly<Record<string, string>>,
  blockId: string,
  stored: string,
): Readonly<Record<string, string>> {
  if (typed[blockId] !== stored) return typed
  return Object.fromEntries(Object.entries(typed).filter(([id]) => id !== blockId))
}
