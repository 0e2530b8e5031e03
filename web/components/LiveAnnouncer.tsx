import { useLingui } from '@lingui/react/macro'
import { useEffect, useState } from 'react'
import type { Message } from '#wire/conversations.ts'
import { directionOf } from '../i18n/direction.ts'
import { createSentenceFeed } from '../state/sentence-feed.ts'
import type { Thread } from '../state/thread.ts'

/** At most this often, so that a fast answer does not make the screen reader stumble over itself. */
const THROTTLE_MS = 900
/** What was read stays for this many sentences: removing one while it is spoken would cut it off. */
const KEPT = 24

interface Sentence {
  id: number
  text: string
  /** Null: in the language of the interface. */
  lang: string | null
}

/** Reads the streaming answer to screen readers, sentence by sentence, in the answer's language. */
export function LiveAnnouncer({ message, thread }: { message: Message | null; thread: Thread }) {
  const { t } = useLingui()
  const [sentences, setSentences] = useState<Sentence[]>([])
  const messageId = message?.id ?? null

  useEffect(() => {
    if (messageId === null) return undefined
    return announce(thread, messageId, (added, lang) => {
      setSentences((previous) => {
        const first = (previous.at(-1)?.id ?? 0) + 1
        const fresh = added.map((text, index) => ({ id: first + index, text, lang }))
        return [...previous, ...fresh].slice(-KEPT)
      })
    })
  }, [messageId, thread])

  return (
    <div className="sr-only">
      <div aria-live="polite" aria-relevant="additions">
        {sentences.map(({ id, text, lang }) => (
          <p dir={directionOf(lang)} key={id} lang={lang ?? ''}>
            {text}
          </p>
        ))}
      </div>
      <output>{message ? t`An AI is writing the answer.` : ''}</output>
    </div>
  )
}

function announce(
  thread: Thread,
  messageId: string,
  say: (sentences: string[], lang: string | null) => void,
): () => void {
  const live = thread.liveOf(messageId)
  // What was there before the page came, or before a reload, is on the screen to be read; only what is new is announced.
  let feed = createSentenceFeed(live.get()?.lang ?? null)
  let lang = live.get()?.lang ?? null
  feed.next(live.get()?.text ?? '', false)
  let timer: ReturnType<typeof setTimeout> | undefined
  let text = ''
  let hasSpoken = live.get() !== null && live.get()?.text !== ''

  function flush(isWhole: boolean) {
    timer = undefined
    const sentences = feed.next(text, isWhole)
    if (sentences.length === 0) return
    hasSpoken = true
    say(sentences, lang)
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
    const message = thread.state.get().messages.get(messageId)
    // The run has ended: its last words may have come after the last turn.
    if (message && message.status !== 'streaming') flush(true)
  }
}
