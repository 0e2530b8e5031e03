import { useId, type ReactNode } from 'react'

interface SwitchProps {
  label: ReactNode
  hint?: ReactNode
  isOn: boolean
  isDisabled?: boolean
  onChange: (isOn: boolean) => void
}

/** Something that is on or off, and takes effect at once. */
export function Switch({ label, hint, isOn, isDisabled = false, onChange }: SwitchProps) {
  const id = useId()
  return (
    <div className="flex items-start gap-3 text-sm">
      <input
        aria-describedby={hint === undefined ? undefined : `${id}-hint`}
        checked={isOn}
        className="mt-0.5 size-6 shrink-0 accent-(--color-sea)"
        disabled={isDisabled}
        id={id}
        onChange={({ target }) => onChange(target.checked)}
        type="checkbox"
      />
      <div className="min-w-0">
        <label className="font-medium text-ink" htmlFor={id}>
          {label}
        </label>
        {hint !== undefined && <p id={`${id}-hint`}>{hint}</p>}
      </div>
    </div>
  )
}
