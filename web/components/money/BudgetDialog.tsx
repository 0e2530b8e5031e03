import { Trans, useLingui } from '@lingui/react/macro'
import { useId, useState, type FormEvent } from 'react'
import type { Key } from '#wire/access.ts'
import type { Budget, CurrencyCode } from '#wire/money.ts'
import { Button } from '../../ui/Button.tsx'
import { Dialog } from '../../ui/Dialog.tsx'
import { Select } from '../../ui/Select.tsx'
import { TextField } from '../../ui/TextField.tsx'
import { FailureNotice } from '../FailureNotice.tsx'
import { useTask } from '../use-task.ts'
import { toAmount, toMicros } from './amounts.ts'
import { textOf } from './form-text.ts'
import { subjectFrom, SubjectFields } from './SubjectFields.tsx'
import { useMoney } from './use-money.ts'
import { useSubjectName } from './use-subject-name.ts'

interface BudgetDialogProps {
  /** Null: a new one. */
  edited: Budget | null
  keys: readonly Key[]
  currency: CurrencyCode
  onClose: () => void
  onSaved: () => void
}

type Problem = 'warning' | 'end' | 'both' | 'order'

/** A budget, new or changed. */
export function BudgetDialog(props: BudgetDialogProps) {
  const { edited, keys, currency, onClose, onSaved } = props
  const { t } = useLingui()
  const client = useMoney()
  const formId = useId()
  const { run, isRunning, failure } = useTask()
  const nameOf = useSubjectName()
  const [problem, setProblem] = useState<Problem | null>(null)

  async function submit(event: FormEvent<HTMLFormElement>) {
    event.preventDefault()
    const form = new FormData(event.currentTarget)
    const ends = endsFrom(form)
    setProblem(typeof ends === 'string' ? ends : null)
    if (typeof ends === 'string') return
    const isSaved = await run(() =>
      edited
        ? client.updateBudget(edited.id, ends)
        : client.createBudget({
            subject: subjectFrom(form),
            period: form.get('period') === 'day' ? 'day' : 'month',
            currency: form.get('currency') === 'USD' ? 'USD' : 'EUR',
            ...ends,
          }),
    )
    if (isSaved) onSaved()
  }

  return (
    <Dialog
      title={edited ? nameOf(edited.subject, edited.label) : t`Add a budget`}
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
            <PeriodFields currency={currency} />
          </>
        )}
        <EndFields edited={edited} problem={problem} />
        {failure && <FailureNotice code={failure.code} detail={failure.message} />}
      </form>
    </Dialog>
  )
}

function PeriodFields({ currency }: { currency: CurrencyCode }) {
  const { t } = useLingui()
  return (
    <div className="grid gap-4 sm:grid-cols-2">
      <Select
        label={t`For`}
        name="period"
        defaultValue="month"
        options={[
          { value: 'month', name: t`a month` },
          { value: 'day', name: t`a day` },
        ]}
      />
      <Select
        label={t`Currency`}
        name="currency"
        defaultValue={currency}
        options={['EUR', 'USD'].map((value) => ({ value, name: value }))}
      />
    </div>
  )
}

function EndFields({ edited, problem }: { edited: Budget | null; problem: Problem | null }) {
  const { t } = useLingui()
  const texts: Record<Problem, string> = {
    warning: t`Write an amount, such as 80 or 0.50.`,
    end: t`Write an amount, such as 80 or 0.50.`,
    both: t`Give a warning, an end, or both.`,
    order: t`The warning comes after the end. Swap them.`,
  }
  const isOfWarning = problem === 'warning' || problem === 'order'
  return (
    <>
      <TextField
        label={t`Warning at`}
        name="soft"
        inputMode="decimal"
        hint={t`Answers then carry a warning, and alerts are sent. Empty: none.`}
        defaultValue={toAmount(edited?.softMicros ?? null)}
        {...(problem && isOfWarning && { error: texts[problem] })}
      />
      <TextField
        label={t`End at`}
        name="hard"
        inputMode="decimal"
        hint={t`Calls that could go over it are refused. Empty: there is no end.`}
        defaultValue={toAmount(edited?.hardMicros ?? null)}
        {...(problem && !isOfWarning && { error: texts[problem] })}
      />
    </>
  )
}

function endsFrom(form: FormData) {
  const softMicros = toMicros(textOf(form, 'soft'))
  const hardMicros = toMicros(textOf(form, 'hard'))
  if (softMicros === undefined) return 'warning'
  if (hardMicros === undefined) return 'end'
  if (softMicros === null && hardMicros === null) return 'both'
  if (softMicros !== null && hardMicros !== null && softMicros > hardMicros) return 'order'
  return { softMicros, hardMicros }
}
