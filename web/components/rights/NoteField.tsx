import { useId } from 'react'

interface NoteFieldProps {
  label: string
  hint?: string
  name: string
  isRequired?: boolean
}

/** Some lines of plain words. */
export function NoteField({ label, hint, name, isRequired = false }: NoteFieldProps) {
  const id = useId()
  return (
    <div className="grid gap-1.5 text-sm">
      <label className="font-medium" htmlFor={id}>
        {label}
      </label>
      <textarea
        id={id}
        name={name}
        dir="auto"
        rows={3}
        maxLength={2000}
        required={isRequired}
        className="field min-h-20 resize-y py-2"
        {...(hint !== undefined && { 'aria-describedby': `${id}-hint` })}
      />
      {hint !== undefined && (
        <p className="text-ink-muted" id={`${id}-hint`}>
          {hint}
        </p>
      )}
    </div>
  )
}
