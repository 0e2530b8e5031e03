import { Trans, useLingui } from '@lingui/react/macro'
import { useLocation } from 'wouter'
import type { Conversation } from '#wire/conversations.ts'
import { useApp } from '../app-context.ts'
import { FailureNotice } from '../FailureNotice.tsx'
import { Dialog } from '../../ui/Dialog.tsx'
import { Button } from '../../ui/Button.tsx'
import { useTask } from '../use-task.ts'

interface DeleteDialogProps {
  conversation: Conversation
  onClose: () => void
}

/** Asks before a conversation is deleted for good. */
export function DeleteDialog({ conversation, onClose }: DeleteDialogProps) {
  const { t } = useLingui()
  const { conversations, drafts } = useApp()
  const [location, navigate] = useLocation()
  const { run, isRunning, failure } = useTask()
  const { id } = conversation
  const title = conversation.title || t`New conversation`

  async function remove() {
    if (!(await run(() => conversations.remove(id)))) return
    drafts.clear(id)
    onClose()
    if (location === `/c/${id}`) navigate('/')
  }

  return (
    <Dialog
      actions={
        <>
          <Button onClick={onClose}>
            <Trans>Keep it</Trans>
          </Button>
          <Button isBusy={isRunning} look="danger" onClick={() => void remove()}>
            <Trans>Delete for good</Trans>
          </Button>
        </>
      }
      closeLabel={t`Close`}
      isAlert
      onClose={onClose}
      title={t`Delete this conversation?`}
    >
      <p>
        <Trans>
          <bdi className="font-medium text-ink">{title}</bdi> and all its messages will be deleted
          for good. This cannot be undone.
        </Trans>
      </p>
      {failure && (
        <div className="mt-4">
          <FailureNotice code={failure.code} detail={failure.message} />
        </div>
      )}
    </Dialog>
  )
}
