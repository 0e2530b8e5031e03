import { Trans, useLingui } from '@lingui/react/macro'
import type { FormEvent } from 'react'
import { Button } from '../../../ui/Button.tsx'
import { Select } from '../../../ui/Select.tsx'
import { TextField } from '../../../ui/TextField.tsx'

interface AuditFiltersProps {
  params: URLSearchParams
  onSearch: (next: URLSearchParams) => void
}

/** What to look for. Each field that is empty does not matter. */
export function AuditFilters({ params, onSearch }: AuditFiltersProps) {
  function submit(event: FormEvent<HTMLFormElement>) {
    event.preventDefault()
    const next = new URLSearchParams()
    for (const [name, value] of new FormData(event.currentTarget)) {
      if (typeof value === 'string' && value.trim() !== '') next.set(name, value.trim())
    }
    onSearch(next)
  }
  return (
    <search>
      <form
        className="grid grid-cols-1 items-end gap-3 sm:grid-cols-2 lg:grid-cols-3"
        onSubmit={submit}
      >
        <Fields params={params} />
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

function Fields({ params }: { params: URLSearchParams }) {
  const { t } = useLingui()
  const fieldOf = (name: string) => ({ name, defaultValue: params.get(name) ?? '' })
  const plain = { autoComplete: 'off', spellCheck: false }
  const outcomes = [
    { value: '', name: t`Any` },
    { value: 'done', name: t`Carried out` },
    { value: 'allowed', name: t`Allowed` },
    { value: 'denied', name: t`Denied` },
    { value: 'failed', name: t`Failed` },
  ]
  return (
    <>
      <TextField label={t`Who (part of a name, or an id)`} {...plain} {...fieldOf('who')} />
      <TextField
        label={t`What (as key.create, or key for all of them)`}
        pattern="\s*[a-z][a-z0-9.\-]*\s*"
        title={t`Small letters, dots and hyphens`}
        {...plain}
        {...fieldOf('action')}
      />
      <TextField label={t`About (an id)`} {...plain} {...fieldOf('resource')} />
      <Select label={t`Outcome`} options={outcomes} {...fieldOf('outcome')} />
      <TextField label={t`From`} type="date" {...fieldOf('from')} />
      <TextField label={t`Until`} type="date" {...fieldOf('to')} />
    </>
  )
}
