import { TextField } from '../../../ui/TextField.tsx'
import { toDomains } from './drafts.ts'

interface DomainsFieldProps {
  label: string
  hint: string
  domains: readonly string[]
  isRequired?: boolean
  onChange: (domains: string[]) => void
}

/** Domains as one writes them. */
export function DomainsField({
  domains,
  isRequired = false,
  onChange,
  ...texts
}: DomainsFieldProps) {
  return (
    <TextField
      autoComplete="off"
      defaultValue={domains.join(', ')}
      dir="ltr"
      onBlur={({ target }) => onChange(toDomains(target.value))}
      placeholder="example.eu"
      required={isRequired}
      spellCheck={false}
      translate="no"
      {...texts}
    />
  )
}
