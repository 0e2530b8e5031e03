import { Plural, Trans, useLingui } from '@lingui/react/macro'
import { useEffect, useEffectEvent, useId, useRef, useState } from 'react'
import { ApiFailure } from '#sdk/api-failure.ts'
import type { Message } from '#wire/conversations.ts'
import type { QueuedMessage } from '#wire/queue.ts'
import { useStore } from '../../state/external-store.ts'
import type { Thread } from '../../state/thread.ts'
import { Button } from '../../ui/Button.tsx'
import { Icon } from '../../ui/Icon.tsx'
import { IconButton } from '../../ui/IconButton.tsx'
import { useApp } from '../app-context.ts'
import { returnToField } from '../Composer.tsx'
import { FailureNotice } from '../FailureNotice.tsx'
import { MessageField } from '../MessageField.tsx'
import { useTask } from '../use-task.ts'
import { composingOf } from './composing-of.ts'

interface QueuedMessagesProps {
  thread: Thread
  /** The answer at the end of what is shown. */
  last: Message | undefined
}

/** What waits for the answer above it: to be changed, put in another order, taken back, or sent now. */
export function QueuedMessages({ thread, last }: QueuedMessagesProps) {
  const { queues } = composingOf(useApp())
  const { conversationId } = thread
  const queue = useStore(queues.of(conversationId))
  const { run, isRunning, failure } = useTask()
  useQueueUpkeep({ thread, last })

  if (!queue || queue.length === 0) return null
  const isHeld = last !== undefined && last.status !== 'streaming'
  return (
    <section className="mx-auto w-full max-w-(--measure) px-4 pb-2">
      <div className="rounded-xl border border-line bg-sunken p-2">
        <h2 className="flex items-center gap-2 px-2 py-1 text-sm font-medium text-ink-muted">
          <Icon name="list" size={16} />
          <Plural
            value={queue.length}
            one="# message waits for the answer"
            other="# messages wait for the answer"
          />
        </h2>
        {isHeld && (
          <div className="flex flex-wrap items-center gap-2 px-2 pb-1 text-sm text-ink-muted">
            <p className="min-w-0 flex-1">
              {last.status === 'complete' ? (
                <Trans>They have not been sent yet.</Trans>
              ) : (
                <Trans>The answer above is not whole, so nothing was sent after it.</Trans>
              )}
            </p>
            <Button
              icon="send"
              isBusy={isRunning}
              onClick={() =>
                void run(async () => {
                  await queues.sendNext(conversationId)
                  await thread.open()
                }).then(returnToField)
              }
            >
              <Trans>Send the first one now</Trans>
            </Button>
          </div>
        )}
        {failure && <FailureNotice code={failure.code} detail={failure.message} />}
        <ol className="grid gap-1">
          {queue.map((message, at) => (
            <QueuedRow
              conversationId={conversationId}
              key={message.id}
              message={message}
              next={queue[at + 2]?.id ?? null}
              previous={queue[at - 1]?.id}
              isLast={at === queue.length - 1}
            />
          ))}
        </ol>
      </div>
    </section>
  )
}

interface QueuedRowProps {
  conversationId: string
  message: QueuedMessage
  /** Before which one it comes when it goes up; undefined: it is the first. */
  previous: string | undefined
  /** The same when it goes down; null: it becomes the last. */
  next: string | null
  isLast: boolean
}

function QueuedRow({ conversationId, message, previous, next, isLast }: QueuedRowProps) {
  const { t } = useLingui()
  const { queues } = composingOf(useApp())
  const [isEditing, setIsEditing] = useState(false)
  const { run, failure } = useTask()
  const { id, text } = message
  const move = (beforeId: string | null) =>
    void run(() => queues.change(conversationId, id, { beforeId }))

  if (isEditing) {
    return (
      <li>
        <QueuedForm
          onDone={() => {
            setIsEditing(false)
            returnToField()
          }}
          onSave={(changed) => queues.change(conversationId, id, { text: changed })}
          text={text}
        />
      </li>
    )
  }
  return (
    <li className="rounded-lg bg-raised">
      <div className="flex items-center gap-0.5 ps-3">
        <p className="line-clamp-2 min-w-0 flex-1 py-1 text-sm" dir="auto">
          {text}
        </p>
        {previous !== undefined && (
          <IconButton icon="chevron-up" label={t`Send earlier`} onClick={() => move(previous)} />
        )}
        {!isLast && (
          <IconButton icon="chevron-down" label={t`Send later`} onClick={() => move(next)} />
        )}
        <IconButton icon="edit" label={t`Change the message`} onClick={() => setIsEditing(true)} />
        <IconButton
          icon="trash"
          label={t`Do not send it`}
          onClick={() => void run(() => queues.remove(conversationId, id)).then(returnToField)}
        />
      </div>
      {failure && <FailureNotice code={failure.code} detail={failure.message} />}
    </li>
  )
}

interface QueuedFormProps {
  text: string
  onSave: (text: string) => Promise<void>
  onDone: () => void
}

function QueuedForm({ text: before, onSave, onDone }: QueuedFormProps) {
  const { t } = useLingui()
  const [text, setText] = useState(before)
  const { run, isRunning, failure } = useTask()
  const id = useId()

  async function save() {
    if (text.trim() !== '' && (await run(() => onSave(text)))) onDone()
  }

  return (
    <form
      className="rounded-lg border border-line-strong bg-raised p-2"
      onSubmit={(event) => {
        event.preventDefault()
        void save()
      }}
    >
      <MessageField
        aria-label={t`The message that waits`}
        // The user has just asked to write here.
        // oxlint-disable-next-line jsx-a11y/no-autofocus
        autoFocus
        className="px-2 py-1.5 outline-none"
        id={id}
        onCancel={onDone}
        onSend={() => void save()}
        onText={setText}
        readOnly={isRunning}
        value={text}
      />
      {failure && <FailureNotice code={failure.code} detail={failure.message} />}
      <div className="mt-2 flex flex-wrap justify-end gap-2">
        <Button onClick={onDone}>
          <Trans>Cancel</Trans>
        </Button>
        <Button isBusy={isRunning} look="primary" type="submit">
          <Trans>Save</Trans>
        </Button>
      </div>
    </form>
  )
}

/** Reads what waits when the conversation comes up and whenever an answer begins or ends, and sees the next one sent. */
function useQueueUpkeep({ thread, last }: QueuedMessagesProps): void {
  const { queues } = composingOf(useApp())
  const was = useRef<string | undefined>(undefined)
  const status = last?.status

  const follow = useEffectEvent(async (now: string | undefined) => {
    const hasEnded = was.current === 'streaming' && now === 'complete'
    was.current = now
    const { conversationId } = thread
    const known = queues.of(conversationId).get()
    // Nothing waited, so nothing of it was sent: while a question is on its way, the server has better to do.
    if (now === 'streaming' && known?.length === 0) return
    try {
      const before = known ?? []
      if (hasEnded && before.length > 0) {
        // The server sends it by itself; asked at the same time, it is the same answer, which is then seen at once.
        if (before[0]?.parentId === last?.id) await queues.sendNext(conversationId)
        await thread.open()
      }
      await queues.load(conversationId)
    } catch (error) {
      // It waits on, and can be sent by hand.
      if (!(error instanceof ApiFailure)) throw error
    }
  })

  // Of another answer too, which may have begun elsewhere.
  useEffect(() => void follow(`${status}`), [status])
}
