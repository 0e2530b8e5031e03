import { z } from 'zod'
import { Classification } from './classification.ts'
import { Message } from './conversations.ts'
import { ApiError } from './errors.ts'
import { QueuedMessage } from './queue.ts'
import { Formality, TranslatedBlock, TranslationEnd, TranslationStart } from './translation.ts'

/** What conversations can be had as. `json` is our own format, that comes back as it was. */
export const ExportFormat = z.enum(['md', 'json', 'html', 'docx', 'odt', 'pdf'])
export type ExportFormat = z.infer<typeof ExportFormat>

export const TableFormat = z.enum(['csv', 'ods', 'xlsx'])
export type TableFormat = z.infer<typeof TableFormat>

const Id = z.uuid()
/** BCP 47, of the interface: labels are in it where the conversation is pinned to no other. */
const lang = z.string().max(35).optional()

/** What is to be exported, and as what. Several conversations come as a ZIP with a list of what is in it. */
export const ExportRequest = z.discriminatedUnion('scope', [
  z.strictObject({ scope: z.literal('message'), messageId: Id, format: ExportFormat, lang }),
  z.strictObject({
    scope: z.literal('conversation'),
    conversationId: Id,
    /** The last message of the path that is shown; absent: the newest. */
    leafId: Id.optional(),
    /** Every version of every message. `json` always has them. */
    isWholeTree: z.boolean().optional(),
    format: ExportFormat,
    lang,
  }),
  z.strictObject({
    scope: z.literal('conversations'),
    conversationIds: z.array(Id).min(1).max(500),
    format: ExportFormat,
    lang,
  }),
  z.strictObject({ scope: z.literal('all'), format: ExportFormat, lang }),
  z.strictObject({
    scope: z.literal('table'),
    messageId: Id,
    /** 0 is the first table of the message, as it is read from top to bottom. */
    index: z.int().min(0).max(999),
    format: TableFormat,
    lang,
  }),
])
export type ExportRequest = z.infer<typeof ExportRequest>

/** How many conversations the ZIP will have, on the answer to an export of several. */
export const EXPORT_COUNT_HEADER = 'x-galerne-conversations'

export const ARCHIVE_FORMAT = 'galerne-conversations/2'

/** A message as it leaves, with who answers for it. */
export const ArchivedMessage = Message.extend({
  /** A person has approved this very text. */
  approval: z.object({ by: z.string(), at: z.iso.datetime() }).nullable(),
})
export type ArchivedMessage = z.infer<typeof ArchivedMessage>

/** A translation of a message, as it is kept beside it. */
export const ArchivedTranslation = z.object({
  messageId: Id,
  formality: Formality,
  sourceSha256: z.string().max(200),
  glossaryState: z.string().max(10_000),
  madeAt: z.iso.datetime(),
  start: TranslationStart,
  blocks: z.array(TranslatedBlock),
  end: TranslationEnd.omit({ madeAt: true, isOutdated: true }),
})
export type ArchivedTranslation = z.infer<typeof ArchivedTranslation>

export const ArchivedFollowUps = z.object({
  messageId: Id,
  lang: z.string().max(35).nullable(),
  questions: z.array(z.string().max(2000)).max(20),
  askedAt: z.iso.datetime(),
})
export type ArchivedFollowUps = z.infer<typeof ArchivedFollowUps>

/** What stands around the messages. A person's own copy has it; what they export for others has not. */
export const Beside = z.object({
  translations: z.array(ArchivedTranslation).max(10_000),
  followUps: z.array(ArchivedFollowUps).max(10_000),
  /** In the order in which they will be sent. */
  queued: z.array(QueuedMessage).max(100),
})
export type Beside = z.infer<typeof Beside>

/** Where a file lies in the archive that leads to it: a relative address. */
export const FilePlace = z.object({ attachmentId: Id, path: z.string().max(1000) })
export type FilePlace = z.infer<typeof FilePlace>

