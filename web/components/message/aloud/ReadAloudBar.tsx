import { Trans, useLingui } from '@lingui/react/macro'
import { useEffect, useState } from 'react'
import { createPortal } from 'react-dom'
import { createStore, useStore } from '../../../state/external-store.ts'
import { Button } from '../../../ui/Button.tsx'
import { markSpoken, openBrowserSpeech } from './browser-speech.ts'
import { findSentences } from './find-sentences.ts'
import { createReader, type ReaderState } from './reader.ts'

interface ReadAloudBarProps {
  messageId: string
  /** Of the message, where a block has no language of its own. */
  lang: string
  onClose: () => void
}

type Reader = ReturnType<typeof createReader<Range>>

const NOT_YET = createStore<ReaderState>({ status: 'paused', voiceless: [] })

/** Reads a message aloud, and is there for as long as it does. Escape ends it. */
export function ReadAloudBar({ messageId, lang, onClose }: ReadAloudBarProps) {
  const { t } = useLingui()
  const { reader, isMute } = useReader(messageId, lang)
  const { status, voiceless } = useStore(reader?.state ?? NOT_YET)
  useEffect(() => {
    const close = (event: KeyboardEvent) => event.key === 'Escape' && onClose()
    window.addEventListener('keydown', close)
    return () => window.removeEventListener('keydown', close)
  }, [onClose])

  return createPortal(
    <section
      aria-label={t`Reading aloud`}
      className="fixed inset-x-0 bottom-24 z-10 mx-auto grid w-fit max-w-[calc(100vw-2rem)] gap-2 rounded-lg border border-line bg-raised p-3 text-sm shadow-lg print:hidden"
    >
      <div className="flex flex-wrap items-center gap-2">
        {status === 'reading' && (
          <Button icon="stop" onClick={() => reader?.pause()} ref={focusFirst}>
            <Trans>Pause</Trans>
          </Button>
        )}
        {status === 'paused' && !isMute && (
          <Button icon="speaker" onClick={() => void reader?.read()} ref={focusFirst}>
            <Trans>Go on</Trans>
          </Button>
        )}
        <Button onClick={onClose}>
          {status === 'ended' || isMute ? <Trans>Close</Trans> : <Trans>Stop reading</Trans>}
        </Button>
      </div>
      <output>
        {isMute && <Trans>This browser cannot read aloud.</Trans>}
        {voiceless.length > 0 && <Voiceless languages={voiceless} />}
        {status === 'ended' && voiceless.length === 0 && <Trans>Read to the end.</Trans>}
      </output>
    </section>,
    document.body,
  )
}

/** The focus follows to the button that has come in place of the other. */
function focusFirst(button: HTMLButtonElement | null): void {
  button?.focus()
}

function Voiceless({ languages }: { languages: readonly string[] }) {
  const { i18n } = useLingui()
  const names = new Intl.DisplayNames(i18n.locale, { type: 'language' })
  const list = new Intl.ListFormat(i18n.locale).format(
    languages.map((lang) => names.of(lang) ?? lang),
  )
  return (
    <Trans>
      This device has no voice for {list}, so that was passed over. Voices are added in the settings
      of the system.
    </Trans>
  )
}

function useReader(messageId: string, lang: string): { reader: Reader | null; isMute: boolean } {
  const [reader, setReader] = useState<Reader | null>(null)
  const [isMute, setIsMute] = useState(false)
  useEffect(() => {
    let isGone = false
    let own: Reader | null = null
    async function open() {
      const speech = await openBrowserSpeech()
      if (isGone) return
      const root = document.getElementById(`m-${messageId}`)?.querySelector('.md')
      if (!speech || !root) {
        setIsMute(true)
        return
      }
      own = createReader(findSentences(root, lang), { speech, mark: markSpoken })
      setReader(own)
      await own.read()
    }
    void open()
    return () => {
      isGone = true
      own?.stop()
    }
  }, [messageId, lang])
  return { reader, isMute }
}
