import { Trans, useLingui } from '@lingui/react/macro'
import { useEffect, useState } from 'react'
import type { Deviation, TranslateRequest } from '#wire/translation.ts'
import { Button } from '../../ui/Button.tsx'
import { Dialog } from '../../ui/Dialog.tsx'
import { CopyButton } from '../CopyButton.tsx'
import { useTranslationNote } from './KeepTranslation.tsx'
import { FailureNotice } from '../FailureNotice.tsx'
import { TranslationFoot } from './TranslationFoot.tsx'
import {
  TranslationProgress,
  TranslationView,
  type TranslationViewProps,
} from './TranslationView.tsx'
import { TranslationWishes } from './TranslationWishes.tsx'
import { textOf, toAgain, useTranslation } from './use-translation.ts'
import { useWishes } from './use-wishes.ts'

/** What is translated: a message, or words of one. */
export type Translated =
  | { kind: 'message'; conversationId: string; messageId: string }
  | { kind: 'text'; text: string; conversationId?: string; isTemporary?: boolean }

interface TranslateDialogProps {
  what: Translated
  /** Translated into at once, BCP 47; absent: the person chooses. */
  into?: string | undefined
  onClose: () => void
}

/** A message, or a part of it, in another language. */
export function TranslateDialog({ what, into, onClose }: TranslateDialogProps) {
  const { t } = useLingui()
  const { wishes, change } = useWishes(into)
  const { shown, isRunning, failure, begin, again, put, stop } = useTranslation()
  const { to, formality } = wishes
  const ask = (isFresh: boolean) => {
    const request: TranslateRequest =
      what.kind === 'message' ? { ...what, to, formality, isFresh } : { ...what, to, formality }
    void begin(request)
  }
  // Somebody has said already what they want.
  useEffect(() => {
    if (into !== undefined) void begin({ ...what, to: into })
  }, [begin, into, what])

  function askAgain(index: number, deviations: readonly Deviation[]) {
    const { conversationId } = what
    const about = conversationId === undefined ? {} : { conversationId }
    const request = shown && toAgain(shown, index, deviations)
    const isTemporary = what.kind === 'text' && what.isTemporary === true
    if (request) void again(index, { ...request, ...about, isTemporary })
  }

  return (
    <Dialog closeLabel={t`Close`} onClose={onClose} size="wide" title={t`Translation`}>
      <div className="grid gap-4">
        <div className="flex flex-wrap items-end gap-3">
          <div className="flex-1">
            <TranslationWishes onChange={change} wishes={wishes} />
          </div>
          <Button isBusy={isRunning} look="primary" onClick={() => ask(false)}>
            <Trans>Translate</Trans>
          </Button>
        </div>
        {failure && (
          <FailureNotice
            code={failure.code}
            detail={failure.message}
            requestId={failure.requestId}
          />
        )}
        {isRunning && <TranslationProgress onStop={stop} shown={shown} />}
        {shown && (
          <Result
            isRunning={isRunning}
            onAgain={askAgain}
            onChange={put}
            shown={shown}
            {...(what.kind === 'message' && { onFresh: () => ask(true) })}
          />
        )}
      </div>
    </Dialog>
  )
}

interface ResultProps extends Omit<TranslationViewProps, 'isBeside'> {
  onFresh?: () => void
}

function Result({ onFresh, ...view }: ResultProps) {
  const { shown, isRunning } = view
  const note = useTranslationNote(shown)
  const [isBeside, setIsBeside] = useState(false)
  return (
    <>
      <div className="flex flex-wrap items-center justify-between gap-2 text-sm">
        <label className="flex min-h-6 items-center gap-2">
          <input
            checked={isBeside}
            onChange={({ target }) => setIsBeside(target.checked)}
            type="checkbox"
          />
          <Trans>Show the original beside it</Trans>
        </label>
        {!isRunning && <CopyButton text={`${textOf(shown)}\n\n${note}`} />}
      </div>
      <TranslationView {...view} isBeside={isBeside} />
      {!isRunning && <TranslationFoot shown={shown} {...(onFresh && { onFresh })} />}
    </>
  )
}
