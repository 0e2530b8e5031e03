import { useLingui } from '@lingui/react'
import { useEffect, useRef, useState } from 'react'
import { useStore } from '../../state/external-store.ts'
import type { Drafts } from '../../state/drafts.ts'
import { useApp } from '../app-context.ts'
import { MESSAGE_FIELD_ID, type ComposerHandle } from '../composer-handle.ts'
import { hear, hearingPlaceOf, type HearingFailure, type HearingPlace } from './hear.ts'

export type Dictation = ReturnType<typeof useDictation>

/** Listens, and writes what it hears where the cursor is. */
export function useDictation({ conversationId, draft }: ComposerHandle) {
  const { drafts, conversations } = useApp()
  const { i18n } = useLingui()
  const conversation = useStore(conversations.state).conversations.find(
    ({ id }) => id === conversationId,
  )
  const [chosen, choose] = useState<string | null>(null)
  const lang = chosen ?? conversation?.lang ?? i18n.locale
  const [place, setPlace] = useState<HearingPlace>('service')
  const [isHearing, setIsHearing] = useState(false)
  const [interim, setInterim] = useState('')
  const [failure, setFailure] = useState<HearingFailure | null>(null)
  const stopping = useRef<(() => void) | null>(null)

  function stop() {
    stopping.current?.()
  }

  function start(from: HearingPlace, spoken: string = lang) {
    stop()
    setFailure(null)
    setIsHearing(true)
    const own = hear(spoken, from, {
      onWords: (words) => insertWords(drafts, conversationId, words),
      onInterim: setInterim,
      onFailure: setFailure,
      onEnd() {
        // Another one may be listening by now, in another language.
        if (stopping.current !== own) return
        stopping.current = null
        setIsHearing(false)
        setInterim('')
      },
    })
    stopping.current = own
  }

  // What has been sent, or has left the page, is over.
  const isEmpty = draft.text === ''
  useEffect(() => {
    if (isEmpty) stopping.current?.()
  }, [isEmpty])
  useEffect(() => () => stopping.current?.(), [])

  return {
    lang,
    place,
    isHearing,
    interim,
    failure,
    start,
    stop,
    dismiss: () => setFailure(null),
    findPlace: async () => {
      const found = await hearingPlaceOf(lang)
      setPlace(found)
      return found
    },
    speak: async (spoken: string) => {
      choose(spoken)
      const found = await hearingPlaceOf(spoken)
      // Whoever said that the voice may leave said so for every language.
      start(found === 'device' ? 'device' : 'service', spoken)
    },
  }
}

function insertWords(drafts: Drafts, conversationId: string | null, words: string): void {
  const { text } = drafts.of(conversationId).get()
  const field = document.querySelector<HTMLTextAreaElement>(`#${MESSAGE_FIELD_ID}`)
  const at = field?.selectionEnd ?? text.length
  const before = text.slice(0, at)
  const said = /\S$/u.test(before) ? ` ${words}` : words
  drafts.set(conversationId, before + said + text.slice(at))
  const end = at + said.length
  requestAnimationFrame(() => field?.setSelectionRange(end, end))
}
