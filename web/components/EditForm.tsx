import { Trans, useLingui } from '@lingui/react/macro'
import { useRef, useState, type FormEvent } from 'react'
import type { Message } from '#wire/conversations.ts'
import type { Thread } from '../state/thread.ts'
import { useApp } from './app-context.ts'
import { SendFailure } from './SendFailure.tsx'
import { MessageField } from './MessageField.tsx'
import { Button } from '../ui/Button.tsx'
import { useTask } from './use-task.ts'

interface EditFormProps {
  message: Message
  thread: Thread
  onDone: () => void
}

/** Writes another version of a message of one's own; the old one and its answers stay. */
export function EditForm({ message, thread, onDone }: EditFormProps) {
  const { t } = useLingui()
  const { createKey, language } = useApp()
  const [text, setText] = useState(message.text)
  const { run, isRunning, failure } = useTask()
  const sent = useRef({ text: '', key: '' })

  async function send(event?: FormEvent) {
    event?.preventDefault()
    // The new version has the files of the old one.
    const attachmentIds = message.parts?.flatMap((part) =>
      part.type === 'attachment' ? [part.attachmentId] : [],
    )
    if (text.trim() === '' && !attachmentIds?.length) return
    if (sent.current.text !== text) sent.current = { text, key: createKey() }
    const { parentId } = message
    const interfaceLang = language.language.get()
    const files = attachmentIds?.length ? { attachmentIds } : {}
    const isSent = await run(() =>
      thread.start({ kind: 'message', parentId, text, interfaceLang, ...files }, sent.current.key),
    )
    if (isSent) onDone()
  }

  return (
    <form
      className="w-full rounded-lg border border-line-strong bg-raised p-2 focus-within:border-sea"
      onSubmit={(event) => void send(event)}
    >
      <MessageField
        aria-label={t`New version of your message`}
        // The user has just asked to write here.
        // oxlint-disable-next-line jsx-a11y/no-autofocus
        autoFocus
        className="px-2 py-1.5 outline-none"
        lang={message.lang ?? ''}
        onCancel={onDone}
        // Who begins to write here adds to what is there.
        onFocus={({ target }) => {
          if (text === message.text) target.setSelectionRange(text.length, text.length)
        }}
        onSend={() => void send()}
        onText={setText}
        readOnly={isRunning}
        value={text}
      />
      <SendFailure failure={failure} />
      <div className="mt-2 flex flex-wrap justify-end gap-2">
        <Button onClick={onDone}>
          <Trans>Cancel</Trans>
        </Button>
        <Button look="primary" type="submit">
          <Trans>Send as a new version</Trans>
        </Button>
      </div>
    </form>
  )
}
