import { useCallback, useEffect, useRef, useState } from 'react'
import { ApiFailure } from '#sdk/api-failure.ts'
import { createTranslationClient } from '#sdk/translation.ts'
import type {
  Deviation,
  TranslatedBlock,
  TranslateRequest,
  TranslationEnd,
  TranslationEvent,
  TranslationStart,
} from '#wire/translation.ts'
import { useApp } from '../app-context.ts'
import { useKept } from './use-kept.ts'

/** A translation as far as it is here. */
export interface ShownTranslation {
  start: TranslationStart
  /** By the index of its source; what a person has changed is in there already. */
  blocks: ReadonlyMap<number, TranslatedBlock>
  /** Null: it is still being made, or was stopped. */
  end: TranslationEnd | null
}

export type TranslationTask = ReturnType<typeof useTranslation>

/**
 * One translation at a time: made, stopped, asked for again block by block, changed by hand. Under a name it is still there when
 * somebody comes back.
 */
export function useTranslation(name: string | null = null) {
  const { client } = useApp()
  const [shown, setShown] = useKept<ShownTranslation | null>(name, null)
  const [isRunning, setIsRunning] = useState(false)
  const [failure, setFailure] = useState<ApiFailure | null>(null)
  const stopping = useRef<AbortController | null>(null)
  useEffect(() => () => stopping.current?.abort(), [])

  const listen = useCallback(
    async (request: TranslateRequest, onEvent: (event: TranslationEvent) => void) => {
      stopping.current?.abort()
      const controller = new AbortController()
      stopping.current = controller
      setIsRunning(true)
      setFailure(null)
      try {
        const { translate } = createTranslationClient(client.http)
        for await (const event of translate(request, controller.signal)) {
          if (controller.signal.aborted) return
          if (event.type === 'failed') throw toFailure(event)
          onEvent(event)
        }
      } catch (error) {
        if (!controller.signal.aborted) setFailure(asFailure(error))
      } finally {
        if (stopping.current === controller) setIsRunning(false)
      }
    },
    [client],
  )

  const begin = useCallback(
    (request: TranslateRequest) => {
      setShown(() => null)
      return listen(request, (event) => setShown((before) => withEvent(before, event)))
    },
    [listen, setShown],
  )

  const put = useCallback(
    (block: TranslatedBlock) => {
      setShown((before) => before && withBlock(before, block))
    },
    [setShown],
  )

  /** One block once more, in the place of what it was. */
  const again = useCallback(
    (index: number, request: TranslateRequest) => {
      const parts: TranslatedBlock[] = []
      return listen(request, (event) => {
        if (event.type === 'block') parts.push(event)
        if (event.type !== 'finished' || parts.length === 0) return
        const [first] = parts
        if (first) put({ ...first, index })
      })
    },
    [listen, put],
  )

  const stop = useCallback(() => {
    stopping.current?.abort()
    setIsRunning(false)
  }, [])

  return { shown, isRunning, failure, begin, again, put, stop }
}

function withEvent(before: ShownTranslation | null, event: TranslationEvent) {
  if (event.type === 'started') return { start: event, blocks: new Map(), end: null }
  if (!before) return before
  if (event.type === 'block') return withBlock(before, event)
  return event.type === 'finished' ? { ...before, end: event } : before
}

function withBlock(before: ShownTranslation, block: TranslatedBlock): ShownTranslation {
  return { ...before, blocks: new Map(before.blocks).set(block.index, block) }
}

/** All of it as Markdown: what is not there yet is left out. */
export function textOf({ start, blocks }: Pick<ShownTranslation, 'start' | 'blocks'>): string {
  return start.blocks
    .map(({ index, source, isKept }) => (isKept ? source : (blocks.get(index)?.text ?? '')))
    .join('')
}

/** Asks for one block once more, with the terms that it left out; undefined: there is no such block. */
export function toAgain(
  { start }: ShownTranslation,
  index: number,
  deviations: readonly Deviation[],
): Extract<TranslateRequest, { kind: 'text' }> | undefined {
  const text = start.blocks[index]?.source
  const insistOn = deviations.map(({ conceptId }) => conceptId)
  const { from, to, formality, modelId } = start
  return text === undefined
    ? undefined
    : { kind: 'text', text, insistOn, from, to, formality, modelId }
}

function toFailure({ error }: Extract<TranslationEvent, { type: 'failed' }>): ApiFailure {
  return new ApiFailure(error.code, error.message, { error })
}

function asFailure(error: unknown): ApiFailure {
  return error instanceof ApiFailure
    ? error
    : new ApiFailure('unreachable', 'The connection broke off.')
}
