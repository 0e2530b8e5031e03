import { Trans, useLingui } from '@lingui/react/macro'
import { useId } from 'react'
import { MAX_TRANSLATED_CHARS, type Deviation } from '#wire/translation.ts'
import { directionOf } from '../../i18n/direction.ts'
import { Button } from '../../ui/Button.tsx'
import { FailureNotice } from '../FailureNotice.tsx'
import { PageFrame } from '../shell/PageFrame.tsx'
import { PageTitle } from '../shell/PageTitle.tsx'
import { TextFileButton } from './TextFileButton.tsx'
import { TextTools } from './TextTools.tsx'
import { TranslationFoot } from './TranslationFoot.tsx'
import { TranslationProgress, TranslationView } from './TranslationView.tsx'
import { TranslationWishes } from './TranslationWishes.tsx'
import { KeepTranslation } from './KeepTranslation.tsx'
import { toAgain, useTranslation } from './use-translation.ts'
import { useKept } from './use-kept.ts'
import { useWishes } from './use-wishes.ts'

interface Source {
  text: string
  /** Whoever wrote the words of a file, it is not certain that it was this person. */
  isFromFile: boolean
}

const NOTHING: Source = { text: '', isFromFile: false }

/** `/translate`: a text of one's own, or a file's, in another language, side by side. */
export function TranslatePage() {
  const { t } = useLingui()
  const { wishes, change } = useWishes()
  const { shown, isRunning, failure, begin, again, put, stop } = useTranslation('translate.shown')
  const [source, setSource] = useKept('translate.source', NOTHING)
  const { text, isFromFile } = source
  const { from, to, formality } = wishes
  const isTooLong = text.length > MAX_TRANSLATED_CHARS

  function ask() {
    if (text.trim() === '' || isTooLong) return
    const spoken = from === '' ? null : from
    void begin({ kind: 'text', text, from: spoken, to, formality, isFromFile })
  }
  function askAgain(index: number, deviations: readonly Deviation[]) {
    const request = shown && toAgain(shown, index, deviations)
    if (request) void again(index, { ...request, isFromFile })
  }

  return (
    <PageFrame>
      <TextTools />
      <PageTitle title={t`Translate a text`}>
        <Trans>
          Code, links, numbers and layout stay as they are. Terms of your glossaries are used and
          checked. Nothing of the text is kept here.
        </Trans>
      </PageTitle>
      <div className="grid gap-5">
        <TranslationWishes hasSource onChange={change} wishes={wishes} />
        <SourceField lang={from} onChange={(next) => setSource(() => next)} source={source} />
        {isTooLong && <TooLong />}
        <p>
          <Button
            disabled={text.trim() === '' || isTooLong}
            isBusy={isRunning}
            look="primary"
            onClick={ask}
          >
            <Trans>Translate</Trans>
          </Button>
        </p>
        {failure && <FailureNotice code={failure.code} detail={failure.message} />}
        {isRunning && <TranslationProgress onStop={stop} shown={shown} />}
        {shown && (
          <section aria-label={t`Translation`} className="grid gap-4 border-t border-line pt-5">
            {!isRunning && shown.blocks.size > 0 && <KeepTranslation shown={shown} />}
            <TranslationView
              isBeside
              isRunning={isRunning}
              onAgain={askAgain}
              onChange={put}
              shown={shown}
            />
            {!isRunning && shown.blocks.size > 0 && <TranslationFoot shown={shown} />}
          </section>
        )}
      </div>
    </PageFrame>
  )
}

function TooLong() {
  return (
    <p className="text-sm text-danger" role="alert">
      <Trans>This text is too long to be translated at once. Translate it in parts.</Trans>
    </p>
  )
}

interface SourceFieldProps {
  lang: string
  source: Source
  onChange: (source: Source) => void
}

function SourceField({ source, lang, onChange }: SourceFieldProps) {
  const id = useId()
  const { isFromFile } = source
  return (
    <div className="grid gap-2">
      <label className="text-sm font-medium" htmlFor={id}>
        <Trans>Text</Trans>
      </label>
      <textarea
        className="field max-h-[50vh] min-h-48"
        dir={directionOf(lang)}
        id={id}
        lang={lang}
        onChange={({ target: { value } }) =>
          // A change by hand makes a stranger's words nobody's own.
          onChange({ text: value, isFromFile: isFromFile && value !== '' })
        }
        value={source.text}
      />
      <TextFileButton onRead={(text) => onChange({ text, isFromFile: true })} />
    </div>
  )
}