export const ArchivedConversation = z.object({
  id: Id,
  title: z.string(),
  modelId: z.string().nullable(),
  classification: Classification,
  lang: z.string().nullable(),
  /** The folder's name. */
  folder: z.string().nullable(),
  isPinned: z.boolean(),
  isArchived: z.boolean(),
  /** The program that it was taken over from; null: it began here. */
  importedFrom: z.string().nullable(),
  createdAt: z.iso.datetime(),
  updatedAt: z.iso.datetime(),
  /** Parents before children. */
  messages: z.array(ArchivedMessage),
  beside: Beside.optional(),
  /** Of its files, those that were given along. */
  files: z.array(FilePlace).optional(),
})
export type ArchivedConversation = z.infer<typeof ArchivedConversation>

/** `conversations.json` and each single JSON export. */
export const ConversationArchive = z.object({
  format: z.literal(ARCHIVE_FORMAT),
  exportedAt: z.iso.datetime(),
  conversations: z.array(ArchivedConversation),
  /** Of an archive: where files lie that were given along; relative addresses. */
  files: z.array(FilePlace).optional(),
})
export type ConversationArchive = z.infer<typeof ConversationArchive>

/** The programs whose files are understood. */
export const ImportSource = z.enum([
  'chatgpt',
  'claude',
  'le-chat',
  'librechat',
  'open-webui',
  'galerne',
  'markdown',
  'other',
])
export type ImportSource = z.infer<typeof ImportSource>

export const ImportQuery = z.object({
  /** `check` changes nothing, and says what `take` would do. */
  mode: z.enum(['check', 'take']),
  /** Absent: as the organisation says. A file of our own may say more, never less. */
  classification: Classification.optional(),
  /** The file's name, for the title of a text that has none. */
  name: z.string().max(200).optional(),
})
export type ImportQuery = z.infer<typeof ImportQuery>

/** Why something does not come over. */
export const DropReason = z.enum([
  /** Conversations. */
  'empty',
  'unreadable',
  'too_large',
  'in_the_bin',
  'twice_in_the_file',
  'refused',
  /** Messages. */
  'instruction',
  'hidden',
  'blank',
  'joined_to_answer',
  'unknown_author',
  'in_a_circle',
  'same_id',
  'too_long',
  /** Attachments: what is not in the file, or may not come in. Their names come over. */
  'file_not_taken',
  /** Parts of messages. */
  'unknown_part',
])
export type DropReason = z.infer<typeof DropReason>

export const ImportUnit = z.enum(['conversation', 'message', 'attachment', 'part'])
export type ImportUnit = z.infer<typeof ImportUnit>

/** What of one unit was found in the file, and where each of it went: `found` is the sum of the others. */
export const ImportCount = z.object({
  unit: ImportUnit,
  found: z.int().nonnegative(),
  /** Of a check: what would be. */
  taken: z.int().nonnegative(),
  /** Here from an earlier import. */
  already: z.int().nonnegative(),
  dropped: z.int().nonnegative(),
})
export type ImportCount = z.infer<typeof ImportCount>

export const ImportDrop = z.object({
  unit: ImportUnit,
  reason: DropReason,
  count: z.int().positive(),
  /** A few of them, by title or name. */
  examples: z.array(z.string()).max(5),
})
export type ImportDrop = z.infer<typeof ImportDrop>

export const ImportReport = z.object({
  mode: z.enum(['check', 'take']),
  sources: z.array(ImportSource),
  counts: z.array(ImportCount),
  drops: z.array(ImportDrop),
  /** Places where a conversation goes on in more than one way. */
  branches: z.int().nonnegative(),
  /** Names of folders that conversations were in. */
  folders: z.array(z.string()),
  /** Files of the archive that hold no conversations. */
  otherFiles: z.array(z.string()),
})
export type ImportReport = z.infer<typeof ImportReport>

/** One line each of the answer to `POST /api/imports` (NDJSON). The last is `report` or `failed`. */
export const ImportEvent = z.discriminatedUnion('type', [
  z.object({
    type: z.literal('progress'),
    conversations: z.int(),
    messages: z.int(),
    readBytes: z.int(),
    totalBytes: z.int(),
  }),
  z.object({ type: z.literal('report'), report: ImportReport }),
  z.object({ type: z.literal('failed'), error: ApiError }),
])
export type ImportEvent = z.infer<typeof ImportEvent>

/** What one may send. */
export const MAX_IMPORT_BYTES = 512 * 1024 * 1024
