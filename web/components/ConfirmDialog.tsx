import { Trans, useLingui } from '@lingui/react/macro'
import type { ReactNode } from 'react'
import { Button } from '../ui/Button.tsx'
import { Dialog } from '../ui/Dialog.tsx'
import { FailureNotice } from './FailureNotice.tsx'
import { useTask } from './use-task.ts'

interface ConfirmDialogProps {
  title: string
  children: ReactNode
  /** What the button says that does it. */
  action: string
  work: () => Promise<unknown>
  onClose: () => void
  onDone: () => void
}

/** The question before something goes for good. */
export function ConfirmDialog(props: ConfirmDialogProps) {
  const { title, children, action, work, onClose, onDone } = props
  const { t } = useLingui()
  const { run, isRunning, failure } = useTask()
  async function confirm() {
    if (await run(work)) onDone()
  }
  return (
    <Dialog
      isAlert
      title={title}
      closeLabel={t`Close`}
      onClose={onClose}
      actions={
        <>
          <Button onClick={onClose}>
            <Trans>Cancel</Trans>
          </Button>
          <Button look="danger" isBusy={isRunning} onClick={() => void confirm()}>
            {action}
          </Button>
        </>
      }
    >
      {children}
      {failure && <FailureNotice code={failure.code} detail={failure.message} />}
    </Dialog>
  )
}
