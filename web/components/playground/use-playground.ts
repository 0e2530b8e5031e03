import { useCallback, useEffect, useMemo, useRef, useState } from 'react'
import { ApiFailure } from '#sdk/api-failure.ts'
import { createPlaygroundClient, type PlaygroundClient } from '#sdk/playground.ts'
import type { PlaygroundEvent, PlaygroundPrompt } from '#wire/playground.ts'
import { useApp } from '../app-context.ts'
import { foldEvents, startColumn, type Column } from './column.ts'

export function usePlaygroundClient(): PlaygroundClient {
  const { client } = useApp()
  return useMemo(() => createPlaygroundClient(client.http), [client])
}

export interface Runs {
  columns: readonly (Column | undefined)[]
  isRunning: boolean
  /** Asks each model the same; what was there goes. */
  start: (asks: readonly Ask[]) => void
  /** One of them, or all. What has come stays. */
  stop: (at?: number) => void
  setColumns: (columns: readonly (Column | undefined)[]) => void
}

export interface Ask {
  model: string
  prompt: PlaygroundPrompt
}

/** Up to four answers at once. Whatever comes between two pictures of the screen is drawn together. */
export function useRuns(): Runs {
  const client = usePlaygroundClient()
  const [columns, setColumns] = useState<readonly (Column | undefined)[]>([])
  const stopping = useRef<AbortController[]>([])

  const change = useCallback((at: number, next: (column: Column) => Column) => {
    setColumns((before) =>
      before.map((column, index) => (index === at && column ? next(column) : column)),
    )
  }, [])

  const stop = useCallback((at?: number) => {
    for (const [index, controller] of stopping.current.entries()) {
      if (at === undefined || at === index) controller.abort()
    }
  }, [])

  const start = useCallback(
    (asks: readonly Ask[]) => {
      stop()
      const now = Date.now()
      setColumns(asks.map(({ model }) => startColumn(model, now)))
      stopping.current = asks.map((ask, at) => {
        const controller = new AbortController()
        const fold = (events: PlaygroundEvent[]) =>
          change(at, (column) => foldEvents(column, events, Date.now()))
        void follow(client, ask, { signal: controller.signal, fold }).finally(() => {
          // Of a run that was begun anew meanwhile, this is not the end.
          if (stopping.current[at] === controller) {
            change(at, (column) => ({ ...column, isRunning: false }))
          }
        })
        return controller
      })
    },
    [client, change, stop],
  )

  useEffect(() => () => stop(), [stop])
  const isRunning = columns.some((column) => column?.isRunning)
  return { columns, isRunning, start, stop, setColumns }
}

interface Following {
  signal: AbortSignal
  fold: (events: PlaygroundEvent[]) => void
}

async function follow(client: PlaygroundClient, ask: Ask, { signal, fold }: Following) {
  const gather = createGatherer(fold)
  try {
    for await (const event of client.run(ask, signal)) gather.add(event)
  } catch (error) {
    if (!signal.aborted) gather.add({ type: 'error', error: toApiError(error) })
  } finally {
    gather.flush()
  }
}

/** Holds events until the next picture is painted; in a hidden tab, where none is, for a moment. */
function createGatherer(fold: (events: PlaygroundEvent[]) => void) {
  let waiting: PlaygroundEvent[] = []
  let frame: number | undefined
  const flush = () => {
    if (frame !== undefined) cancelAnimationFrame(frame)
    frame = undefined
    if (waiting.length > 0) fold(waiting)
    waiting = []
  }
  return {
    flush,
    add(event: PlaygroundEvent) {
      waiting.push(event)
      if (document.hidden) setTimeout(flush, 200)
      else frame ??= requestAnimationFrame(flush)
    },
  }
}

function toApiError(error: unknown) {
  if (error instanceof ApiFailure && error.code !== 'unreachable' && error.code !== 'unreadable') {
    const { code, message, isRetryable, requestId } = error
    return { code, message, isRetryable, ...(requestId !== undefined && { requestId }) }
  }
  const message = 'The connection to Galerne broke. Run it again.'
  return { code: 'provider_unavailable' as const, message, isRetryable: true }
}
