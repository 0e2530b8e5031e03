import { useLingui } from '@lingui/react/macro'
import { useState } from 'react'
import type { Key } from '#wire/access.ts'
import type { BudgetSubject } from '#wire/money.ts'
import { Select } from '../../ui/Select.tsx'
import { TextField } from '../../ui/TextField.tsx'
import { textOf } from './form-text.ts'

const KINDS = ['organisation', 'key', 'group', 'service', 'model', 'person'] as const

/** Whose calls are counted. */
export function SubjectFields({ keys, ownerId }: { keys: readonly Key[]; ownerId: string }) {
  const { t } = useLingui()
  const [kind, setKind] = useState<BudgetSubject['kind']>('organisation')
  const names: Record<BudgetSubject['kind'], string> = {
    organisation: t`Everybody together`,
    key: t`One key`,
    group: t`A group`,
    service: t`A service`,
    model: t`A model`,
    person: t`A person`,
  }
  const labels = {
    group: t`Name of the group`,
    service: t`Name of the service`,
    model: t`Model, as callers name it`,
  }
  return (
    <div className="grid gap-4 sm:grid-cols-2">
      <Select
        label={t`Whose calls count`}
        name="subjectKind"
        value={kind}
        onChange={({ target }) => setKind(KINDS.find((each) => each === target.value) ?? kind)}
        options={KINDS.map((value) => ({ value, name: names[value] }))}
      />
      {kind === 'key' && (
        <Select
          label={t`Key`}
          name="subjectId"
          required
          options={keys.map(({ id, name, hint }) => ({ value: id, name: `${name} (${hint}…)` }))}
        />
      )}
      {(kind === 'group' || kind === 'service' || kind === 'model') && (
        <TextField label={labels[kind]} name="subjectId" required maxLength={200} />
      )}
      {kind === 'person' && (
        <Select
          label={t`Person`}
          name="subjectId"
          options={[{ value: ownerId, name: t`The owner` }]}
        />
      )}
    </div>
  )
}

export function subjectFrom(form: FormData): BudgetSubject {
  const kind = KINDS.find((each) => each === form.get('subjectKind')) ?? 'organisation'
  return { kind, id: kind === 'organisation' ? '' : textOf(form, 'subjectId') }
}
