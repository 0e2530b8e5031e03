import { z } from 'zod'
import { Attachment } from './attachments.ts'
import { Classification } from './classification.ts'

/** By our estimate, of all files of a folder: so much of them goes along with every question in it. */
export const FOLDER_TOKENS = 32_000
export const MAX_FOLDER_FILES = 50

/** A file that every conversation of a folder is told. */
export const FolderFile = Attachment.extend({
  /** Conversations that are told of it are at least as careful. */
  classification: Classification,
  /** Of its tokens, those that go along; fewer than `tokens`: the rest does not fit. */
  toldTokens: z.int().nonnegative(),
  /** How many conversations have been told of it. */
  conversations: z.int().nonnegative(),
})
export type FolderFile = z.infer<typeof FolderFile>

export const FolderFiles = z.object({
  /** In the order in which they are told; what does not fit is at the end. */
  files: z.array(FolderFile),
  /** Of all that goes along with each question. */
  toldTokens: z.int().nonnegative(),
  mostTokens: z.int().positive(),
})
export type FolderFiles = z.infer<typeof FolderFiles>

export const AddFolderFile = z.strictObject({
  /** A file that one has uploaded, and sent nowhere. */
  attachmentId: z.uuid(),
  /** Absent: as the organisation says. */
  classification: Classification.optional(),
})
export type AddFolderFile = z.infer<typeof AddFolderFile>

export const UpdateFolderFile = z.strictObject({ classification: Classification })
export type UpdateFolderFile = z.infer<typeof UpdateFolderFile>
