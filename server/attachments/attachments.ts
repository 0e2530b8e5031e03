import type { Attachment, AttachmentLimits, AttachmentText } from '#wire/attachments.ts'
import { MAX_ATTACHMENTS } from '#wire/attachments.ts'
import type { Principal } from '#server/access/principal.ts'
import { requireAllowed } from '#server/access/require-allowed.ts'
import { AppError } from '#server/lib/app-error.ts'
import { isId } from '#server/lib/ids.ts'
import type { AttachmentsStore, FileOwner, StoredAttachment } from './attachments-store.ts'
import type { FilesStore } from './files-store.ts'
import { estimateTokens, PICTURE_TOKENS, selectedOf } from './fence.ts'
import type { StoredFiles } from './stored-files.ts'

export interface AttachmentsOptions {
  store: AttachmentsStore
  fileStore: Pick<FilesStore, 'usedBytes'>
  files: StoredFiles
  limits: { maxFileBytes: number; personBytes: number }
  /** A file of a folder of others, for whoever may read it there. Absent: there are none. */
  findInFolder?: (principal: Principal, id: string) => Promise<StoredAttachment | undefined>
}

export type Attachments = ReturnType<typeof createAttachments>

/** More of a preview no page can show. */
const SHOWN_CHARACTERS = 200_000

/** A person's files. Those of others answer as if they did not exist. */
export function createAttachments(options: AttachmentsOptions) {
  const { store, fileStore, files, limits } = options
  const find = (principal: Principal, id: string) => findReadable(options, principal, id)

  return {
    async get(principal: Principal, id: string): Promise<Attachment> {
      return toAttachment(await find(principal, id))
    },

    /** To the letter. */
    async text(principal: Principal, id: string): Promise<AttachmentText> {
      const found = await find(principal, id)
      const hasText = found.kind === 'text' || found.outline.sections.length > 0
      const all = hasText ? await files.textFor(principal.tenantId, found) : ''
      const text = all.slice(0, SHOWN_CHARACTERS)
      return {
        text,
        tokens: found.kind === 'picture' ? PICTURE_TOKENS : estimateTokens(all),
        moreCharacters: all.length - text.length,
      }
    },

    async content(principal: Principal, id: string) {
      const found = await find(principal, id)
      return { ...found, bytes: files.content(principal.tenantId, found) }
    },

    async limits(principal: Principal): Promise<AttachmentLimits> {
      requireAllowed(principal, 'conversation.read', { kind: 'conversation' })
      return {
        maxFileBytes: limits.maxFileBytes,
        maxFiles: MAX_ATTACHMENTS,
        usedBytes: await fileStore.usedBytes(ownerOf(principal)),
        quotaBytes: limits.personBytes,
      }
    },

    /** Which parts the model gets; of what was sent that stays. */
    async select(
      principal: Principal,
      id: string,
      selected: readonly number[] | null,
    ): Promise<Attachment> {
      requireAllowed(principal, 'conversation.write', { kind: 'conversation', id })
      const { conversationId, outline } = await find(principal, id)
      if (conversationId !== null) {
        throw new AppError(
          'conflict',
          'This file was sent already. Attach it again to choose anew.',
        )
      }
      requireSections(selected, outline.sections.length)
      const [changed] = await store.select(ownerOf(principal), id, selected)
      return changed ? toAttachment(changed) : throwMissing()
    },

    /** What was not sent; what was goes with its conversation. */
    async remove(principal: Principal, id: string): Promise<void> {
      requireAllowed(principal, 'conversation.write', { kind: 'conversation', id })
      if (!isId(id) || !(await store.remove(ownerOf(principal), id))) throwMissing()
    },
  }
}

/** One's own, or one of a folder that one is a member of. */
async function findReadable(
  { store, findInFolder }: AttachmentsOptions,
  principal: Principal,
  id: string,
): Promise<StoredAttachment> {
  requireAllowed(principal, 'conversation.read', {
    kind: 'conversation',
    id,
    ownerId: principal.id,
  })
  const [own] = isId(id) ? await store.find(ownerOf(principal), [id]) : []
  const found = own ?? (isId(id) ? await findInFolder?.(principal, id) : undefined)
  if (!found) throwMissing()
  requireReadable(principal, found)
  return found
}

/** As its conversation is, now that it is known which one it is. */
function requireReadable(
  principal: Principal,
  { conversationId: id, classification }: StoredAttachment,
): void {
  if (classification === null) return
  const about = { kind: 'conversation', ...(id && { id }), ownerId: principal.id } as const
  requireAllowed(principal, 'conversation.read', { ...about, context: { classification } })
}

export function requireMayUpload(principal: Principal): void {
  requireAllowed(principal, 'conversation.write', { kind: 'conversation' })
}

export function ownerOf({ tenantId, id }: Principal): FileOwner {
  return { tenantId, ownerId: id }
}

export function toAttachment(stored: StoredAttachment): Attachment {
  const { id, name, mediaType, sizeBytes, kind, outline, selected, conversationId, expiresAt } =
    stored
  return {
    id,
    name,
    mediaType,
    sizeBytes,
    kind,
    ...outline,
    selected,
    tokens: tokensOf(stored),
    conversationId,
    expiresAt: expiresAt?.toISOString() ?? null,
  }
}

export function tokensOf(stored: Pick<StoredAttachment, 'kind' | 'outline' | 'selected'>): number {
  if (stored.kind === 'picture') return PICTURE_TOKENS
  const { sections } = stored.outline
  return selectedOf(stored).reduce((sum, number) => sum + (sections[number - 1]?.tokens ?? 0), 0)
}

function throwMissing(): never {
  throw new AppError('not_found', 'This file does not exist.')
}

function requireSections(selected: readonly number[] | null, count: number): void {
  if (!selected?.some((number) => number > count)) return
  throw new AppError('invalid_request', `It has ${count} parts.`, { param: 'selected' })
}
