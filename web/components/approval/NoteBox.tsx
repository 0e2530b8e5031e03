import { useId } from 'react'

interface NoteBoxProps {
  label: string
  value: string
  onChange: (value: string) => void
}

/** Some lines of plain words. */
export function NoteBox({ label, value, onChange }: NoteBoxProps) {
  const id = useId()
  return (
    <div className="grid gap-1.5 text-sm">
      <label className="font-medium text-ink" htmlFor={id}>
        {label}
      </label>
      <textarea
        className="field min-h-16 resize-y py-2"
        dir="auto"
        id={id}
        maxLength={2000}
        onChange={({ target }) => onChange(target.value)}
        rows={2}
        value={value}
      />
    </div>
  )
}
