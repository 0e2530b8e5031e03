import { useId } from 'react'

interface CheckProps {
  label: string
  hint?: string
  isChecked: boolean
  onChange: (is: boolean) => void
}

/** A box to tick, with what it means. */
export function Check({ label, hint, isChecked, onChange }: CheckProps) {
  const id = useId()
  return (
    <div className="text-sm">
      <label className="flex min-h-(--control) items-center gap-2.5">
        <input
          checked={isChecked}
          className="size-4 shrink-0 accent-sea"
          onChange={({ target }) => onChange(target.checked)}
          type="checkbox"
          {...(hint !== undefined && { 'aria-describedby': id })}
        />
        {label}
      </label>
      {hint !== undefined && (
        <p className="ps-6.5 text-ink-muted" id={id}>
          {hint}
        </p>
      )}
    </div>
  )
}
