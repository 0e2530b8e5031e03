import { Trans, useLingui } from '@lingui/react/macro'
import { useEffect, useId, useState } from 'react'
import type { KeyOwner } from '#wire/access.ts'
import type { SubjectList } from '#wire/directory.ts'
import { ApiFailure } from '#sdk/api-failure.ts'
import { TextField } from '../../ui/TextField.tsx'
import { FailureNotice } from '../FailureNotice.tsx'
import { useDirectory } from './use-directory.ts'

type Subject = SubjectList['subjects'][number]

interface SubjectPickerProps {
  kind: KeyOwner['kind']
  label: string
  /** Of the form's field that has the id. */
  name: string
  isRequired?: boolean
  onChoose?: (subject: Subject) => void
}

const AFTER_TYPING_MS = 200

/** Chooses a person, a group or a service account: one types, and takes one of those that fit. */
export function SubjectPicker(props: SubjectPickerProps) {
  const { kind, label, name, isRequired = true, onChoose } = props
  const { t } = useLingui()
  const id = useId()
  const [q, setQ] = useState('')
  const [chosen, setChosen] = useState<Subject | null>(null)
  const { subjects, failure } = useSubjects(kind, q)
  const shown = chosen
    ? [chosen, ...subjects.filter((subject) => subject.id !== chosen.id)]
    : subjects

  function choose(subject: Subject) {
    setChosen(subject)
    onChoose?.(subject)
  }
  return (
    <div className="grid gap-2">
      <TextField
        label={label}
        type="search"
        autoComplete="off"
        placeholder={t`Part of the name`}
        value={q}
        onChange={({ target }) => setQ(target.value)}
        // The form is sent by its button: Enter here looks further.
        onKeyDown={(event) => event.key === 'Enter' && event.preventDefault()}
      />
      <div
        role="radiogroup"
        aria-label={label}
        className="max-h-44 overflow-y-auto rounded-md border border-line bg-surface p-1 text-sm"
      >
        {shown.map((subject) => (
          <div
            key={subject.id}
            className="flex items-center gap-2.5 rounded-md px-2 hover:bg-hover"
          >
            <input
              id={`${id}-${subject.id}`}
              type="radio"
              className="size-4 shrink-0"
              name={name}
              value={subject.id}
              required={isRequired}
              checked={chosen?.id === subject.id}
              onChange={() => choose(subject)}
            />
            <label
              htmlFor={`${id}-${subject.id}`}
              className="min-h-(--control) grow content-center"
            >
              <bdi>{subject.name}</bdi>{' '}
              {subject.note !== null && <bdi className="text-ink-muted">{subject.note}</bdi>}
            </label>
          </div>
        ))}
        {shown.length === 0 && (
          <p className="px-2 py-1.5 text-ink-muted">
            <Trans>Nobody by that name.</Trans>
          </p>
        )}
      </div>
      {failure && <FailureNotice code={failure.code} detail={failure.message} />}
    </div>
  )
}

function useSubjects(kind: KeyOwner['kind'], q: string) {
  const client = useDirectory()
  const [state, setState] = useState<{ subjects: Subject[]; failure: ApiFailure | null }>({
    subjects: [],
    failure: null,
  })
  useEffect(() => {
    const asking = new AbortController()
    const ask = async () => {
      try {
        const subjects = await client.findSubjects({ kind, q }, asking.signal)
        setState({ subjects, failure: null })
      } catch (error) {
        if (asking.signal.aborted) return
        if (!(error instanceof ApiFailure)) throw error
        setState({ subjects: [], failure: error })
      }
    }
    const timer = setTimeout(() => void ask(), q === '' ? 0 : AFTER_TYPING_MS)
    return () => {
      clearTimeout(timer)
      asking.abort()
    }
  }, [client, kind, q])
  return state
}
