import { Trans, useLingui } from '@lingui/react/macro'
import type { FormEvent } from 'react'
import { TrafficRange } from '#wire/observability.ts'
import { Button } from '../../../ui/Button.tsx'
import { Select } from '../../../ui/Select.tsx'
import { TextField } from '../../../ui/TextField.tsx'
import { ERROR_CODES, errorName } from './error-names.ts'
import { RANGE_NAMES } from './ranges.ts'

interface RequestFiltersProps {
  params: URLSearchParams
  onSearch: (next: URLSearchParams) => void
}

/** What to look for. Each field that is empty does not matter. */
export function RequestFilters({ params, onSearch }: RequestFiltersProps) {
  function submit(event: FormEvent<HTMLFormElement>) {
    event.preventDefault()
    const next = new URLSearchParams()
    for (const [name, value] of new FormData(event.currentTarget)) {
      if (typeof value === 'string' && value.trim() !== '') next.set(name, value.trim())
    }
    onSearch(next)
  }
  const fieldOf = (name: string) => ({ name, defaultValue: params.get(name) ?? '' })

  return (
    <search>
      <form
        className="grid grid-cols-1 items-end gap-3 sm:grid-cols-2 lg:grid-cols-4"
        onSubmit={submit}
      >
        <Choices fieldOf={fieldOf} />
        <Texts fieldOf={fieldOf} />
        <div className="flex flex-wrap gap-2">
          <Button type="submit" look="primary" icon="search">
            <Trans>Search</Trans>
          </Button>
          {params.size > 0 && (
            <Button onClick={() => onSearch(new URLSearchParams())}>
              <Trans>Clear</Trans>
            </Button>
          )}
        </div>
      </form>
    </search>
  )
}

interface FieldsProps {
  fieldOf: (name: string) => { name: string; defaultValue: string }
}

function Choices({ fieldOf }: FieldsProps) {
  const { t, i18n } = useLingui()
  const any = { value: '', name: t`Any` }
  const ranges = TrafficRange.options.map((value) => ({ value, name: i18n._(RANGE_NAMES[value]) }))
  const errors = ERROR_CODES.map((value) => ({ value, name: errorName(i18n, value) }))
  const outcomes = [
    { value: 'complete', name: t`Complete` },
    { value: 'failed', name: t`Failed` },
    { value: 'cancelled', name: t`Cancelled` },
  ]
  return (
    <>
      <Select label={t`Time span`} options={[any, ...ranges]} {...fieldOf('range')} />
      <Select label={t`Outcome`} options={[any, ...outcomes]} {...fieldOf('outcome')} />
      <Select label={t`Kind of failure`} options={[any, ...errors]} {...fieldOf('errorCode')} />
    </>
  )
}

function Texts({ fieldOf }: FieldsProps) {
  const { t } = useLingui()
  const plain = { autoComplete: 'off', spellCheck: false }
  return (
    <>
      <TextField
        label={t`Took at least (seconds)`}
        type="number"
        min={0}
        step="any"
        {...fieldOf('seconds')}
      />
      <TextField label={t`Model`} {...plain} {...fieldOf('model')} />
      <TextField label={t`Provider`} {...plain} {...fieldOf('provider')} />
      <TextField
        label={t`Request id`}
        pattern="\s*[0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}\s*"
        title={t`As in the header x-request-id of the answer`}
        {...plain}
        {...fieldOf('id')}
      />
    </>
  )
}
