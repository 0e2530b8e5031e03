import type { AttachmentPart } from '#wire/message-parts.ts'
import type { Principal } from '#server/access/principal.ts'
import { AppError } from '#server/lib/app-error.ts'
import type { ProviderModel } from '#server/providers/provider.ts'
import { ownerOf, tokensOf } from './attachments.ts'
import type { AttachmentsStore, StoredAttachment } from './attachments-store.ts'
import { ABOUT_FILES } from './fence.ts'
import type { StoredFiles } from './stored-files.ts'

type ContentPart =
  | { type: 'text'; text: string }
  | { type: 'image_url'; image_url: { url: string } }

export interface PortOptions {
  store: AttachmentsStore
  files: StoredFiles
  /** Models that see pictures and that this person may use. */
  seeingModels: (principal: Principal) => readonly string[]
}

/** Files as the assistant needs them: its AttachmentsPort. */
export function createAttachmentsPort({ store, files, seeingModels }: PortOptions) {
  /** Throws where the model cannot take what is new. */
  const check = (
    principal: Principal,
    found: readonly StoredAttachment[],
    model: ProviderModel,
  ) => {
    const picture = found.find((one) => one.kind === 'picture' && one.outline.sections.length === 0)
    if (picture && !model.capabilities.vision) {
      throw new AppError('not_supported', blind(picture.name, model, seeingModels(principal)))
    }
    const tokens = found.reduce((sum, one) => sum + tokensOf(one), 0)
    const room = model.contextTokens === null ? Infinity : Math.floor(model.contextTokens * 0.75)
    if (tokens <= room) return
    throw new AppError('context_length_exceeded', tooLong(found, { tokens, room, model }))
  }

  return {
    async take(
      principal: Principal,
      use: { attachmentIds: readonly string[]; conversationId: string; model: ProviderModel },
    ): Promise<AttachmentPart[]> {
      const { conversationId, model } = use
      const ids = [...new Set(use.attachmentIds)]
      const owner = ownerOf(principal)
      const found = await store.find(owner, ids)
      requireAll(found, ids)
      check(principal, found, model)
      const taken = await store.claim(owner, ids, conversationId)
      // Of the same conversation: an edited message has the files that it had.
      requireAll(
        taken.filter((one) => one.conversationId === conversationId),
        ids,
      )
      return taken.map(({ id, name, mediaType, sizeBytes }) => ({
        type: 'attachment',
        attachmentId: id,
        name,
        mediaType,
        sizeBytes,
      }))
    },

    async contentOf(
      principal: Principal,
      parts: readonly AttachmentPart[],
      use: { model: ProviderModel; isNewest: boolean },
    ): Promise<ContentPart[]> {
      const ids = parts.map(({ attachmentId }) => attachmentId)
      const found = await store.find(ownerOf(principal), ids)
      if (use.isNewest) {
        requireAll(found, ids)
        check(principal, found, use.model)
      }
      const contents: ContentPart[] = []
      for (const part of parts) {
        const stored = found.find(({ id }) => id === part.attachmentId)
        const { tenantId } = principal
        contents.push(await toContent(files, { tenantId, part, stored, model: use.model }))
      }
      const hasText = found.some(
        ({ kind, outline }) =>
          kind === 'text' || (outline.sections.length > 0 && !use.model.capabilities.vision),
      )
      return hasText ? [{ type: 'text', text: ABOUT_FILES }, ...contents] : contents
    },
  }
}

interface Given {
  tenantId: string
  part: AttachmentPart
  stored: StoredAttachment | undefined
  model: ProviderModel
}

async function toContent(files: StoredFiles, given: Given): Promise<ContentPart> {
  const { tenantId, part, stored, model } = given
  const name = JSON.stringify(part.name)
  if (!stored) return { type: 'text', text: `[The file ${name} is not there any more.]` }
  if (stored.kind === 'text') {
    return { type: 'text', text: await files.textFor(tenantId, stored) }
  }
  if (!model.capabilities.vision) {
    const unseen = `[The picture ${name}, which this model cannot see.]`
    const isRead = stored.outline.sections.length > 0
    return { type: 'text', text: isRead ? await files.textFor(tenantId, stored) : unseen }
  }
  const bytes = await files.whole(tenantId, stored)
  const url = `data:${stored.mediaType};base64,${bytes.toString('base64')}`
  return { type: 'image_url', image_url: { url } }
}

function requireAll(found: readonly StoredAttachment[], ids: readonly string[]): void {
  if (found.length === ids.length) return
  throw new AppError(
    'not_found',
    'A file of this message does not exist any more, or was sent elsewhere. Remove it and attach it again.',
  )
}

function blind(name: string, model: ProviderModel, others: readonly string[]): string {
  const hint =
    others.length === 0 ? 'No model here can.' : `These can: ${others.slice(0, 8).join(', ')}.`
  return `“${model.name}” cannot see pictures such as “${name}”. ${hint}`
}

function tooLong(
  found: readonly StoredAttachment[],
  { tokens, room, model }: { tokens: number; room: number; model: ProviderModel },
): string {
  const largest = found.toSorted((one, other) => tokensOf(other) - tokensOf(one))[0]
  return `The files are too long for “${model.name}”: about ${tokens.toLocaleString('en')} tokens, of which it reads ${room.toLocaleString('en')} at once. Choose fewer pages of “${largest?.name ?? ''}”, or a model with a larger context.`
}
