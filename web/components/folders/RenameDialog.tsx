import { Trans, useLingui } from '@lingui/react/macro'
import { useState } from 'react'
import { Button } from '../../ui/Button.tsx'
import { Dialog } from '../../ui/Dialog.tsx'
import { TextField } from '../../ui/TextField.tsx'
import { useApp } from '../app-context.ts'
import { FailureNotice } from '../FailureNotice.tsx'
import { useTask } from '../use-task.ts'
import type { ConversationDialogProps } from './ConversationActions.tsx'

/** Gives a conversation a name of its owner's; from then on none is made for it. */
export function RenameDialog({ conversation, onClose }: ConversationDialogProps) {
  const { t } = useLingui()
  const { conversations } = useApp()
  const [title, setTitle] = useState(conversation.title)
  const { run, isRunning, failure } = useTask()
  const wanted = title.trim()

  async function save() {
    if (wanted === '') return
    if (wanted === conversation.title) return onClose()
    if (await run(() => conversations.change(conversation.id, { title: wanted }))) onClose()
  }

  return (
    <Dialog closeLabel={t`Close`} onClose={onClose} title={t`Rename the conversation`}>
      <form
        className="grid gap-4"
        onSubmit={(event) => {
          event.preventDefault()
          void save()
        }}
      >
        <TextField
          // The user has just asked to write here.
          // oxlint-disable-next-line jsx-a11y/no-autofocus
          autoFocus
          dir="auto"
          label={t`Title of the conversation`}
          maxLength={200}
          onChange={({ target }) => setTitle(target.value)}
          onFocus={({ target }) => target.select()}
          value={title}
        />
        {failure && <FailureNotice code={failure.code} detail={failure.message} />}
        <div className="flex flex-wrap justify-end gap-2">
          <Button onClick={onClose}>
            <Trans>Cancel</Trans>
          </Button>
          <Button isBusy={isRunning} look="primary" type="submit">
            <Trans>Save</Trans>
          </Button>
        </div>
      </form>
    </Dialog>
  )
}
