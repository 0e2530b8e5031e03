import type { CheckTerms } from '#wire/glossary.ts'
import type { Conversation, Message } from '#wire/conversations.ts'
import type { Deviation } from '#wire/translation.ts'
import type { Principal } from '#server/access/principal.ts'
import { AppError } from '#server/lib/app-error.ts'
import type { TermsDesk } from './terms-desk.ts'

export interface CheckAnswersOptions {
  desk: TermsDesk
  conversations: { read(principal: Principal, id: string): Promise<Conversation> }
  messages: {
    find(
      tenantId: string,
      asked: { conversationId: string; id: string },
    ): Promise<Message | undefined>
  }
}

export type CheckAnswers = ReturnType<typeof createCheckAnswers>

/** Whether an answer says what the glossaries of its conversation forbid. Nothing of it is stored: glossaries change. */
export function createCheckAnswers({ desk, conversations, messages }: CheckAnswersOptions) {
  return async (
    principal: Principal,
    { conversationId, messageId }: CheckTerms,
  ): Promise<Deviation[]> => {
    const { folderId, presetId } = await conversations.read(principal, conversationId)
    const asked = { conversationId, id: messageId }
    const message = await messages.find(principal.tenantId, asked)
    if (!message) throw new AppError('not_found', 'That message is not in this conversation.')
    if (message.role !== 'assistant' || message.lang === null) return []
    const terms = await desk.forConversation(principal, [folderId, presetId])
    return terms.check(message.text, message.lang)
  }
}
