import { Trans, useLingui } from '@lingui/react/macro'
import type { FormEvent } from 'react'
import type { Group } from '#wire/directory.ts'
import { Role } from '#wire/roles.ts'
import { Button } from '../../ui/Button.tsx'
import { Select } from '../../ui/Select.tsx'
import { TextField } from '../../ui/TextField.tsx'
import { ROLE_NAMES } from './role-names.ts'

interface PeopleFiltersProps {
  params: URLSearchParams
  groups: readonly Group[]
  onSearch: (next: URLSearchParams) => void
}

/** Whom to look for. Each field that is empty does not matter. */
export function PeopleFilters({ params, groups, onSearch }: PeopleFiltersProps) {
  const { t, i18n } = useLingui()
  function submit(event: FormEvent<HTMLFormElement>) {
    event.preventDefault()
    const next = new URLSearchParams()
    for (const [name, value] of new FormData(event.currentTarget)) {
      if (typeof value === 'string' && value.trim() !== '') next.set(name, value.trim())
    }
    onSearch(next)
  }
  const fieldOf = (name: string) => ({ name, defaultValue: params.get(name) ?? '' })
  const any = { value: '', name: t`Any` }
  const roles = Role.options.map((value) => ({ value, name: i18n._(ROLE_NAMES[value]) }))
  const states = [
    { value: 'active', name: t`Active` },
    { value: 'suspended', name: t`Suspended` },
  ]
  return (
    <search>
      <form
        className="grid grid-cols-1 items-end gap-3 sm:grid-cols-2 lg:grid-cols-5"
        onSubmit={submit}
      >
        <TextField
          label={t`Name or address`}
          type="search"
          autoComplete="off"
          maxLength={100}
          {...fieldOf('q')}
        />
        <Select label={t`Role`} options={[any, ...roles]} {...fieldOf('role')} />
        <Select
          label={t`Group`}
          options={[any, ...groups.map(({ id, name }) => ({ value: id, name }))]}
          {...fieldOf('group')}
        />
        <Select label={t`State`} options={[any, ...states]} {...fieldOf('status')} />
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
