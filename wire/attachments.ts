import { z } from 'zod'

/** Of one message. */
export const MAX_ATTACHMENTS = 20

/** Why a file cannot be used. Each has its own words and its own way out, in the reader's language. */
export const AttachmentProblem = z.enum([
  'empty',
  'too_large',
  'quota_person',
  'quota_organisation',
  'too_many_waiting',
  /** Nobody here reads files of that kind. */
  'type_unknown',
  /** The name says one kind, the bytes another. */
  'type_mismatch',
  'damaged',
  /** It needs a password. */
  'encrypted',
  /** Small outside, enormous or endless inside. */
  'bomb',
  /** Reading it took longer, or more memory, than any honest file does. */
  'too_complex',
  /** Scanned pages, for instance. */
  'no_text',
  'malware',
  /** The scanner that has to look at every file does not answer. */
  'scan_unavailable',
  'picture_too_large',
  'picture_moves',
  /** Too many files are being read at this moment. */
  'busy',
])
export type AttachmentProblem = z.infer<typeof AttachmentProblem>

/** What somebody should know of how a file was read. */
export const AttachmentNote = z.enum([
  'macros_ignored',
  /** Text that a person who opens the file does not see; the model is told so. */
  'hidden_text',
  'changes_accepted',
  'comments_included',
  'mail_attachments_listed',
  'encoding_guessed',
  /** Pages that are pictures. */
  'pages_without_text',
  'read_by_ocr',
  /** The rest of it was not read. */
  'cut',
  'place_removed',
])
export type AttachmentNote = z.infer<typeof AttachmentNote>

/** A page, a sheet, a slide; of what has none, a part of the whole. Long ones are cut into several of the same title. */
export const AttachmentSection = z.object({
  kind: z.enum(['page', 'sheet', 'slide', 'whole']),
  /** What the file itself calls it; empty: nothing. */
  title: z.string(),
  isHidden: z.boolean(),
  /**
   * It was recognised from a picture and may have mistakes; how sure the engine was, 0 to 100, null where it says nothing.
   * Absent: it is the file's own text.
   */
  recognised: z.object({ confidence: z.int().min(0).max(100).nullable() }).optional(),
  /** An estimate, for no two models count alike. */
  tokens: z.int().nonnegative(),
})
export type AttachmentSection = z.infer<typeof AttachmentSection>

/** A file that somebody has uploaded. */
export const Attachment = z.object({
  id: z.uuid(),
  name: z.string(),
  /** By its content, not by what somebody said. */
  mediaType: z.string(),
  sizeBytes: z.int().nonnegative(),
  kind: z.enum(['text', 'picture']),
  notes: z.array(AttachmentNote),
  sections: z.array(AttachmentSection),
  /** Numbers of the sections that the model gets, from 1; null: all of them. */
  selected: z.array(z.int().positive()).nullable(),
  /** Of what the model gets; an estimate. */
  tokens: z.int().nonnegative(),
  /** Of a picture, as it will be seen. */
  width: z.int().positive().nullable(),
  height: z.int().positive().nullable(),
  /** The conversation that it was sent in; null: not sent yet. */
  conversationId: z.uuid().nullable(),
  /** When it goes by itself, because nobody sent it; null: it stays with its conversation. */
  expiresAt: z.iso.datetime().nullable(),
})
export type Attachment = z.infer<typeof Attachment>

export const SelectSections = z.strictObject({
  /** Null: all of them. */
  selected: z.array(z.int().positive()).min(1).max(5_000).nullable(),
})
export type SelectSections = z.infer<typeof SelectSections>

/** What the model gets of a file, to the letter, as far as a page shows it. */
export const AttachmentText = z.object({
  text: z.string(),
  tokens: z.int().nonnegative(),
  /** Characters that the model gets beyond those in `text`. */
  moreCharacters: z.int().nonnegative(),
})
export type AttachmentText = z.infer<typeof AttachmentText>

/** What may be uploaded here, so that a page says it before it bites. */
export const AttachmentLimits = z.object({
  maxFileBytes: z.int().positive(),
  maxFiles: z.int().positive(),
  usedBytes: z.int().nonnegative(),
  quotaBytes: z.int().positive(),
})
export type AttachmentLimits = z.infer<typeof AttachmentLimits>
