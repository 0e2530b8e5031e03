import { useEffect } from 'react'
import { listPath } from '../state/message-tree.ts'
import { useStore } from '../state/external-store.ts'
import { useApp } from './app-context.ts'
import { Composer } from './Composer.tsx'
import { MessageView } from './MessageView.tsx'

export function ConversationPane({ id }: { id: string }) {
  const thread = useApp().threadOf(id)
  const { messages, selection } = useStore(thread.state)
  const path = listPath(messages.values(), selection)

  useEffect(() => {
    void thread.open()
    return thread.pause
  }, [thread])

  return (
    <main className="grid h-full min-h-0 grid-rows-[minmax(0,1fr)_auto]">
      <div className="overflow-y-auto p-6" role="log">
        {path.map(({ message }) => (
          <MessageView key={message.id} message={message} thread={thread} />
        ))}
      </div>
      <Composer
        conversationId={id}
        onSend={(text, key) =>
          thread.start({ kind: 'message', parentId: path.at(-1)?.message.id ?? null, text }, key)
        }
      />
    </main>
  )
}
