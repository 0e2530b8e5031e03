import { Trans, useLingui } from '@lingui/react/macro'
import { useCallback, useState } from 'react'
import type { Form, FormAnswers, FormField, FormName } from '#wire/registers.ts'
import { Button } from '../../ui/Button.tsx'
import { Disclosure } from '../../ui/Disclosure.tsx'
import { useFormats } from '../charts/use-formats.ts'
import { FailureNotice } from '../FailureNotice.tsx'
import { RemoteStatus } from '../shell/RemoteStatus.tsx'
import { useRemote } from '../shell/use-remote.ts'
import { useRights } from '../use-rights.ts'
import { useTask } from '../use-task.ts'
import { FormFieldView } from './FormFieldView.tsx'
import { useDocumentLang, useRegisters } from './use-registers.ts'

interface FormViewProps {
  form: FormName
  subject: string
  /** Its answers have been saved: what is written from them is another document now. */
  onSaved: () => void
}

/** What only people know, asked by the server in their language, and kept with version and author. */
export function FormView({ form, subject, onSaved }: FormViewProps) {
  const client = useRegisters()
  const lang = useDocumentLang()
  const load = useCallback(
    (signal: AbortSignal) => client.readForm({ form, subject, lang }, signal),
    [client, form, subject, lang],
  )
  const remote = useRemote(load)
  const { value, reload } = remote
  return (
    <>
      <RemoteStatus of={remote} />
      {value && (
        <Fields
          form={value}
          key={`${value.version} ${lang}`}
          onSaved={() => {
            reload()
            onSaved()
          }}
        />
      )}
    </>
  )
}

function Fields({ form, onSaved }: { form: Form; onSaved: () => void }) {
  const client = useRegisters()
  const lang = useDocumentLang()
  const rights = useRights()
  const { run, isRunning, failure } = useTask()
  const [answers, setAnswers] = useState<FormAnswers>(form.answers)
  const mayWrite = rights.has('register.manage')
  const groups = [...Map.groupBy(form.fields, ({ group }) => group)]
  const isChanged = form.fields.some(
    ({ id }) => (answers[id] ?? '').trim() !== (form.answers[id] ?? ''),
  )
  async function save() {
    const known = new Set(form.fields.map(({ id }) => id))
    const given = Object.fromEntries(Object.entries(answers).filter(([id]) => known.has(id)))
    const body = { answers: given, version: form.version }
    const { subject } = form
    if (await run(() => client.saveForm({ form: form.form, subject, lang }, body))) onSaved()
  }
  return (
    <form
      className="grid max-w-(--measure) gap-6"
      onSubmit={(event) => {
        event.preventDefault()
        void save()
      }}
    >
      {groups.map(([group, fields]) => (
        <fieldset className="grid gap-4" disabled={!mayWrite} key={group}>
          <legend className="mb-2 font-medium">{group}</legend>
          {fields.map((field) => (
            <FormFieldView
              field={field}
              key={field.id}
              onChange={(value) => setAnswers((before) => ({ ...before, [field.id]: value }))}
              value={answers[field.id] ?? ''}
            />
          ))}
        </fieldset>
      ))}
      {failure && <FailureNotice code={failure.code} detail={failure.message} />}
      <div className="flex flex-wrap items-center gap-4">
        {mayWrite && (
          <Button look="primary" type="submit" isBusy={isRunning} disabled={!isChanged}>
            <Trans>Save</Trans>
          </Button>
        )}
        <Author form={form} />
      </div>
      <History form={form} />
    </form>
  )
}

function Author({ form }: { form: Form }) {
  const formats = useFormats()
  const { version, author, at } = form
  if (version === 0 || at === null) {
    return (
      <p className="text-sm text-ink-muted">
        <Trans>Nobody has filled this in yet.</Trans>
      </p>
    )
  }
  const date = formats.moment(Date.parse(at))
  return (
    <p className="text-sm text-ink-muted">
      <Trans>
        Version {version}, by {author ?? ''} on {date}
      </Trans>
    </p>
  )
}

function History({ form }: { form: Form }) {
  const { t } = useLingui()
  const formats = useFormats()
  if (form.history.length < 2) return null
  return (
    <Disclosure title={t`Earlier versions`}>
      <ol className="grid gap-3 text-sm">
        {form.history.slice(1).map(({ version, author, at, answers }, index) => (
          <li key={version}>
            <p className="font-medium">
              <Trans>
                Version {version}, by {author ?? ''} on {formats.moment(Date.parse(at ?? ''))}
              </Trans>
            </p>
            <Changes
              fields={form.fields}
              from={answers}
              to={form.history[index]?.answers ?? form.answers}
            />
          </li>
        ))}
      </ol>
    </Disclosure>
  )
}

interface ChangesProps {
  fields: readonly FormField[]
  from: FormAnswers
  to: FormAnswers
}

/** What it said before, where the next version says something else. */
function Changes({ fields, from, to }: ChangesProps) {
  const changed = fields.filter(({ id }) => (from[id] ?? '') !== (to[id] ?? ''))
  return (
    <dl className="mt-1 grid gap-1 text-ink-muted">
      {changed.map(({ id, label, options }) => (
        <div key={id}>
          <dt className="inline">{label}: </dt>
          <dd className="inline [overflow-wrap:anywhere]" dir="auto">
            {options.find(({ value }) => value === from[id])?.label ?? (from[id] || '–')}
          </dd>
        </div>
      ))}
    </dl>
  )
}
