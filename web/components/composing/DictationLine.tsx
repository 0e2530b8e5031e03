import { Trans, useLingui } from '@lingui/react/macro'
import { useEffect, type ReactNode } from 'react'
import { choicesOf, EU_LANGUAGES } from '../../i18n/languages.ts'
import { Icon } from '../../ui/Icon.tsx'
import { IconButton } from '../../ui/IconButton.tsx'
import type { HearingFailure } from './hear.ts'
import type { Dictation } from './use-dictation.ts'

/** Above the field while somebody speaks: what is understood, and in which language. Escape ends it. */
export function DictationLine({ dictation }: { dictation: Dictation }) {
  const { t, i18n } = useLingui()
  const { isHearing, interim, failure, lang, stop, speak, dismiss } = dictation
  useEffect(() => {
    if (!isHearing) return undefined
    const end = (event: KeyboardEvent) => event.key === 'Escape' && stop()
    window.addEventListener('keydown', end)
    return () => window.removeEventListener('keydown', end)
  }, [isHearing, stop])

  if (failure !== null) {
    return (
      <Line>
        <p className="min-w-0 grow text-danger" role="alert">
          <FailureWords failure={failure} />
        </p>
        <IconButton icon="close" label={t`Dismiss`} onClick={dismiss} />
      </Line>
    )
  }
  return (
    <>
      {isHearing && (
        <Line>
          <span className="text-danger motion-safe:animate-pulse">
            <Icon name="microphone" />
          </span>
          <p className="line-clamp-2 min-w-0 grow italic text-ink-muted" dir="auto" lang={lang}>
            {interim}
          </p>
          <select
            aria-label={t`Language that you speak`}
            className="min-h-(--control) max-w-[40%] rounded-md bg-transparent text-sm text-ink-muted"
            onChange={({ target }) => void speak(target.value)}
            value={lang}
          >
            {choicesOf(EU_LANGUAGES, i18n.locale).map(({ tag, name }) => (
              <option key={tag} lang={tag} value={tag}>
                {name}
              </option>
            ))}
          </select>
        </Line>
      )}
      <output className="sr-only">{isHearing && <Trans>Listening.</Trans>}</output>
    </>
  )
}

function Line({ children }: { children: ReactNode }) {
  return (
    <div className="absolute inset-x-0 bottom-full mx-4 mb-2 flex min-h-12 items-center gap-3 rounded-xl border border-line bg-raised px-4 py-1 text-sm shadow-md">
      {children}
    </div>
  )
}

function FailureWords({ failure }: { failure: HearingFailure }) {
  switch (failure) {
    case 'refused':
      return (
        <Trans>
          The browser may not use the microphone here. Allow it beside the address of this page,
          then try again.
        </Trans>
      )
    case 'no-microphone':
      return <Trans>No microphone was found.</Trans>
    case 'no-language':
      return <Trans>This browser does not understand this language. Choose another one.</Trans>
    case 'no-service':
    default:
      return (
        <Trans>The browser could not reach what turns speech into text. Try again later.</Trans>
      )
  }
}
