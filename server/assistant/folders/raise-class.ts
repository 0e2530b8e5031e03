import { stricter } from '#wire/classification.ts'
import type { Conversation } from '#wire/conversations.ts'
import type { Principal } from '#server/access/principal.ts'
import type { AttachmentsPort } from '../attachments-port.ts'
import { ownerOf, type ConversationsStore } from '../conversations-store.ts'

export interface RaisingTools {
  attachments?: Pick<AttachmentsPort, 'classOf'>
  conversations: Pick<ConversationsStore, 'update'>
}

/** The conversation as careful as the files of its folder ask, before anything of them is told in it. It stays so. */
export async function raisedForFolder(
  { attachments, conversations }: RaisingTools,
  principal: Principal,
  conversation: Conversation,
): Promise<Conversation> {
  const { id, folderId, classification } = conversation
  if (folderId === null || !attachments?.classOf) return conversation
  const wanted = await attachments.classOf(principal, folderId)
  if (wanted === null || stricter(wanted, classification) === classification) return conversation
  const raised = await conversations.update(ownerOf(principal), id, { classification: wanted })
  return raised ?? conversation
}
