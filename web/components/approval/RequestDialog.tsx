import { Trans, useLingui } from '@lingui/react/macro'
import { useId, useState } from 'react'
import { createApprovalsClient } from '#sdk/approvals.ts'
import { Button } from '../../ui/Button.tsx'
import { Dialog } from '../../ui/Dialog.tsx'
import { useApp } from '../app-context.ts'
import { FailureNotice } from '../FailureNotice.tsx'
import { useTask } from '../use-task.ts'
import { NoteBox } from './NoteBox.tsx'

interface RequestDialogProps {
  messageId: string
  onClose: () => void
  onDone: () => void
}

/** Before an answer goes to a citizen. */
export function RequestDialog({ messageId, onClose, onDone }: RequestDialogProps) {
  const { t } = useLingui()
  const { client } = useApp()
  const { run, isRunning, failure } = useTask()
  const form = useId()
  const [note, setNote] = useState('')
  async function ask() {
    const approvals = createApprovalsClient(client.http)
    if (await run(() => approvals.request({ messageId, note }))) onDone()
  }
  return (
    <Dialog
      title={t`Ask for approval`}
      closeLabel={t`Close`}
      onClose={onClose}
      actions={
        <>
          <Button onClick={onClose}>
            <Trans>Cancel</Trans>
          </Button>
          <Button look="primary" type="submit" form={form} isBusy={isRunning}>
            <Trans>Ask</Trans>
          </Button>
        </>
      }
    >
      <form
        id={form}
        className="grid gap-4"
        onSubmit={(event) => {
          event.preventDefault()
          void ask()
        }}
      >
        <p>
          <Trans>
            Whoever approves answers for this text. They read this answer and its question, nothing
            else of the conversation. If the text changes, the approval is void.
          </Trans>
        </p>
        <NoteBox label={t`Note for whoever approves`} onChange={setNote} value={note} />
        {failure && <FailureNotice code={failure.code} detail={failure.message} />}
      </form>
    </Dialog>
  )
}
