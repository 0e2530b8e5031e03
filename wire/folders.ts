import { z } from 'zod'
import { plainText } from './plain-text.ts'

const Id = z.uuid()
const Instant = z.iso.datetime()

/** `read`: sees what lies in it. `write`: may put conversations of their own there as well. Nobody writes into another's conversation. */
export const FolderAccess = z.enum(['read', 'write'])
export type FolderAccess = z.infer<typeof FolderAccess>

export const FolderMember = z.object({
  kind: z.enum(['person', 'group']),
  id: Id,
  /** Null: they are not there any more. */
  name: z.string().nullable(),
  access: FolderAccess,
})
export type FolderMember = z.infer<typeof FolderMember>

/** Conversations that belong together, with what every answer in them is told. */
export const Folder = z.object({
  id: Id,
  name: z.string(),
  instructions: z.string(),
  /** The model of new conversations in it; null: the default. */
  modelId: z.string().nullable(),
  access: z.enum(['owner', 'read', 'write']),
  /** Of somebody else's. */
  ownerName: z.string().optional(),
  members: z.array(FolderMember),
  /** Of those that one may see. */
  conversations: z.int().nonnegative(),
  createdAt: Instant,
  updatedAt: Instant,
})
export type Folder = z.infer<typeof Folder>

export const FolderList = z.object({ folders: z.array(Folder) })
export type FolderList = z.infer<typeof FolderList>

const Name = plainText(100)
const Instructions = z.string().max(20_000)
const Members = z.array(
  z.strictObject({ kind: z.enum(['person', 'group']), id: Id, access: FolderAccess }),
)

export const CreateFolder = z.strictObject({
  name: Name,
  instructions: Instructions.optional(),
  modelId: plainText(200).nullable().optional(),
})
export type CreateFolder = z.infer<typeof CreateFolder>

export const UpdateFolder = z.strictObject({
  name: Name.optional(),
  instructions: Instructions.optional(),
  modelId: plainText(200).nullable().optional(),
  /** All of them, as they are to be from now on. */
  members: Members.max(100).optional(),
})
export type UpdateFolder = z.infer<typeof UpdateFolder>
