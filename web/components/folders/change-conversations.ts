import { folderCalls } from '#sdk/folders.ts'
import type { ChangeConversations } from '#wire/conversations.ts'
import type { App } from '../../state/app.ts'

/** Changes several conversations at once, here and in the other tabs. Answers with those that were; throws ApiFailure. */
export async function changeConversations(
  { client, conversations, drafts, tabs }: App,
  body: ChangeConversations,
): Promise<string[]> {
  const ids = await folderCalls(client.http).changeConversations(body)
  const { change } = body
  const isGone = change === 'delete' || change === 'purge'
  for (const id of ids) {
    if (isGone) conversations.forget(id)
    if (change === 'purge') drafts.set(id, '')
    const type = isGone ? 'conversation-deleted' : 'conversation-changed'
    tabs.tell({ type, conversationId: id })
  }
  if (!isGone) await conversations.refresh()
  return ids
}
