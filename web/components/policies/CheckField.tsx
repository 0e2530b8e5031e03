import { useId, type ReactNode } from 'react'

interface CheckFieldProps {
  isChecked: boolean
  onChange: (isChecked: boolean) => void
  isDisabled?: boolean
  children: ReactNode
}

/** A yes or no with its words. */
export function CheckField({ isChecked, onChange, isDisabled, children }: CheckFieldProps) {
  const id = useId()
  return (
    <div className="flex items-start gap-2 text-sm">
      <input
        checked={isChecked}
        className="mt-1"
        disabled={isDisabled}
        id={id}
        onChange={(event) => onChange(event.target.checked)}
        type="checkbox"
      />
      <label htmlFor={id}>{children}</label>
    </div>
  )
}
