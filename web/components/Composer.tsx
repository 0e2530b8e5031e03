import { Trans, useLingui } from '@lingui/react/macro'
import { useState, type FormEvent, type KeyboardEvent } from 'react'
import { useApp } from './app-context.ts'

interface ComposerProps {
  conversationId: string | null
  onSend: (text: string, idempotencyKey: string) => Promise<void>
}

export function Composer({ conversationId, onSend }: ComposerProps) {
  const { t } = useLingui()
  const { drafts } = useApp()
  const [text, setText] = useState(() => drafts.get(conversationId).text)

  async function send(event?: FormEvent) {
    event?.preventDefault()
    if (text.trim() === '') return
    await onSend(text, drafts.get(conversationId).idempotencyKey)
    drafts.set(conversationId, '')
    setText('')
  }

  function onKeyDown(event: KeyboardEvent<HTMLTextAreaElement>) {
    if (event.key !== 'Enter' || event.shiftKey || event.nativeEvent.isComposing) return
    event.preventDefault()
    void send()
  }

  return (
    <form className="p-4" onSubmit={(event) => void send(event)}>
      <textarea
        aria-label={t`Message`}
        className="w-full rounded-lg border border-line bg-raised p-3"
        onChange={({ target }) => {
          setText(target.value)
          drafts.set(conversationId, target.value)
        }}
        onKeyDown={onKeyDown}
        value={text}
      />
      <button type="submit">
        <Trans>Send</Trans>
      </button>
    </form>
  )
}
