import { Trans, useLingui } from '@lingui/react/macro'
import { useStore } from '../../state/external-store.ts'
import type { Theme } from '../../state/preferences.ts'
import { Icon, type IconName } from '../../ui/Icon.tsx'
import { useApp } from '../app-context.ts'

export function ThemeField() {
  const { t } = useLingui()
  const { theme } = useApp()
  const current = useStore(theme.theme)
  const choices: { value: Theme; icon: IconName; label: string }[] = [
    { value: 'system', icon: 'system', label: t`As the system` },
    { value: 'light', icon: 'sun', label: t`Light` },
    { value: 'dark', icon: 'moon', label: t`Dark` },
  ]
  return (
    <fieldset>
      <legend className="mb-1.5 text-sm font-medium">
        <Trans>Appearance</Trans>
      </legend>
      <div className="grid grid-cols-3 gap-2">
        {choices.map(({ value, icon, label }) => (
          <label
            className="flex flex-col items-center gap-2 rounded-md border border-line-strong px-2 py-3 text-center text-sm has-checked:border-sea has-checked:bg-sea-soft has-checked:text-sea-ink has-focus-visible:outline-2 has-focus-visible:outline-offset-2 has-focus-visible:outline-focus"
            key={value}
          >
            <input
              checked={current === value}
              className="sr-only"
              name="theme"
              onChange={() => theme.choose(value)}
              type="radio"
            />
            <Icon name={icon} size={20} />
            {label}
          </label>
        ))}
      </div>
    </fieldset>
  )
}
