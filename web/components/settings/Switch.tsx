import { useId, useState, type ReactNode } from 'react'

interface SwitchProps {
  label: ReactNode
  hint?: ReactNode
  isOn: boolean
  isDisabled?: boolean
  /** Resolves when it holds. */
  onChange: (isOn: boolean) => Promise<unknown>
}

/** Something that is on or off, and takes effect at once. */
export function Switch({ label, hint, isOn, isDisabled = false, onChange }: SwitchProps) {
  const id = useId()
  // Shown at once; where it could not be kept it goes back.
  const [wanted, setWanted] = useState<boolean | null>(null)
  return (
    <div className="flex items-start gap-3 text-sm">
      <input
        aria-describedby={hint === undefined ? undefined : `${id}-hint`}
        checked={wanted ?? isOn}
        className="mt-0.5 size-6 shrink-0 accent-(--color-sea)"
        disabled={isDisabled}
        id={id}
        onChange={({ target }) => {
          setWanted(target.checked)
          void onChange(target.checked).finally(() => setWanted(null))
        }}
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
