import { useMemo } from 'react'
import type { Message } from '#wire/conversations.ts'
import type { Thread } from '../../state/thread.ts'
import { SentenceAnnouncer, type AnnouncedSource } from './SentenceAnnouncer.tsx'

interface LiveAnnouncerProps {
  /** The answer that is being written; null: none is. */
  message: Message | null
  thread: Thread
}

/** Reads the answer of a conversation aloud to screen readers while it comes. */
export function LiveAnnouncer({ message, thread }: LiveAnnouncerProps) {
  const source = useMemo(() => sourceOf(thread), [thread])
  return <SentenceAnnouncer messageId={message?.id ?? null} source={source} />
}

function sourceOf(thread: Thread): AnnouncedSource {
  return {
    liveOf: thread.liveOf,
    hasEnded(id) {
      const message = thread.state.get().messages.get(id)
      return message !== undefined && message.status !== 'streaming'
    },
  }
}
