import { Trans, useLingui } from '@lingui/react/macro'
import type { Message } from '#wire/conversations.ts'
import { useStore } from '../../state/external-store.ts'
import { withFold, type Thread } from '../../state/thread.ts'
import { Badge } from '../../ui/Badge.tsx'
import { Button } from '../../ui/Button.tsx'
import { AnswerText } from '../AnswerText.tsx'
import { AiLabel } from '../approval/AiLabel.tsx'
import { FailureNotice } from '../FailureNotice.tsx'
import { useTask } from '../use-task.ts'
import { useModelName } from './use-model-name.ts'

interface AnswerColumnProps {
  answer: Message
  /** `A`, `B`…: what it is called as long as nobody may know the model. */
  letter: string
  isNamed: boolean
  chosenId: string | null
  isBusy: boolean
  onChoose: () => void
  thread: Thread
}

/** One answer as it is written, with how to stop it and how to choose it. */
export function AnswerColumn(props: AnswerColumnProps) {
  const { answer, letter, isNamed, chosenId, isBusy, onChoose, thread } = props
  const { t } = useLingui()
  const nameOf = useModelName()
  const live = useStore(thread.liveOf(answer.id))
  const isStreaming = answer.status === 'streaming'
  const message = isStreaming && live ? withFold(answer, live) : answer
  const { text, modelId } = message
  const name = t`Answer ${letter}`
  const isChosen = chosenId === answer.id
  return (
    <section
      aria-busy={isStreaming}
      aria-label={name}
      className={`flex h-full min-w-0 flex-col rounded-lg border bg-surface ${isChosen ? 'border-sea ring-2 ring-sea/25' : 'border-line'}`}
    >
      <header className="flex min-h-14 flex-wrap items-center justify-between gap-2 border-b border-line px-4 py-2">
        <h2 className="text-sm font-medium">
          {isNamed && modelId !== null ? <bdi>{nameOf(modelId)}</bdi> : name}
        </h2>
        {isChosen ? (
          <Badge icon="check" look="success">
            <Trans>Chosen</Trans>
          </Badge>
        ) : (
          <span className="text-xs text-ink-muted">
            <AiLabel />
          </span>
        )}
      </header>
      <AnswerBody message={message} />
      <footer className="flex flex-wrap items-center justify-between gap-2 border-t border-line px-4 py-3">
        <output className="text-sm text-ink-muted">
          <StatusText status={message.status} />
        </output>
        {isStreaming ? (
          <Stop letter={letter} runId={answer.runId} thread={thread} />
        ) : isChosen ? null : (
          <Button
            aria-label={t`Choose answer ${letter}`}
            disabled={text === ''}
            icon="check"
            isBusy={isBusy}
            onClick={onChoose}
          >
            <Trans comment="Choose this answer as the best">Choose</Trans>
          </Button>
        )}
      </footer>
    </section>
  )
}

function StatusText({ status }: { status: Message['status'] }) {
  if (status === 'streaming')
    return <Trans comment="The model is writing its answer">Writing…</Trans>
  if (status === 'complete') return <Trans comment="The answer is complete">Written</Trans>
  if (status === 'stopped') return <Trans comment="Somebody stopped the answer">Stopped</Trans>
  return <Trans comment="The answer could not be completed">Failed</Trans>
}

function AnswerBody({ message }: { message: Message }) {
  const { id, text, lang, error, status, parts } = message
  const isStreaming = status === 'streaming'
  return (
    <div className="min-h-40 min-w-0 grow p-4">
      {text !== '' && (
        <AnswerText
          isStreaming={isStreaming}
          lang={lang}
          messageId={id}
          parts={parts}
          text={text}
        />
      )}
      {isStreaming && text === '' && (
        <p className="text-sm text-ink-muted">
          <Trans>Reading the question…</Trans>
        </p>
      )}
      {status === 'failed' && error && (
        <FailureNotice code={error.code} denial={error.denial} detail={error.message} />
      )}
      {status === 'stopped' && (
        <p className="mt-2 text-sm text-ink-muted">
          <Trans>You stopped this answer.</Trans>
        </p>
      )}
    </div>
  )
}

interface StopProps {
  runId: string | null
  letter: string
  thread: Thread
}

function Stop({ runId, letter, thread }: StopProps) {
  const { t } = useLingui()
  const { run, isRunning } = useTask()
  return (
    <Button
      aria-label={t`Stop answer ${letter}`}
      icon="stop"
      isBusy={isRunning}
      onClick={() => void run(async () => runId !== null && thread.stop(runId))}
    >
      <Trans>Stop</Trans>
    </Button>
  )
}
