import { Trans, useLingui } from '@lingui/react/macro'
import { ApiFailure } from '#sdk/api-failure.ts'
import { directionOf } from '../../i18n/direction.ts'
import { AnswerText } from '../AnswerText.tsx'
import { CopyButton } from '../CopyButton.tsx'
import { FailureNotice } from '../FailureNotice.tsx'
import { useStore } from '../../state/external-store.ts'
import { temporaryChat, type TemporaryMessage } from './temporary-chat.ts'

/** What was said. A screen reader hears an answer when it is whole. */
export function TemporaryMessages({ messages }: { messages: readonly TemporaryMessage[] }) {
  const { t } = useLingui()
  const { isAnswering } = useStore(temporaryChat.state)
  const last = messages.at(-1)
  const isWhole = last?.role === 'assistant' && !isAnswering
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
      <div aria-live="polite" className="sr-only" lang={last?.lang ?? undefined}>
        {isWhole && last.text}
      </div>
    </>
  )
}

function Answer({ message, isStreaming }: { message: TemporaryMessage; isStreaming: boolean }) {
  const { t } = useLingui()
  const { text, lang, problem } = message
  return (
    <article aria-label={t`Answer`} className="mt-5">
      {isStreaming && text === '' && (
        <p className="animate-pulse text-ink-faint">
          <Trans>The answer is on its way…</Trans>
        </p>
      )}
      {text !== '' && <AnswerText isStreaming={isStreaming} lang={lang} text={text} />}
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
          <CopyButton text={text} />
        </div>
      )}
    </article>
  )
}
