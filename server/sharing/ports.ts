import type { Message } from '#wire/conversations.ts'

/** What sharing needs of the assistant. */
export interface MessageSource {
  /** All of a conversation, parents before children. */
  list(tenantId: string, conversationId: string): Promise<Message[]>
}

/** A file as it was given along with a message. */
export interface SharedFile {
  name: string
  sizeBytes: number
  bytes: AsyncIterable<Uint8Array>
}

/** What sharing needs of whoever keeps files. It has checked before who asks, and that the file is in what they see. */
export interface SharedFiles {
  /** Undefined: this owner has no such file (any more). */
  read(
    owner: { tenantId: string; ownerId: string },
    attachmentId: string,
  ): Promise<SharedFile | undefined>
}
