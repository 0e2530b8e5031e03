import type { Message } from '#wire/conversations.ts'
import type { ModelInfo } from '#wire/models.ts'
import { useStore } from '../../state/external-store.ts'
import type { Thread } from '../../state/thread.ts'
import { GoesOnNotice } from '../compare/TreeNotices.tsx'
import { ContextNotice } from './ContextNotice.tsx'
import { QueuedMessages } from './QueuedMessages.tsx'

interface AboveFieldProps {
  thread: Thread
  model: ModelInfo | undefined
  /** The answer at the end of what is shown. */
  last: Message | undefined
}

/** Between the messages and the field: what waits, how much more fits, and where the next message goes. */
export function AboveField({ thread, model, last }: AboveFieldProps) {
  const { goesOnFrom } = useStore(thread.state)
  return (
    <>
      <QueuedMessages last={last} thread={thread} />
      <ContextNotice model={model} thread={thread} />
      {goesOnFrom !== null && <GoesOnNotice fromId={goesOnFrom} thread={thread} />}
    </>
  )
}
