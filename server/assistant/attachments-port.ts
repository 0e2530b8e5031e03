import type { Classification } from '#wire/classification.ts'
import type { AttachmentPart } from '#wire/message-parts.ts'
import type { Principal } from '#server/access/principal.ts'
import type { ProviderModel } from '#server/providers/provider.ts'

/** A piece of a message as the OpenAI dialect has it. `url` is a `data:` URL. */
export type ContentPart =
  | { type: 'text'; text: string }
  | { type: 'image_url'; image_url: { url: string } }

/** What the assistant needs of files that go along with messages; it never sees a file itself. */
export interface AttachmentsPort {
  /**
   * The parts of a new message. Throws AppError where one is not this person's or was sent elsewhere, and where the model cannot
   * take them: no eyes, too long.
   */
  take(
    principal: Principal,
    use: { attachmentIds: readonly string[]; conversationId: string; model: ProviderModel },
  ): Promise<AttachmentPart[]>
  /** How careful a conversation has to be that lies in a folder with files; null: as it is. */
  classOf?(principal: Principal, folderId: string): Promise<Classification | null>
  /**
   * What the model gets to read of them, in their order. Of the message that is answered it throws AppError where it cannot; of
   * older ones it says so in their place.
   */
  contentOf(
    principal: Principal,
    parts: readonly AttachmentPart[],
    use: { model: ProviderModel; isNewest: boolean },
  ): Promise<ContentPart[]>
}
