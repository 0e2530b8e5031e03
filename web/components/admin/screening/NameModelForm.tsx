import { Trans, useLingui } from '@lingui/react/macro'
import type { FormEvent } from 'react'
import type { NameModel, ScreeningSettings } from '#wire/screening.ts'
import { FailureNotice } from '../../FailureNotice.tsx'
import { useTask } from '../../use-task.ts'
import { useRights } from '../../use-rights.ts'
import { Button } from '../../../ui/Button.tsx'
import { Select } from '../../../ui/Select.tsx'
import { TextField } from '../../../ui/TextField.tsx'

interface NameModelFormProps {
  nameModel: ScreeningSettings['nameModel']
  onSave: (nameModel: NameModel | null) => Promise<void>
}

/** Which model on own machines looks for names where rules find none, and what follows where it does not answer. */
export function NameModelForm({ nameModel, onSave }: NameModelFormProps) {
  const { t } = useLingui()
  const isReadOnly = !useRights().has('screening.manage')
  const { run, isRunning, failure } = useTask()
  function submit(event: FormEvent<HTMLFormElement>) {
    event.preventDefault()
    const form = new FormData(event.currentTarget)
    const said = form.get('model')
    const model = typeof said === 'string' ? said.trim() : ''
    const timeoutMs = Math.round(Number(form.get('seconds')) * 1000)
    const onFailure = form.get('onFailure') === 'warn' ? 'warn' : 'block'
    void run(() => onSave(model === '' ? null : { model, timeoutMs, onFailure }))
  }
  return (
    <form className="grid max-w-(--measure) gap-4" onSubmit={submit}>
      <p className="text-sm text-ink-muted">
        <Trans>
          Rules find names by titles, forms and lists, and addresses by streets. A model on your own
          machines finds more. It is asked for each text that has to be without names, which makes
          the first word wait for it, and it too misses some.
        </Trans>
      </p>
      <TextField
        defaultValue={nameModel?.model ?? ''}
        disabled={isReadOnly}
        hint={t`One whose deployment is marked as own hardware. Empty: rules alone.`}
        label={t`Model`}
        maxLength={200}
        name="model"
      />
      <div className="grid gap-4 sm:grid-cols-2">
        <TextField
          defaultValue={(nameModel?.timeoutMs ?? 15_000) / 1000}
          disabled={isReadOnly}
          label={t`Time limit, in seconds`}
          max={120}
          min={0.5}
          name="seconds"
          required
          step="any"
          type="number"
        />
        <Select
          defaultValue={nameModel?.onFailure ?? 'block'}
          disabled={isReadOnly}
          label={t`Where it does not answer`}
          name="onFailure"
          options={[
            { value: 'block', name: t`Not sent` },
            { value: 'warn', name: t`With a warning` },
          ]}
        />
      </div>
      {failure && <FailureNotice code={failure.code} detail={failure.message} />}
      {!isReadOnly && (
        <Button className="justify-self-start" isBusy={isRunning} type="submit">
          <Trans>Save</Trans>
        </Button>
      )}
    </form>
  )
}
