import { useLingui } from '@lingui/react/macro'
import { useId } from 'react'
import type { FormField } from '#wire/registers.ts'
import { Select } from '../../ui/Select.tsx'
import { TextField } from '../../ui/TextField.tsx'

interface FormFieldViewProps {
  field: FormField
  value: string
  onChange: (value: string) => void
}

/** One question of a form: a line, some lines, yes or no, or a list. */
export function FormFieldView({ field, value, onChange }: FormFieldViewProps) {
  const { t } = useLingui()
  const { label, hint, kind, options } = field
  if (kind === 'line') {
    return (
      <TextField
        label={label}
        maxLength={5000}
        onChange={({ target }) => onChange(target.value)}
        value={value}
        {...(hint !== '' && { hint })}
      />
    )
  }
  if (kind === 'text') return <Lines field={field} onChange={onChange} value={value} />
  if (options.length <= 3) return <Choice field={field} onChange={onChange} value={value} />
  return (
    <Select
      label={label}
      onChange={({ target }) => onChange(target.value)}
      options={[
        { value: '', name: t`Not said yet` },
        ...options.map((one) => ({ value: one.value, name: one.label })),
      ]}
      value={value}
    />
  )
}

function Lines({ field, value, onChange }: FormFieldViewProps) {
  const id = useId()
  return (
    <div className="grid gap-1.5 text-sm">
      <label className="font-medium" htmlFor={id}>
        {field.label}
      </label>
      {field.hint !== '' && (
        <p className="text-ink-muted" id={`${id}-hint`}>
          {field.hint}
        </p>
      )}
      <textarea
        className="field min-h-16 resize-y py-2 [field-sizing:content]"
        dir="auto"
        id={id}
        maxLength={5000}
        onChange={({ target }) => onChange(target.value)}
        value={value}
        {...(field.hint !== '' && { 'aria-describedby': `${id}-hint` })}
      />
    </div>
  )
}

function Choice({ field, value, onChange }: FormFieldViewProps) {
  const id = useId()
  return (
    <div
      aria-describedby={field.hint === '' ? undefined : `${id}-hint`}
      aria-labelledby={id}
      className="grid gap-1.5 text-sm"
      role="radiogroup"
    >
      <p className="font-medium" id={id}>
        {field.label}
      </p>
      {field.hint !== '' && (
        <p className="text-ink-muted" id={`${id}-hint`}>
          {field.hint}
        </p>
      )}
      <div className="flex flex-wrap gap-x-6">
        {field.options.map((option) => (
          <label className="flex min-h-(--control) items-center gap-2" key={option.value}>
            <input
              checked={value === option.value}
              className="size-4 accent-sea"
              name={`${id}-${field.id}`}
              onChange={() => onChange(option.value)}
              type="radio"
            />
            {option.label}
          </label>
        ))}
      </div>
    </div>
  )
}
