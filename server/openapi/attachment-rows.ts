import { z } from 'zod'
import { Attachment, AttachmentLimits, AttachmentText, SelectSections } from '#wire/attachments.ts'
import type { Row } from './api-operation.ts'

/** Files that go along with messages. */
export const ATTACHMENT_ROWS: Row[] = [
  [
    'get',
    '/attachments/limits',
    'How large files may be, and how much room one has left.',
    { answer: { AttachmentLimits } },
  ],
  [
    'post',
    '/attachments',
    'Upload a file: its bytes are the body, `application/octet-stream`. It is read at once, and goes by itself unless a message takes it along.',
    {
      query: z.object({ name: z.string(), conversationId: z.uuid().optional() }),
      answer: { Attachment },
      status: 201,
    },
  ],
  ['get', '/attachments/:id', 'What is known of a file of one’s own.', { answer: { Attachment } }],
  [
    'patch',
    '/attachments/:id',
    'Choose which pages, sheets or slides the model gets.',
    { body: { SelectSections }, answer: { Attachment } },
  ],
  ['delete', '/attachments/:id', 'Remove a file that was not sent yet.'],
  [
    'get',
    '/attachments/:id/text',
    'What the model gets of it, to the letter.',
    { answer: { AttachmentText } },
  ],
  [
    'get',
    '/attachments/:id/content',
    'The file itself, to be saved; never shown in place.',
    { answer: { AttachmentContent: z.string() }, type: 'application/octet-stream' },
  ],
]
