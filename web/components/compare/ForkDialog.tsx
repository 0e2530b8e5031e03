import { Trans, useLingui } from '@lingui/react/macro'
import { useState, type FormEvent } from 'react'
import { useStore } from '../../state/external-store.ts'
import { Button } from '../../ui/Button.tsx'
import { Dialog } from '../../ui/Dialog.tsx'
import { TextField } from '../../ui/TextField.tsx'
import { useApp } from '../app-context.ts'
import { FailureNotice } from '../FailureNotice.tsx'
import { useTask } from '../use-task.ts'

interface ForkDialogProps {
  conversationId: string
  onFork: (title: string) => Promise<void>
  onClose: () => void
}

/** A new conversation with everything up to a message; it may be called something else. */
export function ForkDialog({ conversationId, onFork, onClose }: ForkDialogProps) {
  const { t } = useLingui()
  const { conversations } = useApp()
  const before = useStore(conversations.state).conversations.find(({ id }) => id === conversationId)
  const name = before?.title || t`New conversation`
  const [title, setTitle] = useState(t`${name} (copy)`)
  const { run, isRunning, failure } = useTask()
  async function send(event: FormEvent) {
    event.preventDefault()
    if (title.trim() === '') return
    if (await run(() => onFork(title.trim()))) onClose()
  }
  return (
    <Dialog closeLabel={t`Close`} onClose={onClose} title={t`New conversation from here`}>
      <form className="grid gap-4 text-ink" onSubmit={(event) => void send(event)}>
        <p className="text-sm text-ink-muted">
          <Trans>
            The new conversation begins with everything up to this message, with its files and its
            classification. This conversation stays as it is.
          </Trans>
        </p>
        <TextField
          label={t`Name of the new conversation`}
          maxLength={200}
          onChange={({ target }) => setTitle(target.value)}
          required
          value={title}
        />
        {failure && <FailureNotice code={failure.code} detail={failure.message} />}
        <div className="flex flex-wrap justify-end gap-2">
          <Button onClick={onClose}>
            <Trans>Cancel</Trans>
          </Button>
          <Button isBusy={isRunning} look="primary" type="submit">
            <Trans>Make it</Trans>
          </Button>
        </div>
      </form>
    </Dialog>
  )
}
