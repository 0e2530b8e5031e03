import { Trans, useLingui } from '@lingui/react/macro'
import { Button } from '../../ui/Button.tsx'
import { Icon } from '../../ui/Icon.tsx'
import { ownNameOf } from '../../i18n/languages.ts'
import type { ShownTranslation } from './use-translation.ts'

interface TranslationFootProps {
  shown: ShownTranslation
  /** Absent: it cannot be made anew. */
  onFresh?: () => void
}

/** Who made a translation, and whether anything is to be said of all of it. */
export function TranslationFoot({ shown, onFresh }: TranslationFootProps) {
  const { t, i18n } = useLingui()
  const { start, end } = shown
  const model = end?.origin?.provider ? `${start.modelId}, ${end.origin.provider}` : start.modelId
  const names = new Intl.DisplayNames(i18n.locale, { type: 'language' })
  const found = end?.foundLang ? (names.of(end.foundLang) ?? end.foundLang) : null
  const wanted = ownNameOf(start.to)
  return (
    <div className="grid gap-2 text-sm text-ink-muted">
      {found !== null && (
        <p className="flex items-start gap-2" role="note">
          <Icon name="warning" size={16} />
          <Trans>
            Language of the answer: expected {wanted}, but it seems to be in {found}.
          </Trans>
        </p>
      )}
      {end?.isOutdated && (
        <p className="flex flex-wrap items-center gap-2" role="note">
          <Icon name="info" size={16} />
          <Trans>A glossary has changed since this was translated.</Trans>
        </p>
      )}
      <p className="flex flex-wrap items-center gap-x-3 gap-y-1">
        <span>{t`Translated by AI (${model}). Check it before you rely on it.`}</span>
        {onFresh && (
          <Button look="bare" onClick={onFresh}>
            <Trans>Translate again</Trans>
          </Button>
        )}
      </p>
    </div>
  )
}
