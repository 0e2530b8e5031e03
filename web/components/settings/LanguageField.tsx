import { Trans } from '@lingui/react/macro'
import { useId } from 'react'
import { choicesOf } from '../../i18n/languages.ts'
import { useStore } from '../../state/external-store.ts'
import { useApp } from '../app-context.ts'

/** In which language everything is written. */
export function LanguageField() {
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
        {choicesOf(language.available, current).map(({ tag, name }) => (
          <option key={tag} lang={tag} value={tag}>
            {name}
          </option>
        ))}
      </select>
      <p className="mt-1.5 text-sm text-ink-faint">
        <Trans>Answers come in the language that you write in.</Trans>
      </p>
    </div>
  )
}
