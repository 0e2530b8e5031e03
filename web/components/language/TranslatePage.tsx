import { Trans, useLingui } from '@lingui/react/macro'
import { useId, useRef, useState } from 'react'
import { MAX_TRANSLATED_CHARS, type Deviation } from '#wire/translation.ts'
import { directionOf } from '../../i18n/direction.ts'
import { Button } from '../../ui/Button.tsx'
import { useApp } from '../app-context.ts'
import { FailureNotice } from '../FailureNotice.tsx'
import { PageFrame } from '../shell/PageFrame.tsx'
import { PageTitle } from '../shell/PageTitle.tsx'
import { useTask } from '../use-task.ts'
import { TextTools } from './TextTools.tsx'
import { takeText } from './take-text.ts'
import { TranslationFoot } from './TranslationFoot.tsx'
import { TranslationProgress, TranslationView } from './TranslationView.tsx'
import { TranslationWishes } from './TranslationWishes.tsx'
import { KeepTranslation } from './KeepTranslation.tsx'
import { toAgain, useTranslation } from './use-translation.ts'
import { useWishes } from './use-wishes.ts'

/** `/translate`: a text of one's own, or a file's, in another language, side by side. */
export function TranslatePage() {
  const { t } = useLingui()
  const { wishes, change } = useWishes()
  const { shown, isRunning, failure, begin, again, put, stop } = useTranslation()
  const [text, setText] = useState('')
  const [isFromFile, setIsFromFile] = useState(false)
  const { from, to, formality } = wishes
  const isTooLong = text.length > MAX_TRANSLATED_CHARS

  function ask() {
    if (text.trim() === '' || isTooLong) return
    const source = from === '' ? null : from
    void begin({ kind: 'text', text, from: source, to, formality, isFromFile })
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
        <SourceField
          lang={from}
          onChange={(next, isFile) => {
            setText(next)
            setIsFromFile(isFile)
          }}
          text={text}
        />
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
  text: string
  lang: string
  onChange: (text: string, isFromFile: boolean) => void
}

function SourceField({ text, lang, onChange }: SourceFieldProps) {
  const { t } = useLingui()
  const { client } = useApp()
  const { run, isRunning, failure } = useTask()
  const id = useId()
  const input = useRef<HTMLInputElement>(null)

  function take(file: File | undefined) {
    if (!file) return
    void run(async () => {
      onChange(await takeText(client.http, file, AbortSignal.timeout(300_000)), true)
    })
  }

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
        onChange={({ target }) => onChange(target.value, false)}
        value={text}
      />
      <input
        aria-hidden="true"
        className="hidden"
        onChange={({ target }) => {
          take(target.files?.[0])
          target.value = ''
        }}
        ref={input}
        tabIndex={-1}
        type="file"
      />
      <div>
        <Button icon="attach" isBusy={isRunning} onClick={() => input.current?.click()}>
          {t`Take the text of a file…`}
        </Button>
      </div>
      {failure && (
        <FailureNotice code={failure.code} detail={failure.message} requestId={failure.requestId} />
      )}
    </div>
  )
}
