import { useLingui } from '@lingui/react/macro'
import { useId, useState } from 'react'

interface PasswordFieldProps {
  label: string
  /** The browser's keeper of passwords: is this one to be filled in, or a new one to be thought of? */
  kind: 'current' | 'new'
  name?: string
  hint?: string
  isInvalid?: boolean
  /** The only thing to do on this step: it takes the focus. */
  isFirst?: boolean
}

/** A password, which one may look at while one types it. */
export function PasswordField(props: PasswordFieldProps) {
  const { label, kind, name = 'password', hint, isInvalid = false, isFirst = false } = props
  const { t } = useLingui()
  const [isShown, setIsShown] = useState(false)
  const id = useId()
  return (
    <div className="grid gap-1.5 text-sm">
      <label className="font-medium" htmlFor={id}>
        {label}
      </label>
      <div className="relative">
        <input
          // oxlint-disable-next-line jsx-a11y/no-autofocus -- the only thing to do on this step
          autoFocus={isFirst}
          aria-describedby={hint === undefined ? undefined : `${id}-hint`}
          aria-invalid={isInvalid}
          autoCapitalize="none"
          autoComplete={kind === 'new' ? 'new-password' : 'current-password'}
          autoCorrect="off"
          className="field pe-24"
          id={id}
          maxLength={1000}
          name={name}
          required
          spellCheck={false}
          type={isShown ? 'text' : 'password'}
        />
        <button
          aria-pressed={isShown}
          className="absolute inset-y-0 end-1 my-1 rounded-md px-2.5 text-ink-muted hover:bg-hover hover:text-ink"
          onClick={() => setIsShown(!isShown)}
          type="button"
        >
          {isShown ? t`Hide` : t`Show`}
        </button>
      </div>
      {hint !== undefined && (
        <p className="text-ink-muted" id={`${id}-hint`}>
          {hint}
        </p>
      )}
    </div>
  )
}
