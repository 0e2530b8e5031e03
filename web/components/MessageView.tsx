import type { Message } from '#wire/conversations.ts'
import { directionOf } from '../i18n/direction.ts'
import { useStore } from '../state/external-store.ts'
import type { Thread } from '../state/thread.ts'

export function MessageView({ message, thread }: { message: Message; thread: Thread }) {
  const live = useStore(thread.liveOf(message.id))
  const lang = live?.lang ?? message.lang
  return (
    <article
      className="mx-auto my-4 max-w-(--measure) whitespace-pre-wrap"
      dir={directionOf(lang)}
      lang={lang ?? ''}
    >
      {message.text}
      {live?.text}
    </article>
  )
}
