import { Trans, useLingui } from '@lingui/react/macro'
import { useId } from 'react'
import { createAccountClient } from '#sdk/accounts.ts'
import { ApiFailure } from '#sdk/api-failure.ts'
import { choicesOf } from '../../i18n/languages.ts'
import { isDraft } from '../../i18n/reviews.ts'
import { useStore } from '../../state/external-store.ts'
import { useApp } from '../app-context.ts'

/** In which language everything is written, on this device and wherever one signs in next. */
export function LanguageField() {
  const { t } = useLingui()
  const { language, client, overlay } = useApp()
  const current = useStore(language.language)
  const id = useId()

  async function choose(next: string) {
    await language.choose(next)
    try {
      await createAccountClient(client.http).update({ locale: next })
    } catch (error) {
      // This browser keeps it in any case; others learn of it another time.
      if (!(error instanceof ApiFailure)) throw error
    }
  }

  /** The settings make room, so that one can point at the page behind them. */
  function suggest(settings: HTMLDialogElement | null) {
    const open = () => overlay.set('wordings')
    if (!settings) return open()
    settings.addEventListener('close', open, { once: true })
    settings.close()
  }

  return (
    <div>
      <label className="mb-1.5 block text-sm font-medium" htmlFor={id}>
        <Trans>Language</Trans>
      </label>
      <select
        className="min-h-(--control) w-full rounded-md border border-line-strong bg-raised px-3"
        id={id}
        onChange={({ target }) => void choose(target.value)}
        value={current}
      >
        {choicesOf(language.available, current).map(({ tag, name }) => (
          <option key={tag} lang={tag} value={tag}>
            {isDraft(tag) ? t`${name} (draft)` : name}
          </option>
        ))}
      </select>
      <p className="mt-1.5 text-sm text-ink-faint">
        <Trans>Answers come in the language that you write in.</Trans>{' '}
        {isDraft(current) && (
          <Trans>These pages are a draft translation: nobody has checked all of it yet.</Trans>
        )}
      </p>
      <button
        className="mt-1 min-h-6 text-sm underline underline-offset-4"
        onClick={({ currentTarget }) => suggest(currentTarget.closest('dialog'))}
        type="button"
      >
        <Trans>Suggest better wording…</Trans>
      </button>
    </div>
  )
}
