import { Trans, useLingui } from '@lingui/react/macro'
import { useId, useState } from 'react'
import { Link } from 'wouter'
import { LANGUAGES } from '../i18n/language.ts'
import { useStore } from '../state/external-store.ts'
import type { Theme } from '../state/preferences.ts'
import { forgetAll } from '../state/storage.ts'
import { Icon, type IconName } from '../ui/Icon.tsx'
import { useApp } from './app-context.ts'
import { Dialog } from '../ui/Dialog.tsx'
import { Button } from '../ui/Button.tsx'

export function SettingsDialog({ onClose }: { onClose: () => void }) {
  const { t } = useLingui()
  return (
    <Dialog closeLabel={t`Close`} onClose={onClose} title={t`Settings`}>
      <div className="grid gap-6">
        <LanguageField />
        <ThemeField />
        <AccountLine onLeave={onClose} />
      </div>
    </Dialog>
  )
}

function LanguageField() {
  const { language } = useApp()
  const current = useStore(language.language)
  const id = useId()
  return (
    <div>
      <label className="mb-1.5 block text-sm font-medium" htmlFor={id}>
        <Trans>Language</Trans>
      </label>
      <select
        className="min-h-(--control) w-full rounded-md border border-line-strong bg-raised px-3"
        id={id}
        onChange={({ target }) => void language.choose(target.value)}
        value={current}
      >
        {LANGUAGES.map((tag) => (
          <option key={tag} lang={tag} value={tag}>
            {nameOf(tag)}
          </option>
        ))}
      </select>
      <p className="mt-1.5 text-sm text-ink-faint">
        <Trans>Answers come in the language that you write in.</Trans>
      </p>
    </div>
  )
}

function ThemeField() {
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

function AccountLine({ onLeave }: { onLeave: () => void }) {
  const [isLeaving, setIsLeaving] = useState(false)

  /** A page of the server's own: who has come by another service is signed out there too, and comes back. */
  function signOut() {
    setIsLeaving(true)
    // Whoever sits here next is not shown what was about to be asked.
    forgetAll(() => window.localStorage, 'draft.')
    window.location.assign('/sign-out')
  }

  return (
    <div className="flex flex-wrap gap-2 border-t border-line pt-5">
      <Link
        className="inline-flex min-h-(--control) items-center gap-2 rounded-md border border-line bg-surface px-4 py-1 text-sm font-medium text-ink hover:bg-hover"
        href="/account"
        onClick={onLeave}
      >
        <Icon name="person" size={16} />
        <Trans>My account</Trans>
      </Link>
      <Button isBusy={isLeaving} icon="sign-out" onClick={signOut}>
        <Trans>Sign out</Trans>
      </Button>
    </div>
  )
}

function nameOf(tag: string): string {
  const name = new Intl.DisplayNames(tag, { type: 'language' }).of(tag) ?? tag
  return name.charAt(0).toLocaleUpperCase(tag) + name.slice(1)
}
