import { Trans, useLingui } from '@lingui/react/macro'
import { ApiFailure } from '#sdk/api-failure.ts'
import { directionOf } from '../../i18n/direction.ts'
import { AnswerHeading } from '../AnswerHeading.tsx'
import { AnswerText } from '../AnswerText.tsx'
import { useLabelledText } from '../approval/use-labelled-text.ts'
import { CopyButton } from '../CopyButton.tsx'
import { FailureNotice } from '../FailureNotice.tsx'
import { LanguageNotice } from '../language/LanguageNotice.tsx'
import { SentenceAnnouncer } from '../reading/SentenceAnnouncer.tsx'
import { Reasoning } from '../Reasoning.tsx'
import { useStore } from '../../state/external-store.ts'
import { temporaryChat, type TemporaryMessage } from './temporary-chat.ts'

/** What was said. A screen reader hears an answer sentence by sentence, as in any conversation. */
export function TemporaryMessages({ messages }: { messages: readonly TemporaryMessage[] }) {
  const { t } = useLingui()
  const { isAnswering } = useStore(temporaryChat.state)
  const last = messages.at(-1)
  return (
    <>
      <div aria-label={t`Conversation`} aria-live="off" role="log">
        {messages.map((message) =>
          message.role === 'user' ? (
            <p
              className="ms-auto mt-5 w-fit max-w-[85%] rounded-xl bg-sunken px-4 py-2.5 whitespace-pre-wrap [overflow-wrap:anywhere]"
              dir={directionOf(message.lang)}
              key={message.id}
            >
              {message.text}
            </p>
          ) : (
            <Answer
              isStreaming={isAnswering && message === last}
              key={message.id}
              message={message}
            />
          ),
        )}
      </div>
      <SentenceAnnouncer
        messageId={isAnswering && last ? String(last.id) : null}
        source={temporaryChat.source}
      />
    </>
  )
}

function Answer({ message, isStreaming }: { message: TemporaryMessage; isStreaming: boolean }) {
  const { t } = useLingui()
  const labelled = useLabelledText()
  const { id, text, lang, modelId, reasoning, language, problem } = message
  const copied = labelled(text, { model: modelId ?? t`unknown model`, approval: undefined })
  return (
    <article aria-busy={isStreaming} aria-labelledby={`by-${id}`} className="mt-5">
      <AnswerHeading id={String(id)} modelId={modelId} />
      {isStreaming && text === '' && reasoning === '' && (
        <p className="animate-pulse text-ink-faint">
          <Trans>The answer is on its way…</Trans>
        </p>
      )}
      {reasoning !== '' && (
        <Reasoning isStreaming={isStreaming && text === ''} lang={lang} text={reasoning} />
      )}
      {text !== '' && <AnswerText isStreaming={isStreaming} lang={lang} text={text} />}
      {language && <LanguageNotice parts={[language]} />}
      {problem instanceof ApiFailure && (
        <FailureNotice code={problem.code} detail={problem.message} requestId={problem.requestId} />
      )}
      {problem !== null && typeof problem === 'string' && (
        <output className="mt-2 block text-sm text-ink-muted">
          {problem === 'stopped' && <Trans>You stopped the answer.</Trans>}
          {problem === 'broken' && (
            <Trans>The connection broke off. Ask again: what was here is kept nowhere else.</Trans>
          )}
          {problem === 'length' && <Trans>The answer was cut at its greatest length.</Trans>}
          {problem === 'content_filter' && <Trans>A filter of the provider cut the answer.</Trans>}
        </output>
      )}
      {!isStreaming && text !== '' && (
        <div className="mt-1">
          <CopyButton text={copied} />
        </div>
      )}
    </article>
  )
}
