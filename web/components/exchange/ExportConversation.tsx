import type { Conversation } from '#wire/conversations.ts'
import { useApp } from '../app-context.ts'
import { ExportDialog } from './ExportDialog.tsx'

interface ExportConversationProps {
  conversation: Conversation
  onClose: () => void
}

/** A conversation as a file: the path that is on the screen, where it is open. */
export function ExportConversation({ conversation: { id }, onClose }: ExportConversationProps) {
  const { threads } = useApp()
  const { path } = threads.of(id).state.get()
  const last = path.findLast(({ message }) => message.status !== 'streaming')
  const leafId = last?.message.id ?? null
  return (
    <ExportDialog
      onClose={onClose}
      target={{ scope: 'conversation', conversationId: id, leafId }}
    />
  )
}
