import { useLingui } from '@lingui/react/macro'
import { useState } from 'react'
import type { Key } from '#wire/access.ts'
import type { BudgetSubject } from '#wire/money.ts'
import { Select } from '../../ui/Select.tsx'
import { TextField } from '../../ui/TextField.tsx'
import { SubjectPicker } from '../people/SubjectPicker.tsx'
import { textOf } from './form-text.ts'

const KINDS = ['organisation', 'key', 'group', 'service', 'model', 'person'] as const

/** Whose calls are counted. */
export function SubjectFields({ keys }: { keys: readonly Key[] }) {
  const { t } = useLingui()
  const [kind, setKind] = useState<BudgetSubject['kind']>('organisation')
  const names: Record<BudgetSubject['kind'], string> = {
    organisation: t`Everybody together`,
    key: t`One key`,
    group: t`A group`,
    service: t`A service account`,
    model: t`A model`,
    person: t`A person`,
  }
  const labels = { group: t`Group`, service: t`Service account`, person: t`Person` }
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
      {kind === 'model' && (
        <TextField label={t`Model, as callers name it`} name="subjectId" required maxLength={200} />
      )}
      {(kind === 'group' || kind === 'service' || kind === 'person') && (
        <div className="sm:col-span-2">
          <SubjectPicker key={kind} kind={kind} label={labels[kind]} name="subjectId" />
        </div>
      )}
    </div>
  )
}

export function subjectFrom(form: FormData): BudgetSubject {
  const kind = KINDS.find((each) => each === form.get('subjectKind')) ?? 'organisation'
  return { kind, id: kind === 'organisation' ? '' : textOf(form, 'subjectId') }
}
