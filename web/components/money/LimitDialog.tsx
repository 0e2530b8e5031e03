import { Trans, useLingui } from '@lingui/react/macro'
import { useId, type FormEvent } from 'react'
import type { Key } from '#wire/access.ts'
import { LimitMetric, type Limit } from '#wire/money.ts'
import { Button } from '../../ui/Button.tsx'
import { Dialog } from '../../ui/Dialog.tsx'
import { Select } from '../../ui/Select.tsx'
import { TextField } from '../../ui/TextField.tsx'
import { FailureNotice } from '../FailureNotice.tsx'
import { useTask } from '../use-task.ts'
import { subjectFrom, SubjectFields } from './SubjectFields.tsx'
import { useMoney } from './use-money.ts'
import { useSubjectName } from './use-subject-name.ts'

interface LimitDialogProps {
  /** Null: a new one. */
  edited: Limit | null
  keys: readonly Key[]
  onClose: () => void
  onSaved: () => void
}

/** A limit, new or changed. */
export function LimitDialog({ edited, keys, onClose, onSaved }: LimitDialogProps) {
  const { t } = useLingui()
  const client = useMoney()
  const formId = useId()
  const { run, isRunning, failure } = useTask()
  const nameOf = useSubjectName()

  async function submit(event: FormEvent<HTMLFormElement>) {
    event.preventDefault()
    const form = new FormData(event.currentTarget)
    const amount = Number(form.get('amount'))
    const metric = LimitMetric.catch('requests').parse(form.get('metric'))
    const isSaved = await run(() =>
      edited
        ? client.updateLimit(edited.id, amount)
        : client.createLimit({ subject: subjectFrom(form), metric, amount }),
    )
    if (isSaved) onSaved()
  }

  return (
    <Dialog
      title={edited ? nameOf(edited.subject, edited.label) : t`Add a limit`}
      closeLabel={t`Close`}
      onClose={onClose}
      actions={
        <>
          <Button onClick={onClose}>
            <Trans>Cancel</Trans>
          </Button>
          <Button look="primary" type="submit" form={formId} isBusy={isRunning}>
            <Trans>Save</Trans>
          </Button>
        </>
      }
    >
      <form className="grid gap-4 text-ink" id={formId} onSubmit={(event) => void submit(event)}>
        {!edited && (
          <>
            <SubjectFields keys={keys} />
            <Select
              label={t`What is limited`}
              name="metric"
              options={[
                { value: 'requests', name: t`Requests a minute` },
                { value: 'tokens', name: t`Tokens a minute` },
                { value: 'concurrency', name: t`Calls at the same time` },
              ]}
            />
          </>
        )}
        <TextField
          label={t`At most`}
          name="amount"
          type="number"
          min={0}
          step={1}
          required
          defaultValue={edited?.amount ?? ''}
        />
        {failure && <FailureNotice code={failure.code} detail={failure.message} />}
      </form>
    </Dialog>
  )
}
