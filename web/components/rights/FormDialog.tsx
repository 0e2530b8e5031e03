import { Trans, useLingui } from '@lingui/react/macro'
import { useId, type FormEvent, type ReactNode } from 'react'
import { Button } from '../../ui/Button.tsx'
import { Dialog } from '../../ui/Dialog.tsx'
import { FailureNotice } from '../FailureNotice.tsx'
import { useTask } from '../use-task.ts'

interface FormDialogProps {
  title: string
  /** What the button says that does it. */
  action: string
  isDangerous?: boolean
  /** What a conflict means here, in the reader's language. */
  conflict?: string
  work: (form: FormData) => Promise<unknown>
  onClose: () => void
  onDone: () => void
  children: ReactNode
}

/** A few fields, and one thing that is done with them. */
export function FormDialog(props: FormDialogProps) {
  const { title, action, isDangerous = false, conflict } = props
  const { work, onClose, onDone, children } = props
  const { t } = useLingui()
  const formId = useId()
  const { run, isRunning, failure } = useTask()
  async function submit(event: FormEvent<HTMLFormElement>) {
    event.preventDefault()
    const form = new FormData(event.currentTarget)
    if (await run(() => work(form))) onDone()
  }
  return (
    <Dialog
      title={title}
      closeLabel={t`Close`}
      onClose={onClose}
      actions={
        <>
          <Button onClick={onClose}>
            <Trans>Cancel</Trans>
          </Button>
          <Button
            look={isDangerous ? 'danger' : 'primary'}
            type="submit"
            form={formId}
            isBusy={isRunning}
          >
            {action}
          </Button>
        </>
      }
    >
      <form className="grid gap-4 text-ink" id={formId} onSubmit={(event) => void submit(event)}>
        {children}
        {failure?.code === 'conflict' && conflict !== undefined && (
          <p className="text-sm text-danger" role="alert">
            {conflict}
          </p>
        )}
        {failure && <FailureNotice code={failure.code} detail={failure.message} />}
      </form>
    </Dialog>
  )
}
