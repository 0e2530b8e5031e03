import type { Conversation, Message } from '#wire/conversations.ts'
import type { Principal } from '#server/access/principal.ts'
import { createId } from '#server/lib/ids.ts'
import { createProviderModel } from '#server/providers/provider-model.ts'
import type { AnswerRequest } from './prompt-additions.ts'

/** A question as those see it that tell the model something beside it. */
export function requestOf(
  principal: Principal,
  text: string,
  conversation: Partial<Conversation> = {},
): AnswerRequest {
  const at = new Date(0).toISOString()
  const question: Message = {
    id: createId(),
    parentId: null,
    role: 'user',
    text,
    status: 'complete',
    runId: null,
    modelId: null,
    lang: null,
    usage: null,
    error: null,
    createdAt: at,
  }
  return {
    principal,
    conversation: {
      id: createId(),
      title: '',
      modelId: null,
      classification: 'internal',
      folderId: null,
      presetId: null,
      lang: null,
      isPinned: false,
      isArchived: false,
      isUnread: false,
      isRunning: false,
      createdAt: at,
      updatedAt: at,
      ...conversation,
    },
    question,
    isSaidNow: true,
    model: createProviderModel({
      id: 'a-model',
      capabilities: { operations: ['chat'] },
    }),
    lang: null,
  }
}
