import type { Message } from '#wire/conversations.ts'

/** What sharing needs of the assistant. */
export interface MessageSource {
  /** All of a conversation, parents before children. */
  list(tenantId: string, conversationId: string): Promise<Message[]>
}

/** A file as it was given along with a message. */
export interface SharedFile {
  name: string
  mediaType: string
  bytes: Uint8Array
}

/** What sharing needs of whoever keeps files. It has checked before who asks, and that the file is in what they see. */
export interface SharedFiles {
  /** Undefined: it is not there (any more). */
  read(tenantId: string, attachmentId: string): Promise<SharedFile | undefined>
  /**
   * Makes files usable in another conversation, which may be another person's, under ids of their own: new ones by old ones.
   * What is missing in the answer is gone.
   */
  copy(use: {
    tenantId: string
    attachmentIds: readonly string[]
    toOwnerId: string
    toConversationId: string
  }): Promise<ReadonlyMap<string, string>>
}
