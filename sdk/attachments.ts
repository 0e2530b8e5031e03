import {
  Attachment,
  AttachmentLimits,
  AttachmentText,
  type SelectSections,
} from '#wire/attachments.ts'
import type { Http } from './http.ts'

export type AttachmentsClient = ReturnType<typeof createAttachmentsClient>

/** Files that go along with messages. Apart from createClient, so that only who sends some loads it. */
export function createAttachmentsClient(http: Http) {
  const path = '/api/attachments'
  return {
    getLimits: () => http.query({ path: `${path}/limits`, answer: AttachmentLimits }),
    get: (id: string) => http.query({ path: `${path}/${id}`, answer: Attachment }),
    /** What the model gets of it. */
    getText: (id: string, signal?: AbortSignal) =>
      http.query({ path: `${path}/${id}/text`, answer: AttachmentText, signal }),
    select: (id: string, body: SelectSections) =>
      http.query({ method: 'PATCH', path: `${path}/${id}`, body, answer: Attachment }),
    remove: (id: string) => http.command({ method: 'DELETE', path: `${path}/${id}` }),
    /** Where the file itself is, for who is signed in. */
    addressOf: (id: string) => `${path}/${id}/content`,
  }
}
