import { LanguageField } from './LanguageField.tsx'
import { ThemeField } from './ThemeField.tsx'

/** How everything looks. */
export function GeneralSection() {
  return (
    <div className="grid gap-6">
      <LanguageField />
      <ThemeField />
    </div>
  )
}
