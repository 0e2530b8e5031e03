import { Plural, Trans, useLingui } from '@lingui/react/macro'
import { lazy, Suspense, use } from 'react'
import type { Message } from '#wire/conversations.ts'
import type { Store } from '../state/external-store.ts'
import type { TreeNode } from '../state/message-tree.ts'
import { isSameButWords, type RunFold } from '../state/run-fold.ts'
import { withFold, type Thread } from '../state/thread.ts'
import { AnswerHeading } from './AnswerHeading.tsx'
import { AnswerText } from './AnswerText.tsx'
import { AnswerEnding } from './AnswerEnding.tsx'
import { useApproval } from './approval/approvals-context.ts'
import { useLabelledText } from './approval/use-labelled-text.ts'
import { CopyButton } from './CopyButton.tsx'
import { Soon } from './Extra.tsx'
import { MoreActions } from './MoreActions.tsx'
import { Parts } from './Parts.tsx'
import { ReadOnly } from './read-only.ts'
import { useFrames } from './use-frames.ts'
import { useAnswerAgain } from './use-answer-again.ts'
import { IconButton } from '../ui/IconButton.tsx'
import { Reasoning } from './Reasoning.tsx'
import { VersionSwitch } from './VersionSwitch.tsx'

/** Not part of the first load: nobody asks for an approval before there is an answer. */
const AnswerApproval = lazy(async () => ({
  default: (await import('./approval/AnswerApproval.tsx')).AnswerApproval,
}))

const AnswerRating = lazy(async () => ({
  default: (await import('./message/AnswerRating.tsx')).AnswerRating,
}))

const AroundAnswer = lazy(async () => ({
  default: (await import('./message/around/AroundAnswer.tsx')).AroundAnswer,
}))

interface AnswerMessageProps {
  node: TreeNode
  thread: Thread
  isLast: boolean
}

/** An answer, as it is or as it streams in. */
export function AnswerMessage({ node, thread, isLast }: AnswerMessageProps) {
  const { t } = useLingui()
  const run = thread.liveOf(node.message.id)
  const live = useFrames(run, isSameButWords)
  const isStreaming = node.message.status === 'streaming'
  const message = isStreaming && live ? withFold(node.message, live) : node.message
  const { id, text, lang, reasoning, omittedMessages } = message
  const again = useAnswerAgain(message, thread)
  const isChangeable = !use(ReadOnly) && message.status !== 'failed'
  const { approval } = useApproval(id)
  const labelled = useLabelledText()
  const copy = () => labelled(text, { model: message.modelId ?? t`unknown model`, approval })

  return (
    <article
      aria-busy={isStreaming}
      aria-labelledby={`by-${id}`}
      className="group/message mt-3"
      id={`m-${id}`}
    >
      <AnswerHeading id={id} modelId={message.modelId} />
      {omittedMessages !== undefined && <Omitted count={omittedMessages} />}
      {reasoning && (
        <Reasoning
          elapsedMs={reasoning.elapsedMs}
          isStreaming={isStreaming && !live?.text}
          lang={lang}
          text={reasoning.text}
        />
      )}
      <Parts messageId={id} parts={message.parts} place="before" />
      {text !== '' && <Words message={message} run={run} written={node.message.text} />}
      {isStreaming && text === '' && !reasoning && <Waiting />}
      <Parts messageId={id} parts={message.parts} place="after" />
      <AnswerEnding again={again} message={message} />
      {!isStreaming && (
        <div
          className={`mt-1 -ms-2 flex flex-wrap items-center text-ink-faint transition-opacity group-focus-within/message:opacity-100 group-hover/message:opacity-100 pointer-coarse:opacity-100 ${isLast ? '' : 'opacity-0'}`}
        >
          <VersionSwitch node={node} onSelect={thread.select} />
          {text !== '' && <CopyButton text={copy()} />}
          {isChangeable && (
            <IconButton icon="retry" label={t`Answer again`} onClick={again.regenerate} />
          )}
          {isChangeable && (
            <Soon>
              <AnswerRating conversationId={thread.conversationId} messageId={id} />
            </Soon>
          )}
          <MoreActions message={message} node={node} text={copy()} thread={thread} />
        </div>
      )}
      {!isStreaming && text !== '' && (
        <Suspense>
          <AnswerApproval isLast={isLast} message={message} />
        </Suspense>
      )}
      {isLast && <Around message={message} thread={thread} />}
    </article>
  )
}

interface WordsProps {
  message: Message
  run: Store<RunFold | null>
  /** What was there before the run, or all of it once that has ended. */
  written: string
}

/** The text, drawn anew with every frame while nothing around it is. */
function Words({ message, run, written }: WordsProps) {
  const { id, lang, parts, status } = message
  const fold = useFrames(run)
  const isStreaming = status === 'streaming'
  return (
    <AnswerText
      isStreaming={isStreaming}
      lang={lang}
      messageId={id}
      parts={parts}
      text={isStreaming && fold ? written + fold.text : written}
    />
  )
}

/** What stands below an answer that has come to its own end. */
function Around({ message, thread }: { message: Message; thread: Thread }) {
  if (message.status !== 'complete') return null
  return (
    <Soon>
      <AroundAnswer key={message.id} message={message} thread={thread} />
    </Soon>
  )
}

/** What the model could not read, it could not answer. */
function Omitted({ count }: { count: number }) {
  return (
    <p className="mb-2 border-s-2 border-buoy ps-4 text-sm text-ink-muted">
      <Plural
        value={count}
        one="This conversation is longer than the model can read: its oldest message was left out."
        other="This conversation is longer than the model can read: its # oldest messages were left out."
      />
    </p>
  )
}

/** Until the first word. */
function Waiting() {
  return (
    <p className="flex items-center gap-2 text-ink-faint">
      <span aria-hidden="true" className="waiting-gust" />
      <Trans>Reading your message…</Trans>
    </p>
  )
}
