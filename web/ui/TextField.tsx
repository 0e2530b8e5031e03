import { type ComponentProps, useId } from 'react'
import { Icon } from './Icon.tsx'

interface TextFieldProps extends ComponentProps<'input'> {
  label: string
  hint?: string
  /** What is wrong and how to put it right. */
  error?: string
}

/** A native input with its label, a hint and, when needed, what is wrong with it. */
export function TextField({ label, hint, error, className = '', ...rest }: TextFieldProps) {
  const id = useId()
  const described = [hint && `${id}-hint`, error && `${id}-error`].filter(Boolean).join(' ')
  return (
    <div className={`grid content-start gap-1.5 text-sm ${className}`}>
      <label htmlFor={id} className="font-medium">
        {label}
      </label>
      <input
        id={id}
        className="field"
        dir="auto"
        aria-invalid={error !== undefined}
        {...(described !== '' && { 'aria-describedby': described })}
        {...rest}
      />
      {hint !== undefined && (
        <p id={`${id}-hint`} className="text-ink-muted">
          {hint}
        </p>
      )}
      {error !== undefined && (
        <p id={`${id}-error`} className="flex items-start gap-1.5 text-danger">
          <Icon name="danger" size={16} />
          {error}
        </p>
      )}
    </div>
  )
}
