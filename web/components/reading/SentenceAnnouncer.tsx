import { plural } from '@lingui/core/macro'
import { useLingui } from '@lingui/react/macro'
import { useEffect, useRef, useState } from 'react'
import { directionOf } from '../../i18n/direction.ts'
import { useStore, type Store } from '../../state/external-store.ts'
import { createSentenceFeed, type Spoken } from '../../state/sentence-feed.ts'
import { useApp } from '../app-context.ts'

/** At most this often, so that a fast answer does not make the screen reader stumble over itself. */
const THROTTLE_MS = 900
/** What was read stays for this many sentences: removing one while it is spoken would cut it off. */
const KEPT = 24

interface Line {
  id: number
  spoken: Spoken
  /** Of a sentence; null: in the language of the interface. */
  lang: string | null
}

interface SentenceAnnouncerProps {
  /** The id of the answer that is being written; null: none is. */
  messageId: string | null
  source: AnnouncedSource
}

/** Where the words of an answer come from: a conversation, or a chat that is stored nowhere. */
export interface AnnouncedSource {
  liveOf: (
    id: string,
  ) => Pick<Store<{ text: string; lang: string | null } | null>, 'get' | 'subscribe'>
  /** Whether no more comes. */
  hasEnded: (id: string) => boolean
}

/**
 * Reads the streaming answer to screen readers, sentence by sentence, in the answer's language; code, tables and formulas are
 * named. Whoever wants less hears only that an answer begins and ends, or nothing, and can have quiet at any moment.
 */
export function SentenceAnnouncer({ messageId, source }: SentenceAnnouncerProps) {
  const { t } = useLingui()
  const { reading } = useApp()
  const mode = useStore(reading.mode)
  const quietCount = useStore(reading.quietCount)
  const [lines, setLines] = useState<Line[]>([])
  const quietAt = useRef({ messageId, quietCount })
  const hasAnswered = useHasAnswered(messageId)

  useEffect(() => {
    if (quietAt.current.messageId !== messageId) quietAt.current = { messageId, quietCount }
    const isQuiet = quietAt.current.quietCount !== quietCount
    if (messageId === null || mode !== 'sentences' || isQuiet) return undefined
    return announce(source, messageId, (added, lang) => {
      setLines((previous) => {
        const first = (previous.at(-1)?.id ?? 0) + 1
        const fresh = added.map((spoken, index) => ({ id: first + index, spoken, lang }))
        return [...previous, ...fresh].slice(-KEPT)
      })
    })
  }, [messageId, mode, quietCount, source])

  const state = messageId
    ? t`An AI is writing the answer.`
    : hasAnswered && t`The answer is complete.`
  return (
    <div className="sr-only">
      <div aria-live="polite" aria-relevant="additions">
        {lines.map(({ id, spoken, lang }) => (
          <SpokenLine key={id} lang={lang} spoken={spoken} />
        ))}
      </div>
      <output>{mode === 'nothing' ? '' : state || ''}</output>
    </div>
  )
}

function SpokenLine({ spoken, lang }: { spoken: Spoken; lang: string | null }) {
  const { t } = useLingui()
  switch (spoken.kind) {
    case 'sentence':
      return (
        <p dir={directionOf(lang)} lang={lang ?? ''}>
          {spoken.text}
        </p>
      )
    case 'code': {
      const { language, lineCount } = spoken
      const lines = plural(lineCount, { one: '# line', other: '# lines' })
      return <p>{language === '' ? t`Code: ${lines}` : t`Code in ${language}: ${lines}`}</p>
    }
    case 'table': {
      const { columns, rowCount } = spoken
      const names = columns.join(', ')
      const rows = plural(rowCount, { one: '# row', other: '# rows' })
      return <p>{t`Table: ${rows}. Columns: ${names}`}</p>
    }
    case 'formula':
      return <p>{t`Formula`}</p>
    default:
      return spoken satisfies never
  }
}

/** Whether an answer has ended while one was here. */
function useHasAnswered(messageId: string | null): boolean {
  const [hasStreamed, setHasStreamed] = useState(false)
  if (messageId !== null && !hasStreamed) setHasStreamed(true)
  return hasStreamed && messageId === null
}

function announce(
  source: AnnouncedSource,
  messageId: string,
  say: (spoken: Spoken[], lang: string | null) => void,
): () => void {
  const live = source.liveOf(messageId)
  // What was there before the page came, or before a reload, is on the screen to be read; only what is new is announced.
  let feed = createSentenceFeed(live.get()?.lang ?? null)
  let lang = live.get()?.lang ?? null
  feed.next(live.get()?.text ?? '', false)
  let timer: ReturnType<typeof setTimeout> | undefined
  let text = ''
  let hasSpoken = live.get() !== null && live.get()?.text !== ''

  function flush(isWhole: boolean) {
    timer = undefined
    const spoken = feed.next(text, isWhole)
    if (spoken.length === 0) return
    hasSpoken = true
    say(spoken, lang)
  }

  const unsubscribe = live.subscribe(() => {
    const fold = live.get()
    if (!fold) return
    if (fold.lang !== lang) {
      lang = fold.lang
      if (!hasSpoken) feed = createSentenceFeed(lang)
    }
    text = fold.text
    timer ??= setTimeout(() => flush(false), THROTTLE_MS)
  })

  return () => {
    unsubscribe()
    clearTimeout(timer)
    // The run has ended: its last words may have come after the last turn.
    if (source.hasEnded(messageId)) flush(true)
  }
}
