import { useId } from 'react'

interface CodeFieldProps {
  label: string
  /** Six digits of an app, or a code of the printed list. */
  kind: 'digits' | 'recovery'
  isInvalid?: boolean
  /** The only thing to do on this step: it takes the focus. */
  isFirst?: boolean
}

/** A code, which telephones and keepers of passwords can fill in. */
export function CodeField({ label, kind, isInvalid = false, isFirst = false }: CodeFieldProps) {
  const id = useId()
  return (
    <div className="grid gap-1.5 text-sm">
      <label className="font-medium" htmlFor={id}>
        {label}
      </label>
      <input
        // oxlint-disable-next-line jsx-a11y/no-autofocus -- the only thing to do on this step
        autoFocus={isFirst}
        aria-invalid={isInvalid}
        autoCapitalize="characters"
        autoComplete={kind === 'digits' ? 'one-time-code' : 'off'}
        className="field font-mono text-lg tracking-widest"
        dir="ltr"
        id={id}
        inputMode={kind === 'digits' ? 'numeric' : 'text'}
        maxLength={kind === 'digits' ? 9 : 20}
        name="code"
        required
        spellCheck={false}
      />
    </div>
  )
}
