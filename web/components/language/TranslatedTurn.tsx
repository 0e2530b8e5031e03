import { Trans, useLingui } from '@lingui/react/macro'
import { useEffect, useState } from 'react'
import type { Message } from '#wire/conversations.ts'
import { AnswerText } from '../AnswerText.tsx'
import { FailureNotice } from '../FailureNotice.tsx'
import { TranslationFoot } from './TranslationFoot.tsx'
import { TranslationView } from './TranslationView.tsx'
import { useTranslation, type ShownTranslation } from './use-translation.ts'

interface TranslatedTurnProps {
  conversationId: string
  message: Message
  lang: string
  /** What is kept of it; absent: it is not translated yet. */
  kept: ShownTranslation | undefined
  /** It is in another language. */
  isNeeded: boolean
  /** It is its turn. */
  isAsked: boolean
  onWhole: (messageId: string, shown: ShownTranslation) => void
  onFailed: (messageId: string) => void
}

/** One message in another language, with a way to what it was. */
export function TranslatedTurn(props: TranslatedTurnProps) {
  const { conversationId, message, lang, kept, isNeeded, isAsked, onWhole, onFailed } = props
  const { t } = useLingui()
  const { id, role, modelId } = message
  const [isBeside, setIsBeside] = useState(false)
  const { shown: making, isRunning, failure, begin } = useTranslation()
  useEffect(() => {
    if (!isAsked) return
    void begin({ kind: 'message', conversationId, messageId: id, to: lang })
  }, [begin, conversationId, id, isAsked, lang])
  useEffect(() => {
    if (making?.end) onWhole(id, making)
  }, [id, making, onWhole])
  useEffect(() => {
    if (failure) onFailed(id)
  }, [failure, id, onFailed])

  const shown = making ?? kept
  return (
    <article aria-labelledby={`by-${id}`} className="mb-8" id={`m-${id}`}>
      <div className="mb-1 flex flex-wrap items-center justify-between gap-2 text-sm">
        <h2 className="font-medium text-ink-muted" id={`by-${id}`}>
          {role === 'assistant' ? t`Written by AI (${modelId ?? t`unknown model`})` : t`You wrote`}
        </h2>
        {shown && (
          <label className="flex min-h-6 items-center gap-2 print:hidden">
            <input
              checked={isBeside}
              onChange={({ target }) => setIsBeside(target.checked)}
              type="checkbox"
            />
            <Trans>Show the original beside it</Trans>
          </label>
        )}
      </div>
      {shown && isNeeded ? (
        <>
          <TranslationView isBeside={isBeside} isRunning={isRunning} shown={shown} />
          {shown.end && <TranslationFoot shown={shown} />}
        </>
      ) : (
        <AnswerText
          isStreaming={false}
          lang={message.lang}
          messageId={id}
          parts={message.parts}
          text={message.text}
        />
      )}
      {failure && (
        <FailureNotice code={failure.code} detail={failure.message} requestId={failure.requestId} />
      )}
    </article>
  )
}
