import { type ComponentProps, useId } from 'react'
import { Icon } from './Icon.tsx'

interface SelectProps extends ComponentProps<'select'> {
  label: string
  options: { value: string; name: string; lang?: string }[]
}

/** The browser's own list of choices: on a phone it is the phone's, for a screen reader it is the one it knows. */
export function Select({ label, options, className = '', ...rest }: SelectProps) {
  const id = useId()
  return (
    <div className={`grid content-start gap-1.5 text-sm ${className}`}>
      <label htmlFor={id} className="font-medium">
        {label}
      </label>
      <span className="relative grid">
        <select id={id} className="field appearance-none pe-9" {...rest}>
          {options.map(({ value, name, lang }) => (
            <option key={value} value={value} lang={lang}>
              {name}
            </option>
          ))}
        </select>
        <span className="pointer-events-none absolute inset-y-0 end-3 grid items-center text-ink-muted">
          <Icon name="chevron-down" size={16} />
        </span>
      </span>
    </div>
  )
}
